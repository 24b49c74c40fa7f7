"""Gets tokens with a public OAuth 2.0 library in each way, and reports a status with each."""

import sys

from authlib.integrations.requests_client import OAuth2Session

address, client, secret = sys.argv[1:]
update = {"status": "active", "effective_on": "2024-06-18"}
for method in ["client_secret_basic", "client_secret_post"]:
    session = OAuth2Session(client, secret, token_endpoint_auth_method=method, scope="status:write")
    token = session.fetch_token(f"{address}/oauth/token", grant_type="client_credentials")
    assert token["token_type"] == "Bearer" and token["scope"] == "status:write", token
    made = session.post(f"{address}/v1/presences/ken-hra/status-updates", json=update)
    assert made.status_code == 201, made.text
    refused = session.post(f"{address}/v1/presences/per-hra/status-updates", json=update)
    assert refused.status_code == 403, refused.text
assert session.introspect_token(f"{address}/oauth/introspect", token["access_token"]).json()["active"]
session.revoke_token(f"{address}/oauth/revoke", token["access_token"])
assert not session.introspect_token(f"{address}/oauth/introspect", token["access_token"]).json()["active"]
print("a public OAuth 2.0 client gets tokens, reports, introspects and revokes")
