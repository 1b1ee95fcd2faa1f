#!/bin/sh
# A program with a package of the standard library and one with C are compiled and run.
set -eu
docker run --rm --network none "$1" sh -euc '
mkdir /tmp/hello && cd /tmp/hello
cat >go.mod <<END
module example.org/hello

go 1.19
END
cat >main.go <<END
package main

// int answer(void) { return 42; }
import "C"
import (
	"fmt"
	"net/http"
)

func main() { fmt.Println(int(C.answer()), http.StatusText(http.StatusTeapot)) }
END
test "$(go run .)" = "42 I'\''m a teapot"'
