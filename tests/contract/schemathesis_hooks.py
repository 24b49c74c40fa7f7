"""Leaves out `fields`: with it an answer has only these fields, which the schemas of whole records do not say; and
`wait`, which waits; and `Min-Revision`, whose made-up revisions are not here yet (503). And no webhook of a made-up address may tell a stranger anything."""

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for item in raw_schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "parameters" in operation:
                kept = [known for known in operation["parameters"] if known["name"] not in ("fields", "wait", "Min-Revision")]
                operation["parameters"] = kept


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.body, dict) and str(case.body.get("url", "")).lower().startswith("http"):
        case.body["url"] = "https://registry.invalid/"
