# The report's own sentences: see en.ftl.
summary = Au { $date }, le Haut-Commissariat disposait de { $presences-total ->
    [one] <presences.total> présence
   *[other] <presences.total> présences
} sur le terrain, dont <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] était un conseiller pour les droits de l’homme auprès du bureau d’un coordonnateur résident
   *[other] étaient des conseillers pour les droits de l’homme auprès de bureaux de coordonnateurs résidents
}.
confirmed = Les bureaux ont confirmé <presences.reported> de ces présences et <posts.reported> { $posts-total ->
    [one] du <posts.total> poste de conseiller
   *[other] des <posts.total> postes de conseiller
} ; pour le reste, le registre s’appuie sur des documents.
unconfirmed = Aucun bureau n’a encore confirmé ces présences ou ces postes ; le registre s’appuie sur des documents.
presences = Sur { $presences-total ->
    [one] <presences.total> présence
   *[other] les <presences.total> présences
} existant au { $date }, <presences.active> { $presences-active ->
    [one] était active
   *[other] étaient actives
}. Ensemble, elles desservent { $countries-served ->
    [one] <countries.served> pays ou territoire
   *[other] <countries.served> pays et territoires
}.
confidence = Parmi ces présences, { $list }.
confidence-none = aucune n’a été confirmée par un bureau
confidence-reported = <presences.reported> { $presences-reported ->
    [one] a été confirmée
   *[other] ont été confirmées
} par un bureau
confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] figure
   *[other] figurent
} dans un document de l’année de référence
confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] ne figure que dans un document antérieur et est présumée s’être maintenue
   *[other] ne figurent que dans un document antérieur et sont présumées s’être maintenues
}
confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] n’est pas vérifiée
   *[other] ne sont pas vérifiées
}
confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] est douteuse
   *[other] sont douteuses
}
unknown = On ignore si { $presences-unknown ->
    [one] <presences.unknown> autre présence existait
   *[other] <presences.unknown> autres présences existaient
} à cette date.
offices = Sur { $offices-total ->
    [one] <offices.total> bureau qui accueille
   *[other] les <offices.total> bureaux qui accueillent
} une présence, { $list }.
offices-all = tous ont fait rapport au cours des 90 derniers jours
offices-none = aucun n’a jamais fait rapport au registre
offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] n’a
   *[other] n’ont
} jamais fait rapport au registre
offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] n’a
   *[other] n’ont
} rien communiqué depuis plus de 90 jours
posts = Il existe { $posts-total ->
    [one] <posts.total> poste
   *[other] <posts.total> postes
} de conseiller pour les droits de l’homme : { $list }.
posts-none = Il n’existe aucun poste de conseiller pour les droits de l’homme.
posts-unreported = Il existe { $posts-total ->
    [one] <posts.total> poste
   *[other] <posts.total> postes
} de conseiller pour les droits de l’homme ; aucun bureau n’a encore fait rapport à ce sujet.
posts-not_reported = <posts.not_reported> sur { $posts-not_reported ->
    [one] lequel
   *[other] lesquels
} aucun bureau n’a fait rapport
posts-vacant = <posts.vacant> { $posts-vacant ->
    [one] vacant
   *[other] vacants
}
posts-under_recruitment = <posts.under_recruitment> en cours de recrutement
posts-encumbered = <posts.encumbered> { $posts-encumbered ->
    [one] pourvu
   *[other] pourvus
}
posts-temporarily_filled = <posts.temporarily_filled> { $posts-temporarily_filled ->
    [one] pourvu
   *[other] pourvus
} à titre temporaire
posts-frozen = <posts.frozen> { $posts-frozen ->
    [one] gelé
   *[other] gelés
}
funding = D’après les contributions enregistrées par le siège, les postes dont le coût est connu nécessitent <funding.cost> de { $from } à { $to }. Les contributions reçues couvrent <funding.received> de ce montant, ou <funding.with_commitments> si l’on tient compte des engagements ; il manque <funding.gap>.
funding-unknown = De { $from } à { $to }, ni les besoins ni le déficit ne peuvent être indiqués, car le coût des postes n’est pas connu.
funding-months = En outre, le coût de { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> mois de poste
   *[other] <funding.unknown_cost_months> mois de poste
} n’est pas connu.
risk = Les contributions reçues et engagées ne couvrent pas { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> poste
   *[other] <posts.at_risk_12m> postes
} pendant toute la période allant de { $from } à { $to }, ou le coût n’en est pas connu.
demand = Les demandes portant sur { $demand-unmet ->
    [one] <demand.unmet> poste
   *[other] <demand.unmet> postes
}, émanant de <demand.countries> pays, n’ont pas été satisfaites ; la plus ancienne est en attente depuis { $demand-longest_wait ->
    [one] <demand.longest_wait> jour
   *[other] <demand.longest_wait> jours
}.
comma = { $a }, { $b }
and = { $a } et { $b }
