# The texts of the pages. Every language has the same messages; `$n` is a number, `$what` a name, date or code.

site = Field Presence Registry
site-about = The registry of record for the field presences of the United Nations High Commissioner for Human Rights, and for the posts of human rights advisers.
skip = Skip to the content
nav = Main navigation
nav-overview = Overview
nav-office = Offices and desk
nav-api = API documentation
languages = Languages
live = updated live
live-updated = The figures have been updated.
footer-baseline = Baseline data is a best-effort reconstruction from public documents. Records that no office has confirmed are marked as such.
footer-names = The boundaries and names shown and the designations used on this site do not imply official endorsement or acceptance by the United Nations. City centres:
footer-privacy = Locations are given at city level; the registry holds no personal data.
request-id = Request:
to-overview = To the overview

## Overview
title-overview = Field presences at a glance
as-of-revision = Revision { $what }
shown-past = Shown as the registry knew it on { $what }.
to-now = Show what is known now
nothing-yet = The registry knew nothing yet at that time: its first entry is of { $what }.
presences = Presences
presences-note = A count of presences, not of countries
countries-served = Countries and areas served
countries-note = Each counted once, however many presences serve it
posts = Adviser posts
posts-filled = { $n ->
    [0] None reported as filled
    [one] { $n } reported as filled
   *[other] { $n } reported as filled
}
confirmed = Confirmed by an office
confirmed-note = Presences on which an office has reported
of-all = of { $n }
filters = Filters
search = Search
search-hint = Name, city, country or host
any = All
country-code = Country codes
on-date = Statuses on date
as-of = As known on
as-of-slider = Go back in time
apply = Apply
reset = Reset
filter-reported = Confirmed by an office
filter-baseline = Baseline only
confirmation = Confirmation
legend-pale = Pale: baseline, not confirmed by an office
map-note = Presences at city level. The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance by the United Nations. Land: Natural Earth.
map-as-table = The same as a table
as-table = As a table
number = Number
group = Group
chart-type = Presences by type
chart-region = Presences by region and status
chart-status = Presences by status
chart-posts = Adviser posts by status
chart-since = Presences by time since the last report
nothing = Nothing matches.
overdue = Reports overdue
overdue-count = { $n ->
    [one] { $n } office of { $what } has not reported for more than 90 days.
   *[other] { $n } offices of { $what } have not reported for more than 90 days.
}
days-silent = Days since report
never = never
all-as-csv = { $n ->
    [one] All ({ $n }) as CSV
   *[other] All { $n } as CSV
}
office = Office
news = Latest status updates
no-news = No office has reported yet.
effective-from = effective { $what }
ending = Posts with funding that ends within 12 months
no-ending = No post is known to have funding that ends within 12 months.
post = Post
funded-until = Funded until
over = over
presences-found = { $n ->
    [one] { $n } presence
   *[other] { $n } presences
}
download = Download this view
presence = Presence
country = Country
kind = Type
region = Region
status = Status
since = Since
mode = Operating mode
last-report = Last report
unknown = not known
pages = Pages
previous = Previous
next = Next
baseline = baseline, not confirmed by an office
baseline-about = Taken from public documents; no office has reported on it.

## Vocabularies
type-country_office = Country office
type-regional_office = Regional office
type-mission_component = Human rights component of a peace mission
type-human_rights_adviser = Human rights adviser
type-other = Other
status-planned = Planned
status-agreed = Agreed
status-active = Active
status-drawing_down = Drawing down
status-suspended = Suspended
status-closed = Closed
status-proposed = Proposed
status-vacant = Vacant
status-under_recruitment = Under recruitment
status-encumbered = Encumbered
status-temporarily_filled = Temporarily filled
status-frozen = Frozen
status-abolished = Abolished
status-not_reported = Not reported
mode-in_country = In country
mode-remote = Remote
mode-hybrid = Hybrid
region-africa = Africa
region-americas = Americas
region-asia_pacific = Asia and the Pacific
region-europe_central_asia = Europe and Central Asia
region-middle_east_north_africa = Middle East and North Africa
since-up_to_30_days = Up to 30 days
since-31_to_90_days = 31 to 90 days
since-91_to_180_days = 91 to 180 days
since-181_to_365_days = 181 to 365 days
since-over_365_days = More than 365 days
since-never = Never reported by an office
error-400 = The request cannot be read
error-401 = Please sign in
error-403 = This is not allowed
error-404 = There is no such page
error-405 = This is not possible here
error-408 = The request took too long to arrive
error-412 = The record has moved on
error-413 = The file is too large
error-415 = This type of content is not read here
error-422 = The entries cannot be accepted
error-429 = There were too many requests; please wait
error-500 = The registry failed
error-503 = The registry cannot write at present
