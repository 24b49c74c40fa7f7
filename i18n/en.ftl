### Every text of the program in this language: vocabularies, pages, the report. Every language has the same messages.
### `$n` is a number, `$what` a name, date or code.

### The language: its name, dates, numbers and lists

language-name = English
direction = ltr
month-name = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
written-date = { $day } { month-name } { $year }
written-month = { month-name } { $year }
number-word = { $value ->
    [0] none
    [1] one
    [2] two
    [3] three
    [4] four
    [5] five
    [6] six
    [7] seven
    [8] eight
    [9] nine
   *[other] { $number }
}
amount-dollars = ${ $amount }
amount-large = ${ $amount }{"\u00A0"}million
list-comma = { $a }, { $b }
list-and = { $a } and { $b }
two-sentences = { $a } { $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = Country office
type-regional_office = Regional office
type-mission_component = Human rights component of a peace mission
type-human_rights_adviser = Human rights adviser
type-other = Other

## Statuses of presences, then of posts
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

## Operating modes
mode-in_country = In country
mode-remote = Remote
mode-hybrid = Hybrid

## Regions
region-africa = Africa
region-americas = Americas
region-asia_pacific = Asia and the Pacific
region-europe_central_asia = Europe and Central Asia
region-middle_east_north_africa = Middle East and North Africa

## Time since the last report
since-up_to_30_days = Up to 30 days
since-31_to_90_days = 31 to 90 days
since-91_to_180_days = 91 to 180 days
since-181_to_365_days = 181 to 365 days
since-over_365_days = More than 365 days
since-never = Never reported by an office

## Grades of posts
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

## Confidence
confidence-reported = Reported by an office
confidence-sourced = Seen in a source
confidence-assumed = Assumed: an earlier document lists it
confidence-unverified = Not verified
confidence-doubtful = Doubtful

## Reasons
reason-agreement_not_renewed = Agreement not renewed
reason-mandate_ended = Mandate ended
reason-funding = Funding
reason-converted = Converted into another presence
reason-other = Other

## What becomes of posts when a presence closes
posts-abolish = Abolish them
posts-vacant = Keep them, vacant
posts-move = Move them to another presence

## Kinds of decisions
decision-budget = Budget
decision-security_council = Security Council
decision-human_rights_council = Human Rights Council
decision-host_state = Host State
decision-agreement_ends = Agreement ends
decision-other = Other decision

## Reporting lines
line-high_commissioner = High Commissioner
line-head_of_mission = Head of mission
line-resident_coordinator = Resident coordinator

## Who may read a note
visibility-restricted = For offices and headquarters only
visibility-public = Public

## Events of a history
event-baseline = Baseline
event-created = Added
event-described = Description changed
event-status_update = Status update
event-relocated = Relocated
event-scheduled = Decided for a later date

## Outcomes of rows of an import
outcome-created = Added
outcome-updated = Changed
outcome-unchanged = Unchanged
outcome-rejected = Rejected
outcome-skipped = Good, but not written

## States of an import
import-running = In progress
import-completed = All rows can be accepted.
import-rejected = Some rows cannot be accepted, so nothing is written.
import-failed = The file failed.
import-some = Some rows cannot be accepted; the others can.
import-none = No row can be accepted.

## Problems, by HTTP status
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

## Faults of entries
fault-required = This is required.
fault-malformed = This cannot be read.
fault-in_the_future = This date lies in the future; only plans may.
fault-out_of_range = This is out of range.
fault-not_applicable = This does not apply here.
fault-unknown_code = This code is not known.
fault-transition_not_allowed = The record cannot change to this status from the one that it had.
fault-conflicts_with_later_update = A later report does not fit this one.

## Statuses of requests for posts
request-received = Received
request-under_review = Under review
request-agreed_unfunded = Agreed, not funded
request-funded = Funded
request-deployed = Deployed
request-declined = Declined
request-withdrawn = Withdrawn

## Stages of contributions
stage-pledge = Pledged
stage-commitment = Committed
stage-received = Received

### Words of tables, on pages and in the report

post = Post
presence = Presence
country = Country
city = City
region = Region
kind = Type
status = Status
grade = Grade
number = Number
source = Source
confidence = Confidence
month = Month
cost = Cost
received = Received
commitments = Commitments
pledges = Pledges
missing = Missing
covered-until = Covered until
funded-until = Funded until

### The pages

## Every page
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
over = over
presences-found = { $n ->
    [one] { $n } presence
   *[other] { $n } presences
}
download = Download this view
since = Since
mode = Operating mode
last-report = Last report
unknown = not known
pages = Pages
previous = Previous
next = Next
baseline = baseline, not confirmed by an office
baseline-about = Taken from public documents; no office has reported on it.

## Forms: posts, decisions and published totals
posts-on-closing = Posts when the presence closes
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

## A presence
facts = What is known
timeline = Status updates
no-updates = No office has reported a status yet.
scheduled = takes effect on this date
superseded-by = corrected by update { $what }
provenance = Who says so
source-description = Source of the description
source-as-of = The source speaks for
status-by = Status reported by
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
country-one = Country code
tell-status = Report a status

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
thousands = In thousand US dollars.
coverage-as-csv = Every post and month as CSV
at-risk = Posts whose cover ends within twelve months
none-at-risk = Every post is covered for twelve months.
not-covered = not covered
needed = Needed
demand = Requests for new posts
requests-as-csv = All requests as CSV
calls = Calls for input
no-calls = There is no call for input.
call = Call
deadline = Deadline
published = Published submissions
published-count = Published
the-report = The report
the-report-about = The report on the adviser programme, with the figures of this revision.
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

### The report

## Title and notes
report-title = Human rights advisers: current status and work
report-subtitle = As of { $date } (revision { $revision } of the registry)
report-fallback = [English original]
report-sources = Sources of the figures

## Sections
report-section-summary = Summary
report-section-introduction = Introduction and mandate
report-section-status = Current status and work
report-section-achievements = Key achievements
report-section-challenges = Challenges
report-section-vision = Future vision
report-section-submissions = Written submissions received
report-section-conclusions = Conclusions
report-section-recommendations = Recommendations
report-section-annex = Annex: all presences and posts

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = Cover of posts by month, in US dollars
report-table-donors = Contributions by donor, in US dollars
report-table-at_risk = { at-risk }
report-table-demand = Requests for posts by status
report-table-years = Posts of human rights advisers since 2022
report-table-all_presences = All presences
report-table-all_posts = All posts of human rights advisers

## Columns that only the report has
report-column-total = Total
report-column-year = Year
report-column-donor = Donor
report-column-with-commitments = With commitments
report-column-with-pledges = With pledges
report-column-as-of = As of
report-column-months = Months not covered
report-column-needed = Needed, US dollars
report-column-created = Created
report-column-abolished = Abolished
report-column-presences-closed = Adviser presences closed
report-column-unfunded = Not funded
report-column-posts = Posts
report-column-unknown = Not known
report-column-figure = Figure
report-column-value = Value
report-column-query = Question to the registry

# <name> is a figure; $name, with a hyphen for each dot, is its value, to choose the right form.
# No sentence begins with a figure.

## Sentences
report-summary = On { $date }, the High Commissioner had { $presences-total ->
    [one] <presences.total> field presence
   *[other] <presences.total> field presences
}, of which <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] was a human rights adviser in a resident coordinator office
   *[other] were human rights advisers in resident coordinator offices
}.
report-confirmed = Offices have confirmed <presences.reported> of these presences and <posts.reported> of { $posts-total ->
    [one] the <posts.total> adviser’s post
   *[other] the <posts.total> advisers’ posts
}; for everything else the registry relies on documents.
report-unconfirmed = No office has confirmed any of these presences or posts yet; the registry relies on documents.
report-presences = Of the { $presences-total ->
    [one] <presences.total> presence
   *[other] <presences.total> presences
} that existed on { $date }, <presences.active> { $presences-active ->
    [one] was
   *[other] were
} active. Together they serve { $countries-served ->
    [one] <countries.served> country or area
   *[other] <countries.served> countries and areas
}.
report-confidence = Of these presences, { $list }.
report-confidence-none = none has been confirmed by an office
report-confidence-reported = <presences.reported> { $presences-reported ->
    [one] has
   *[other] have
} been confirmed by an office
report-confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] is
   *[other] are
} listed in a document of the baseline year
report-confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] is listed in an earlier document only and is
   *[other] are listed in an earlier document only and are
} assumed to have continued
report-confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] is
   *[other] are
} not verified
report-confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] is
   *[other] are
} doubtful
report-unknown = It is not known whether { $presences-unknown ->
    [one] <presences.unknown> further presence
   *[other] <presences.unknown> further presences
} existed on this date.
report-offices = Of the { $offices-total ->
    [one] <offices.total> office that hosts
   *[other] <offices.total> offices that host
} a presence, { $list }.
report-offices-all = all have reported within the past 90 days
report-offices-none = none has ever reported to the registry
report-offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] has
   *[other] have
} never reported to the registry
report-offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] has
   *[other] have
} reported nothing for more than 90 days
report-posts = There { $posts-total ->
    [one] is <posts.total> post of a human rights adviser
   *[other] are <posts.total> posts of human rights advisers
}: { $list }.
report-posts-none = There are no posts of human rights advisers.
report-posts-unreported = There { $posts-total ->
    [one] is <posts.total> post of a human rights adviser
   *[other] are <posts.total> posts of human rights advisers
}; no office has reported on { $posts-total ->
    [one] it
   *[other] any of them
} yet.
report-posts-not_reported = <posts.not_reported> on which no office has reported
report-posts-vacant = <posts.vacant> vacant
report-posts-under_recruitment = <posts.under_recruitment> under recruitment
report-posts-encumbered = <posts.encumbered> encumbered
report-posts-temporarily_filled = <posts.temporarily_filled> temporarily filled
report-posts-frozen = <posts.frozen> frozen
report-funding = According to the contributions that headquarters has recorded, the posts whose cost is known need <funding.cost> from { $from } to { $to }. Contributions received cover <funding.received> of this; with commitments the amount is <funding.with_commitments>, and <funding.gap> is missing.
report-funding-unknown = From { $from } to { $to }, neither the need nor the gap can be stated, because the cost of the posts is not known.
report-funding-months = In addition, the cost of { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> month of a post
   *[other] <funding.unknown_cost_months> months of posts
} is not known.
report-risk = Contributions received and committed do not cover { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> post
   *[other] <posts.at_risk_12m> posts
} throughout the period from { $from } to { $to }, or the cost is not known.
report-demand = Requests for { $demand-unmet ->
    [one] <demand.unmet> post
   *[other] <demand.unmet> posts
}, from { $demand-countries ->
    [one] <demand.countries> country
   *[other] <demand.countries> countries
}, have not been met; the oldest has been waiting for { $demand-longest_wait ->
    [one] <demand.longest_wait> day
   *[other] <demand.longest_wait> days
}.
