"""Renders templates with the real Jinja2: one JSON object a line in, one out."""
import json
import sys

from jinja2 import DictLoader, Environment, StrictUndefined

for line in sys.stdin:
    request = json.loads(line)
    environment = Environment(
        undefined=StrictUndefined, extensions=["jinja2.ext.do"], loader=DictLoader(request["files"]))
    try:
        answer = {"output": environment.from_string(request["template"]).render(**request["variables"])}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
