#!/usr/bin/python3
"""Reads {"schemas": {NAME: SCHEMA}, "cases": [{"schema", "id", "value", "valid"}]} and prints a line for each case in
which a schema says otherwise."""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("the tests need Python's jsonschema: apt-get install python3-jsonschema")

data = json.load(sys.stdin)
validators = {}
for name, schema in data["schemas"].items():
    Draft202012Validator.check_schema(schema)
    validators[name] = Draft202012Validator(schema)
for case in data["cases"]:
    validator = validators[case["schema"]]
    if validator.is_valid(case["value"]) == case["valid"]:
        continue
    if case["valid"]:
        reason = "; ".join(
            "/".join(map(str, error.absolute_path)) + ": " + error.message[:300]
            for error in validator.iter_errors(case["value"]))
    else:
        reason = "the schema takes it"
    print(f"{case['schema']} {case['id']}: {reason}")
