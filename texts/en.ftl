# The texts of the pages. Every language has the same messages; `$n` is a number, `$what` a name, date or code.

site = Field Presence Registry
site-about = The registry of record for the field presences of the United Nations High Commissioner for Human Rights, and for the posts of human rights advisers.
skip = Skip to the content
nav = Main navigation
nav-overview = Overview
nav-programme = Adviser programme
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
presences-unknown = { $n ->
    [one] Of { $n } more presence nothing is known on this date.
   *[other] Of { $n } more presences nothing is known on this date.
}
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
map-first = The map shows the first { $n } of them.
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
status-presence_closed = Presence closed
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
grade-P-2 = P-2
grade-P-3 = P-3
grade-P-4 = P-4
grade-P-5 = P-5
grade-D-1 = D-1
grade-D-2 = D-2
grade-NO-A = NO-A
grade-NO-B = NO-B
grade-NO-C = NO-C
grade-NO-D = NO-D
grade-UNV = United Nations Volunteer
grade-G-1 = G-1
grade-G-2 = G-2
grade-G-3 = G-3
grade-G-4 = G-4
grade-G-5 = G-5
grade-G-6 = G-6
grade-G-7 = G-7
confidence-reported = Reported by an office
confidence-sourced = Seen in a source
confidence-assumed = Assumed: an earlier document lists it
confidence-unverified = Not verified
confidence-doubtful = Doubtful
reason-agreement_not_renewed = Agreement not renewed
reason-mandate_ended = Mandate ended
reason-funding = Funding
reason-converted = Converted into another presence
reason-other = Other
posts-on-closing = Posts when the presence closes
posts-abolish = Abolish them
posts-vacant = Keep them, vacant
posts-move = Move them to another presence
posts-to = Posts move to
posts-to-hint = The code of an adviser presence, such as ken-hra; only when the posts move.
decision = A decision that takes effect later
decision-hint = Fill this in where the date lies ahead: the change is then shown as scheduled and takes effect by itself on that day.
decision-by = Who decided
decision-document = Document
decision-date = Date of the decision
published-totals = Published totals
published-about = What OHCHR has published as its field presences. The dark part is what the registry knows by record for that date; of the rest it has no record yet.
known-by-record = Known by record
date = Date
decision-budget = Budget
decision-security_council = Security Council
decision-human_rights_council = Human Rights Council
decision-host_state = Host State
decision-agreement_ends = Agreement ends
decision-other = Other decision
line-high_commissioner = High Commissioner
line-head_of_mission = Head of mission
line-resident_coordinator = Resident coordinator
visibility-restricted = For offices and headquarters only
visibility-public = Public
event-baseline = Baseline
event-created = Added
event-described = Description changed
event-status_update = Status update
event-relocated = Relocated
event-scheduled = Decided for a later date
outcome-created = Added
outcome-updated = Changed
outcome-unchanged = Unchanged
outcome-rejected = Rejected
outcome-skipped = Good, but not written
import-running = In progress
import-completed = All rows can be accepted.
import-rejected = Some rows cannot be accepted, so nothing is written.
import-failed = The file failed.
import-some = Some rows cannot be accepted; the others can.
import-none = No row can be accepted.
fault-required = This is required.
fault-malformed = This cannot be read.
fault-in_the_future = This date lies in the future; only plans may.
fault-out_of_range = This is out of range.
fault-not_applicable = This does not apply here.
fault-unknown_code = This code is not known.
fault-transition_not_allowed = The record cannot change to this status from the one that it had.
fault-conflicts_with_later_update = A later report does not fit this one.

## A presence
facts = What is known
timeline = Status updates
no-updates = No office has reported a status yet.
scheduled = takes effect on this date
superseded-by = corrected by update { $what }
provenance = Who says so
source = Source of the description
source-as-of = The source speaks for
status-by = Status reported by
confidence = Confidence
remark = Remark
history = History
older-versions = { $n ->
    [one] { $n } older version
   *[other] { $n } older versions
}
covers = Serves
host = Host
host-office = Office that answers for it
reports-to = Reports to
mandate = Mandate
host-consent = Consent of the host State
opened-on = Opened on
mandate-until = Mandate ends
reason = Reason
successor = Successor
grade = Grade
country-one = Country code
city = City
report-status = Report a status

## Offices and desk
sign-in = Sign in
sign-out = Sign out
sign-in-about = For resident coordinator offices and the headquarters desk, with the credentials of a client of the office.
sign-in-wrong = The client is not known, or the secret is wrong.
sign-in-slow = { $n ->
    [one] There were too many attempts. Please wait { $n } second.
   *[other] There were too many attempts. Please wait { $n } seconds.
}
client-id = Client
client-secret = Secret
office-title = Records of the office
desk = Headquarters desk
office-of = Resident coordinator’s office: { $what }
office-about = The records that the office answers for. A report that confirms the present status counts, too.
to-office = To the records of the office
record = Record
next-statuses = Possible next
status-now = At present:
status-new = New status
unchanged = unchanged
mode-only = Only the operating mode changes
effective-on = Effective date
effective-hint = When it became true; { $what } at the latest, except for what is planned.
no-change = No change
mode-from = From where, while remote or hybrid
reason-hint = Required for a closure; possible where something is suspended, drawn down, frozen or abolished.
successor-hint = The code of the presence that takes over, after a conversion.
note = Note
note-warning = No personal data: no names, telephone numbers or private addresses. People could be put at risk.
note-language = Language of the note
note-visibility = Who may read the note
send-report = Send the report
recorded-as = The report is recorded as update { $what }.
moved-on = The record has changed since this form was opened. Please check its status and send the report again.
faults = { $n ->
    [one] Nothing was recorded: { $n } entry cannot be accepted.
   *[other] Nothing was recorded: { $n } entries cannot be accepted.
}
import-title = Many updates in one file
import-about = A sheet with the records of the office and what is known of them, to fill in:
import-template = Template
file = File (CSV, XLSX, ODS, NDJSON or JSON)
import-sheet = Sheet of the workbook (optional; else the first visible one)
import-sheet-read = Sheet read:
import-sheet-others = Other sheets:
import-mode = If a row cannot be accepted
import-atomic = Write nothing
import-partial = Write the other rows
import-try = Try it out
import-trial = Result of the trial
import-trial-note = This was a trial: nothing is written yet.
import-report = What became of the rows
import-confirm = Send it
import-confirm-about = Send exactly this file now.
import-again = The file is too large to be kept in this page: please choose it again to send it.
import-refresh = Show how far it is
import-hidden = { $n ->
    [one] { $n } more row is not shown.
   *[other] { $n } more rows are not shown.
}
row = Row
cell = Cell
outcome = Outcome
what-is-wrong = What is wrong

## The adviser programme
title-programme = The adviser programme
programme-about = How adviser posts are paid in the next twelve months, which are at risk, what is asked for, and what is said.
programme-cost = Cost of twelve months, thousand US dollars
programme-received = Covered by what was received
programme-committed = Covered with commitments too
programme-missing = Missing after commitments
programme-by-month = Funding by month
month = Month
cost = Cost
received = Received
commitments = Commitments
pledges = Pledges
missing = Missing
thousands = In thousand US dollars.
coverage-as-csv = Every post and month as CSV
at-risk = Posts whose cover ends within twelve months
none-at-risk = Every post is covered for twelve months.
covered-until = Covered until
not-covered = not covered
needed = Needed
demand = Requests for new posts
requests-as-csv = All requests as CSV
calls = Calls for input
no-calls = There is no call for input.
call = Call
deadline = Deadline
published = Published submissions
report = The report
report-about = The report on the adviser programme, with the figures of this revision.
request-received = Received
request-under_review = Under review
request-agreed_unfunded = Agreed, not funded
request-funded = Funded
request-deployed = Deployed
request-declined = Declined
request-withdrawn = Withdrawn
programme-unknown = { $n ->
    [one] The cost of { $n } post is not known
   *[other] The cost of { $n } posts is not known
}
demand-unmet = { $n ->
    [0] No request is unmet.
    [one] { $n } request is not met.
   *[other] { $n } requests are not met.
}
demand-longest = { $n ->
    [one] The longest wait is { $n } day.
   *[other] The longest wait is { $n } days.
}
