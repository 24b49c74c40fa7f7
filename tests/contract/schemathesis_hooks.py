"""Leaves out `fields`: with it an answer has only these fields, which the schemas of whole records do not say. And no
webhook of a made-up address may tell a stranger anything."""

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.query:
        case.query.pop("fields", None)
    if isinstance(case.body, dict) and str(case.body.get("url", "")).lower().startswith("http"):
        case.body["url"] = "https://registry.invalid/"
