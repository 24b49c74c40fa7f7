# The report's own sentences. <name> is a figure; $name, with a hyphen for each dot, is its value, to choose the right form.
# No sentence begins with a figure.
summary = On { $date }, the High Commissioner had { $presences-total ->
    [one] <presences.total> field presence
   *[other] <presences.total> field presences
}, of which <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] was a human rights adviser in a resident coordinator office
   *[other] were human rights advisers in resident coordinator offices
}.
confirmed = Offices have confirmed <presences.reported> of these presences and <posts.reported> of { $posts-total ->
    [one] the <posts.total> adviser’s post
   *[other] the <posts.total> advisers’ posts
}; for everything else the registry relies on documents.
unconfirmed = No office has confirmed any of these presences or posts yet; the registry relies on documents.
presences = Of the { $presences-total ->
    [one] <presences.total> presence
   *[other] <presences.total> presences
} that existed on { $date }, <presences.active> { $presences-active ->
    [one] was
   *[other] were
} active. Together they serve { $countries-served ->
    [one] <countries.served> country or area
   *[other] <countries.served> countries and areas
}.
confidence = Of these presences, { $list }.
confidence-none = none has been confirmed by an office
confidence-reported = <presences.reported> { $presences-reported ->
    [one] has
   *[other] have
} been confirmed by an office
confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] is
   *[other] are
} listed in a document of the baseline year
confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] is listed in an earlier document only and is
   *[other] are listed in an earlier document only and are
} assumed to have continued
confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] is
   *[other] are
} not verified
confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] is
   *[other] are
} doubtful
unknown = It is not known whether { $presences-unknown ->
    [one] <presences.unknown> further presence
   *[other] <presences.unknown> further presences
} existed on this date.
offices = Of the { $offices-total ->
    [one] <offices.total> office that hosts
   *[other] <offices.total> offices that host
} a presence, { $list }.
offices-all = all have reported within the past 90 days
offices-none = none has ever reported to the registry
offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] has
   *[other] have
} never reported to the registry
offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] has
   *[other] have
} reported nothing for more than 90 days
posts = There { $posts-total ->
    [one] is <posts.total> post of a human rights adviser
   *[other] are <posts.total> posts of human rights advisers
}: { $list }.
posts-none = There are no posts of human rights advisers.
posts-unreported = There { $posts-total ->
    [one] is <posts.total> post of a human rights adviser
   *[other] are <posts.total> posts of human rights advisers
}; no office has reported on { $posts-total ->
    [one] it
   *[other] any of them
} yet.
posts-not_reported = <posts.not_reported> on which no office has reported
posts-vacant = <posts.vacant> vacant
posts-under_recruitment = <posts.under_recruitment> under recruitment
posts-encumbered = <posts.encumbered> encumbered
posts-temporarily_filled = <posts.temporarily_filled> temporarily filled
posts-frozen = <posts.frozen> frozen
funding = According to the contributions that headquarters has recorded, the posts whose cost is known need <funding.cost> from { $from } to { $to }. Contributions received cover <funding.received> of this; with commitments the amount is <funding.with_commitments>, and <funding.gap> is missing.
funding-unknown = From { $from } to { $to }, neither the need nor the gap can be stated, because the cost of the posts is not known.
funding-months = In addition, the cost of { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> month of a post
   *[other] <funding.unknown_cost_months> months of posts
} is not known.
risk = Contributions received and committed do not cover { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> post
   *[other] <posts.at_risk_12m> posts
} throughout the period from { $from } to { $to }, or the cost is not known.
demand = Requests for { $demand-unmet ->
    [one] <demand.unmet> post
   *[other] <demand.unmet> posts
}, from { $demand-countries ->
    [one] <demand.countries> country
   *[other] <demand.countries> countries
}, have not been met; the oldest has been waiting for { $demand-longest_wait ->
    [one] <demand.longest_wait> day
   *[other] <demand.longest_wait> days
}.
comma = { $a }, { $b }
and = { $a } and { $b }
