"""Leaves out `fields`: with it an answer has only these fields, which the schemas of whole records do not say; and
`wait`, which waits."""

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for item in raw_schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "parameters" in operation:
                kept = [known for known in operation["parameters"] if known["name"] not in ("fields", "wait")]
                operation["parameters"] = kept
