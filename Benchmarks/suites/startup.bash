# shellcheck shell=bash
# What a process costs that compiles a variant or checks a repository, beside one that does nothing.
# shellcheck disable=SC2154 # of scripts/bench

example=pipelines/examples/hello-python
heading 'a whole process' '/bin/true'
row 'dockerfile' "$runner dockerfile $example/.pipeline/blubber.yaml production" /bin/true
row 'validate of a repository' "$runner validate $example" /bin/true
