package main

// #include "include/answer.h"
import "C"

func main() {
	println(C.ANSWER)
}
