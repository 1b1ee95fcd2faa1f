#!/usr/bin/python3
"""Reads a JSON document from standard input and fails unless it fits the JSON Schema at the given path."""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("the tests need Python's jsonschema: apt-get install python3-jsonschema")

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
errors = list(Draft202012Validator(schema).iter_errors(json.load(sys.stdin)))
for error in errors:
    print("/".join(map(str, error.absolute_path)), error.message, file=sys.stderr)
sys.exit(1 if errors else 0)
