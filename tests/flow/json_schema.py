"""Validates JSON lines: json_schema.py SCHEMA LINES...; says on standard output what is wrong."""
import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
for name, member in schema["properties"].items():
    codes = member.get("enum", [])
    if len(codes) != len(set(codes)):
        print(f"{name}: a code is there twice")
validator = Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            for error in validator.iter_errors(json.loads(line)):
                print(f"{name}:{number}: {error.json_path}: {error.message}")
