package greet

// Hello is what is said.
func Hello() string {
	return "hello"
}
