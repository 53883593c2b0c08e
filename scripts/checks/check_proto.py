#!/usr/bin/python3
"""Lint and breaking-change check of the protobuf contracts.

check_proto.py DESCRIPTOR_SET [--baseline proto/baseline.json] [--accept]

Lint: package = directory = paktum.<topic>.v<N>, a comment on every message, field, enum and enum
value (members of a oneof are explained by their message, a zero value by its name), lower_snake_case fields, zero value of an enum ends in UNSPECIFIED and all carry the
enum's prefix. (Texts of commands and events are checked by unit tests on the descriptors.)

Breaking: against the baseline no message, field, enum or enum value may vanish or change its
number, name, type or label. --accept adds what is new to the baseline; it never accepts a break.
"""
import argparse
import json
import re
import sys

from google.protobuf import descriptor_pb2

FIELD = descriptor_pb2.FieldDescriptorProto


def snake_upper(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


class Walker:
    """Visits everything in one file with its comment."""

    def __init__(self, file):
        self.file = file
        self.errors = []
        self.api = {}
        self.comments = {
            tuple(loc.path): (loc.leading_comments or loc.trailing_comments).strip()
            for loc in file.source_code_info.location
        }

    def error(self, name, what):
        self.errors.append(f"proto/{self.file.name}: {name}: {what}")

    def need_comment(self, path, name):
        if not self.comments.get(tuple(path)):
            self.error(name, "has no comment")

    def run(self):
        package = self.file.package
        directory = "/".join(self.file.name.split("/")[:-1])
        if not re.fullmatch(r"paktum\.[a-z_]+\.v\d+", package):
            self.error(package, "package must read paktum.<topic>.v<N>")
        if directory != package.replace(".", "/"):
            self.error(package, f"lies in {directory}")
        for index, message in enumerate(self.file.message_type):
            self.message(message, [4, index], f"{package}.{message.name}")
        for index, enum in enumerate(self.file.enum_type):
            self.enum(enum, [5, index], f"{package}.{enum.name}")

    def message(self, message, path, name):
        if message.options.map_entry:
            return
        self.need_comment(path, name)
        fields = {}
        for index, field in enumerate(message.field):
            field_name = f"{name}.{field.name}"
            if not field.HasField("oneof_index") or field.proto3_optional:
                self.need_comment(path + [2, index], field_name)
            if not re.fullmatch(r"[a-z][a-z0-9_]*", field.name):
                self.error(field_name, "field names are lower_snake_case")
            kind = field.type_name.lstrip(".") or FIELD.Type.Name(field.type)[5:].lower()
            label = "repeated " if field.label == FIELD.LABEL_REPEATED else ""
            fields[str(field.number)] = f"{label}{kind} {field.name}"
        self.api[name] = {"fields": fields}
        for index, nested in enumerate(message.nested_type):
            self.message(nested, path + [3, index], f"{name}.{nested.name}")
        for index, enum in enumerate(message.enum_type):
            self.enum(enum, path + [4, index], f"{name}.{enum.name}")

    def enum(self, enum, path, name):
        self.need_comment(path, name)
        prefix = snake_upper(enum.name) + "_"
        values = {}
        for index, value in enumerate(enum.value):
            value_name = f"{name}.{value.name}"
            if value.number == 0 and not value.name.endswith("UNSPECIFIED"):
                self.error(value_name, "the zero value must end in UNSPECIFIED")
            if not value.name.startswith(prefix):
                self.error(value_name, f"must begin with {prefix}")
            if value.number != 0:
                self.need_comment(path + [2, index], value_name)
            values[str(value.number)] = value.name
        self.api[name] = {"values": values}


def breaks(old, new):
    for name, entry in old.items():
        if name not in new:
            yield f"{name} is gone"
            continue
        for part in ("fields", "values"):
            for number, was in entry.get(part, {}).items():
                now = new[name].get(part, {}).get(number)
                if now is None:
                    yield f"{name}: number {number} ({was}) is gone"
                elif now != was:
                    yield f"{name}: number {number} was '{was}' and is now '{now}'"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptor_set")
    parser.add_argument("--baseline", required=True)
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    files = descriptor_pb2.FileDescriptorSet()
    with open(options.descriptor_set, "rb") as source:
        files.ParseFromString(source.read())
    errors, api = [], {}
    for file in files.file:
        if not file.name.startswith("paktum/"):
            continue
        walker = Walker(file)
        walker.run()
        errors += walker.errors
        api.update(walker.api)
    try:
        with open(options.baseline, encoding="utf-8") as source:
            baseline = json.load(source)
    except FileNotFoundError:
        baseline = {}
    errors += [f"breaking change: {what}" for what in breaks(baseline, api)]
    for error in errors:
        print(error)
    if errors:
        return 1
    if options.accept:
        with open(options.baseline, "w", encoding="utf-8") as target:
            json.dump(api, target, indent=1, sort_keys=True)
            target.write("\n")
    elif api != baseline:
        fresh = sorted(name for name in api if api[name] != baseline.get(name))
        print("new in the contracts, not in the baseline yet (run with --accept):", *fresh[:10])
        return 1
    print(f"{len(api)} messages and enums: lint clean, nothing broken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
