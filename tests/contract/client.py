"""Does an office's work with the generated client: reads, reports, reads again, is refused."""

import datetime
import sys

from presence_registry_client import AuthenticatedClient, Client
from presence_registry_client.api.presences import list_presences, show_presence
from presence_registry_client.api.status_updates import report_presence_status
from presence_registry_client.models import NewPresenceStatus, PresenceStatus, Problem
from presence_registry_client.models import ListPresencesTypeItem as Type

address, token = sys.argv[1:]
public, office = Client(base_url=address), AuthenticatedClient(base_url=address, token=token)

page = list_presences.sync(client=public, type_=[Type.HUMAN_RIGHTS_ADVISER], limit=200)
assert page.page.total == len(page.data) == 44, page
both = list_presences.sync(client=public, type_=[Type.COUNTRY_OFFICE, Type.REGIONAL_OFFICE])
assert both.page.total == 30, both.page

day = datetime.date(2024, 6, 18)
body = NewPresenceStatus(status=PresenceStatus.ACTIVE, effective_on=day, note="Office open.")
made = report_presence_status.sync_detailed("ken-hra", client=office, body=body, idempotency_key="one")
assert made.status_code == 201, made
assert made.parsed.note == "Office open."
kenya = show_presence.sync("ken-hra", client=public)
assert kenya.revision == made.parsed.id and kenya.status_since == day, kenya

refused = report_presence_status.sync_detailed("per-hra", client=office, body=body)
assert refused.status_code == 403 and isinstance(refused.parsed, Problem), refused
body.status = PresenceStatus.PLANNED
refused = report_presence_status.sync_detailed("ken-hra", client=office, body=body)
assert refused.status_code == 422, refused
assert refused.parsed.errors[0].code == "transition_not_allowed", refused
print("the generated client reads, reports and is refused as documented")
