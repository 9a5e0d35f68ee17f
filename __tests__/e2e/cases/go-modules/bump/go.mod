module example.com/hello

// {{token}}
go 1.19

require (
	example.com/greet v0.0.0
	github.com/google/uuid v1.5.0
)

replace example.com/greet => ./greet
