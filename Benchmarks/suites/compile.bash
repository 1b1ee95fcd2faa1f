# shellcheck shell=bash
# The compiler alone, in one thread.

scripts/build-release bench-compile >&2
printf '\n%s\n' 'every variant of the golden files, and of FILES where that is set:'
# shellcheck disable=SC2086 # FILES may name several
.build/release/bench-compile 3 Tests/BlubberConfigTests/Golden ${FILES:-}
