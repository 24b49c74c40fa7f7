### Every text of the program in this language: see en.ftl.

### The language: its name, dates, numbers and lists

language-name = Français
direction = ltr
month-name = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
written-date = { $day ->
    [1] 1er
   *[other] { $day }
} { month-name } { $year }
written-month = { month-name } { $year }
number-word = { $value ->
    [0] zéro
    [1] { $noun ->
        [presences] une
       *[other] un
    }
    [2] deux
    [3] trois
    [4] quatre
    [5] cinq
    [6] six
    [7] sept
    [8] huit
    [9] neuf
   *[other] { $number }
}
amount-dollars = { $amount }{"\u00A0"}dollars
amount-large = { $amount }{"\u00A0"}{ $millions ->
    [one] million
   *[other] millions
} de dollars
list-comma = { $a }, { $b }
list-and = { $a } et { $b }
two-sentences = { $a } { $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = Bureau de pays
type-regional_office = Bureau régional
type-mission_component = Composante droits de l’homme d’une mission de paix
type-human_rights_adviser = Conseiller pour les droits de l’homme
type-other = Autre

## Statuses of presences, then of posts
status-planned = Prévue
status-agreed = Convenue
status-active = Active
status-drawing_down = En réduction
status-suspended = Suspendue
status-closed = Fermée
status-proposed = Proposé
status-vacant = Vacant
status-under_recruitment = En cours de recrutement
status-encumbered = Pourvu
status-temporarily_filled = Pourvu à titre temporaire
status-frozen = Gelé
status-abolished = Supprimé
status-presence_closed = Présence fermée
status-not_reported = Non communiqué

## Operating modes
mode-in_country = Dans le pays
mode-remote = À distance
mode-hybrid = Hybride

## Regions
region-africa = Afrique
region-americas = Amériques
region-asia_pacific = Asie et Pacifique
region-europe_central_asia = Europe et Asie centrale
region-middle_east_north_africa = Moyen-Orient et Afrique du Nord

## Time since the last report
since-up_to_30_days = 30 jours au plus
since-31_to_90_days = 31 à 90 jours
since-91_to_180_days = 91 à 180 jours
since-181_to_365_days = 181 à 365 jours
since-over_365_days = Plus de 365 jours
since-never = Aucun rapport d’un bureau

## Grades of posts
grade-P-2 = P-2
grade-P-3 = P-3
grade-P-4 = P-4
grade-P-5 = P-5
grade-D-1 = D-1
grade-D-2 = D-2
grade-NO-A = AN-A
grade-NO-B = AN-B
grade-NO-C = AN-C
grade-NO-D = AN-D
grade-UNV = Volontaire des Nations Unies
grade-G-1 = G-1
grade-G-2 = G-2
grade-G-3 = G-3
grade-G-4 = G-4
grade-G-5 = G-5
grade-G-6 = G-6
grade-G-7 = G-7

## Confidence
confidence-reported = Communiqué par un bureau
confidence-sourced = Relevé dans une source
confidence-assumed = Présumé : un document antérieur le mentionne
confidence-unverified = Non vérifié
confidence-doubtful = Douteux

## Reasons
reason-agreement_not_renewed = Accord non renouvelé
reason-mandate_ended = Fin du mandat
reason-funding = Financement
reason-converted = Transformée en une autre présence
reason-other = Autre

## What becomes of posts when a presence closes
posts-abolish = Les supprimer
posts-vacant = Les conserver, vacants
posts-move = Les transférer à une autre présence

## Kinds of decisions
decision-budget = Budget
decision-security_council = Conseil de sécurité
decision-human_rights_council = Conseil des droits de l’homme
decision-host_state = État hôte
decision-agreement_ends = Fin de l’accord
decision-other = Autre décision

## Reporting lines
line-high_commissioner = Haut-Commissaire
line-head_of_mission = Chef de mission
line-resident_coordinator = Coordonnateur résident ou coordonnatrice résidente

## Who may read a note
visibility-restricted = Réservée aux bureaux et au siège
visibility-public = Publique

## Events of a history
event-baseline = Donnée de référence
event-created = Ajout
event-described = Description modifiée
event-status_update = Mise à jour du statut
event-relocated = Transfert
event-scheduled = Décision à effet futur

## Outcomes of rows of an import
outcome-created = Ajoutées
outcome-updated = Modifiées
outcome-unchanged = Inchangées
outcome-rejected = Refusées
outcome-skipped = Valables, mais non enregistrées

## States of an import
import-running = En cours
import-completed = Toutes les lignes peuvent être acceptées.
import-rejected = Certaines lignes ne peuvent pas être acceptées ; rien n’est donc enregistré.
import-failed = Le traitement du fichier a échoué.
import-some = Certaines lignes ne peuvent pas être acceptées ; les autres le peuvent.
import-none = Aucune ligne ne peut être acceptée.

## Problems, by HTTP status
error-400 = La requête ne peut pas être lue
error-401 = Veuillez vous connecter
error-403 = Cela n’est pas autorisé
error-404 = Cette page n’existe pas
error-405 = Cela n’est pas possible ici
error-408 = La requête a mis trop de temps à arriver
error-412 = La fiche a changé entre-temps
error-413 = Le fichier est trop volumineux
error-415 = Ce type de contenu n’est pas accepté ici
error-422 = Les données saisies ne peuvent pas être acceptées
error-429 = Trop de requêtes ; veuillez patienter
error-500 = Le registre est en défaut
error-503 = Le registre ne peut rien enregistrer pour le moment

## Faults of entries
fault-required = Ce champ est obligatoire.
fault-malformed = Cette valeur ne peut pas être lue.
fault-in_the_future = Cette date est dans l’avenir ; seul ce qui est prévu peut l’être.
fault-out_of_range = Cette valeur est hors limites.
fault-not_applicable = Cela ne s’applique pas ici.
fault-unknown_code = Ce code est inconnu.
fault-transition_not_allowed = Le passage du statut antérieur à celui-ci n’est pas possible.
fault-conflicts_with_later_update = Un rapport ultérieur est incompatible avec celui-ci.

## Statuses of requests for posts
request-received = Reçue
request-under_review = À l’examen
request-agreed_unfunded = Approuvée, non financée
request-funded = Financée
request-deployed = Conseiller déployé
request-declined = Refusée
request-withdrawn = Retirée

## Stages of contributions
stage-pledge = Annoncé
stage-commitment = Engagé
stage-received = Reçu

### Words of tables, on pages and in the report

post = Poste
presence = Présence
country = Pays
city = Ville
region = Région
kind = Type
status = Statut
grade = Classe
number = Nombre
source = Source
confidence = Degré de certitude
month = Mois
cost = Coût
received = Reçu
commitments = Engagements
pledges = Annonces
missing = Manque
covered-until = Couvert jusqu’au
funded-until = Financé jusqu’au

### The pages

## Every page
site = Registre des présences sur le terrain
site-about = Le registre de référence des présences sur le terrain du Haut-Commissariat des Nations Unies aux droits de l’homme et des postes de conseillers et conseillères pour les droits de l’homme.
skip = Aller au contenu
nav = Navigation principale
nav-overview = Vue d’ensemble
nav-programme = Programme de conseillers
nav-office = Bureaux et siège
nav-api = Documentation de l’API
languages = Langues
live = mis à jour en direct
live-updated = Les chiffres ont été mis à jour.
footer-baseline = Les données de référence sont une reconstitution, aussi fidèle que possible, à partir de documents publics. Les fiches qu’aucun bureau n’a confirmées sont signalées comme telles.
footer-names = Les frontières et les noms indiqués et les désignations employées sur ce site n’impliquent ni reconnaissance ni acceptation officielles par l’Organisation des Nations Unies. Centres des villes :
footer-privacy = Les lieux sont indiqués à l’échelle de la ville ; le registre ne contient aucune donnée personnelle.
request-id = Requête :
to-overview = Vers la vue d’ensemble

## Overview
title-overview = Les présences sur le terrain en un coup d’œil
as-of-revision = Révision { $what }
shown-past = Affiché tel que le registre le savait le { $what }.
to-now = Afficher ce qui est connu aujourd’hui
nothing-yet = Le registre ne savait encore rien à cette date : sa première inscription date du { $what }.
presences = Présences
presences-note = Nombre de présences, et non de pays
presences-unknown = { $n ->
    [one] À cette date, on ne sait rien de { $n } autre présence.
   *[other] À cette date, on ne sait rien de { $n } autres présences.
}
countries-served = Pays et territoires desservis
countries-note = Chacun compté une seule fois, quel que soit le nombre de présences qui le desservent
posts = Postes de conseiller
posts-filled = { $n ->
    [0] Aucun déclaré pourvu
    [one] { $n } déclaré pourvu
   *[other] { $n } déclarés pourvus
}
confirmed = Confirmées par un bureau
confirmed-note = Présences sur lesquelles un bureau a fait rapport
of-all = sur { $n }
filters = Filtres
search = Recherche
search-hint = Nom, ville, pays ou entité hôte
any = Tous
country-code = Codes de pays
on-date = Situation au
as-of = Connu au
as-of-slider = Remonter dans le temps
apply = Appliquer
reset = Réinitialiser
filter-reported = Confirmées par un bureau
filter-baseline = Données de référence seulement
confirmation = Confirmation
legend-pale = Pâle : donnée de référence, non confirmée par un bureau
map-note = Présences à l’échelle de la ville. Les frontières et les noms indiqués et les désignations employées sur cette carte n’impliquent ni reconnaissance ni acceptation officielles par l’Organisation des Nations Unies. Terres émergées : Natural Earth.
map-first = La carte montre les { $n } premières.
map-as-table = Les mêmes données sous forme de tableau
as-table = Sous forme de tableau
group = Groupe
chart-type = Présences par type
chart-region = Présences par région et par statut
chart-status = Présences par statut
chart-posts = Postes de conseiller par statut
chart-since = Présences selon le temps écoulé depuis le dernier rapport
nothing = Aucun résultat.
overdue = Rapports en retard
overdue-count = { $n ->
    [one] { $n } bureau sur { $what } n’a pas fait rapport depuis plus de 90 jours.
   *[other] { $n } bureaux sur { $what } n’ont pas fait rapport depuis plus de 90 jours.
}
days-silent = Jours écoulés
never = jamais
all-as-csv = { $n ->
    [one] Tout ({ $n }) en CSV
   *[other] Les { $n } en CSV
}
office = Bureau
news = Dernières mises à jour de statut
no-news = Aucun bureau n’a encore fait rapport.
effective-from = effectif le { $what }
ending = Postes dont le financement prend fin dans les 12 mois
no-ending = Aucun poste connu dont le financement prend fin dans les 12 mois.
over = échu
presences-found = { $n ->
    [one] { $n } présence
   *[other] { $n } présences
}
download = Télécharger cette vue
since = Depuis
mode = Mode de fonctionnement
last-report = Dernier rapport
unknown = inconnu
pages = Pages
previous = Précédente
next = Suivante
baseline = donnée de référence, non confirmée par un bureau
baseline-about = Tiré de documents publics ; aucun bureau n’a fait rapport à ce sujet.

## Forms: posts, decisions and published totals
posts-on-closing = Postes à la fermeture de la présence
posts-to = Les postes sont transférés à
posts-to-hint = Le code d’une présence de conseiller, par exemple ken-hra ; seulement si les postes sont transférés.
decision = Une décision à effet futur
decision-hint = À remplir lorsque la date est à venir : le changement est alors affiché comme prévu et prend effet de lui-même ce jour-là.
decision-by = Auteur de la décision
decision-document = Document
decision-date = Date de la décision
published-totals = Totaux publiés
published-about = Les présences sur le terrain telles que le HCDH les a publiées. La partie foncée correspond à ce que le registre connaît à cette date ; le reste n’y figure pas encore.
known-by-record = Connues du registre
date = Date

## A presence
facts = Ce qui est connu
timeline = Mises à jour de statut
no-updates = Aucun bureau n’a encore communiqué de statut.
scheduled = prendra effet à cette date
superseded-by = corrigé par la mise à jour { $what }
provenance = Provenance
source-description = Source de la description
source-as-of = Date à laquelle se rapporte la source
status-by = Statut communiqué par
remark = Observation
history = Historique
older-versions = { $n ->
    [one] { $n } version antérieure
   *[other] { $n } versions antérieures
}
covers = Dessert
host = Entité hôte
host-office = Bureau responsable
reports-to = Relève de
mandate = Mandat
host-consent = Consentement de l’État hôte
opened-on = Ouverture
mandate-until = Fin du mandat
reason = Motif
successor = Présence qui lui succède
country-one = Code du pays
tell-status = Communiquer un statut

## Offices and desk
sign-in = Se connecter
sign-out = Se déconnecter
sign-in-about = Pour les bureaux des coordonnateurs résidents et le siège, avec les identifiants d’un client du bureau.
sign-in-wrong = Le client est inconnu ou le secret est erroné.
sign-in-slow = { $n ->
    [one] Trop de tentatives. Veuillez patienter { $n } seconde.
   *[other] Trop de tentatives. Veuillez patienter { $n } secondes.
}
client-id = Client
client-secret = Secret
office-title = Fiches du bureau
desk = Siège
office-of = Bureau du coordonnateur résident : { $what }
office-about = Les fiches dont le bureau est responsable. Confirmer le statut actuel compte aussi comme un rapport.
to-office = Vers les fiches du bureau
record = Fiche
next-statuses = Statuts possibles
status-now = Actuellement :
status-new = Nouveau statut
unchanged = inchangé
mode-only = Seul le mode de fonctionnement change
effective-on = Date d’effet
effective-hint = Date à laquelle c’est devenu vrai ; le { $what } au plus tard, sauf pour ce qui est prévu.
no-change = Aucun changement
mode-from = Lieu, en mode à distance ou hybride
reason-hint = Obligatoire en cas de fermeture ; possible en cas de suspension, de réduction, de gel ou de suppression.
successor-hint = Code de la présence qui prend le relais, après une transformation.
note = Note
note-warning = Aucune donnée personnelle : ni nom, ni numéro de téléphone, ni adresse privée. Des personnes pourraient être mises en danger.
note-language = Langue de la note
note-visibility = Qui peut lire la note
send-report = Envoyer le rapport
recorded-as = Le rapport est enregistré comme mise à jour { $what }.
moved-on = La fiche a changé depuis l’ouverture de ce formulaire. Veuillez vérifier son statut et renvoyer le rapport.
faults = { $n ->
    [one] Rien n’a été enregistré : { $n } champ ne peut pas être accepté.
   *[other] Rien n’a été enregistré : { $n } champs ne peuvent pas être acceptés.
}
import-title = Plusieurs mises à jour en un fichier
import-about = Une feuille avec les fiches du bureau et ce qui en est connu, à remplir :
import-template = Modèle
file = Fichier (CSV, XLSX, ODS, NDJSON ou JSON)
import-sheet = Feuille du classeur (facultatif ; sinon la première visible)
import-sheet-read = Feuille lue :
import-sheet-others = Autres feuilles :
import-mode = Si une ligne ne peut pas être acceptée
import-atomic = Ne rien enregistrer
import-partial = Enregistrer les autres lignes
import-try = Faire un essai
import-trial = Résultat de l’essai
import-trial-note = Il s’agissait d’un essai : rien n’est encore enregistré.
import-report = Sort de chaque ligne
import-confirm = Envoyer
import-confirm-about = Envoyer maintenant exactement ce fichier.
import-again = Le fichier est trop volumineux pour être conservé dans cette page : veuillez le choisir de nouveau pour l’envoyer.
import-refresh = Afficher l’avancement
import-hidden = { $n ->
    [one] { $n } autre ligne n’est pas affichée.
   *[other] { $n } autres lignes ne sont pas affichées.
}
row = Ligne
cell = Cellule
outcome = Résultat
what-is-wrong = Ce qui ne va pas

## The adviser programme
title-programme = Le programme de conseillers pour les droits de l’homme
programme-about = Le financement des postes de conseiller au cours des douze prochains mois, les postes menacés, les demandes et les contributions écrites.
programme-cost = Coût sur douze mois, en milliers de dollars É.-U.
programme-received = Couvert par les fonds reçus
programme-committed = Couvert, engagements compris
programme-missing = Manque après engagements
programme-by-month = Financement par mois
thousands = En milliers de dollars des États-Unis.
coverage-as-csv = Chaque poste et chaque mois en CSV
at-risk = Postes dont le financement prend fin dans les douze mois
none-at-risk = Tous les postes sont financés pour douze mois.
not-covered = non couvert
needed = Nécessaire
demand = Demandes de nouveaux postes
requests-as-csv = Toutes les demandes en CSV
calls = Appels à contributions écrites
no-calls = Aucun appel à contributions écrites.
call = Appel
deadline = Date limite
published = Contributions écrites publiées
published-count = Publiées
the-report = Le rapport
the-report-about = Le rapport sur le programme de conseillers, avec les chiffres de cette révision.
programme-unknown = { $n ->
    [one] Le coût de { $n } poste n’est pas connu
   *[other] Le coût de { $n } postes n’est pas connu
}
demand-unmet = { $n ->
    [0] Aucune demande en attente.
    [one] { $n } demande n’est pas satisfaite.
   *[other] { $n } demandes ne sont pas satisfaites.
}
demand-longest = { $n ->
    [one] L’attente la plus longue est de { $n } jour.
   *[other] L’attente la plus longue est de { $n } jours.
}

### The report

## Title and notes
report-title = Conseillers pour les droits de l’homme : situation et activités
report-subtitle = Au { $date } (révision { $revision } du registre)
report-fallback = [Texte original en anglais]
report-sources = Sources des chiffres

## Sections
report-section-summary = Résumé
report-section-introduction = Introduction et mandat
report-section-status = Situation et activités actuelles
report-section-achievements = Principales réalisations
report-section-challenges = Difficultés
report-section-vision = Perspectives d’avenir
report-section-submissions = Contributions écrites reçues
report-section-conclusions = Conclusions
report-section-recommendations = Recommandations
report-section-annex = Annexe : ensemble des présences et des postes

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = Couverture des postes par mois, en dollars É.-U.
report-table-donors = Contributions par donateur, en dollars É.-U.
report-table-at_risk = { at-risk }
report-table-demand = Demandes de postes par statut
report-table-years = Postes de conseiller depuis 2022
report-table-all_presences = Toutes les présences
report-table-all_posts = Tous les postes de conseiller

## Columns that only the report has
report-column-total = Total
report-column-year = Année
report-column-donor = Donateur
report-column-with-commitments = Engagements compris
report-column-with-pledges = Annonces comprises
report-column-as-of = À la date de
report-column-months = Mois non couverts
report-column-needed = Nécessaire, dollars É.-U.
report-column-created = Créés
report-column-abolished = Supprimés
report-column-presences-closed = Présences de conseiller fermées
report-column-unfunded = Non financés
report-column-posts = Postes
report-column-unknown = Non connu
report-column-figure = Chiffre
report-column-value = Valeur
report-column-query = Requête

## Sentences
report-summary = Au { $date }, le Haut-Commissariat disposait de { $presences-total ->
    [one] <presences.total> présence
   *[other] <presences.total> présences
} sur le terrain, dont <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] était un conseiller pour les droits de l’homme auprès du bureau d’un coordonnateur résident
   *[other] étaient des conseillers pour les droits de l’homme auprès de bureaux de coordonnateurs résidents
}.
report-confirmed = Les bureaux ont confirmé <presences.reported> de ces présences et <posts.reported> { $posts-total ->
    [one] du <posts.total> poste de conseiller
   *[other] des <posts.total> postes de conseiller
} ; pour le reste, le registre s’appuie sur des documents.
report-unconfirmed = Aucun bureau n’a encore confirmé ces présences ou ces postes ; le registre s’appuie sur des documents.
report-presences = Sur { $presences-total ->
    [one] <presences.total> présence
   *[other] les <presences.total> présences
} existant au { $date }, <presences.active> { $presences-active ->
    [one] était active
   *[other] étaient actives
}. Ensemble, elles desservent { $countries-served ->
    [one] <countries.served> pays ou territoire
   *[other] <countries.served> pays et territoires
}.
report-confidence = Parmi ces présences, { $list }.
report-confidence-none = aucune n’a été confirmée par un bureau
report-confidence-reported = <presences.reported> { $presences-reported ->
    [one] a été confirmée
   *[other] ont été confirmées
} par un bureau
report-confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] figure
   *[other] figurent
} dans un document de l’année de référence
report-confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] ne figure que dans un document antérieur et est présumée s’être maintenue
   *[other] ne figurent que dans un document antérieur et sont présumées s’être maintenues
}
report-confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] n’est pas vérifiée
   *[other] ne sont pas vérifiées
}
report-confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] est douteuse
   *[other] sont douteuses
}
report-unknown = On ignore si { $presences-unknown ->
    [one] <presences.unknown> autre présence existait
   *[other] <presences.unknown> autres présences existaient
} à cette date.
report-offices = Sur { $offices-total ->
    [one] <offices.total> bureau qui accueille
   *[other] les <offices.total> bureaux qui accueillent
} une présence, { $list }.
report-offices-all = tous ont fait rapport au cours des 90 derniers jours
report-offices-none = aucun n’a jamais fait rapport au registre
report-offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] n’a
   *[other] n’ont
} jamais fait rapport au registre
report-offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] n’a
   *[other] n’ont
} rien communiqué depuis plus de 90 jours
report-posts = Il existe { $posts-total ->
    [one] <posts.total> poste
   *[other] <posts.total> postes
} de conseiller pour les droits de l’homme : { $list }.
report-posts-none = Il n’existe aucun poste de conseiller pour les droits de l’homme.
report-posts-unreported = Il existe { $posts-total ->
    [one] <posts.total> poste
   *[other] <posts.total> postes
} de conseiller pour les droits de l’homme ; aucun bureau n’a encore fait rapport à ce sujet.
report-posts-not_reported = <posts.not_reported> sur { $posts-not_reported ->
    [one] lequel
   *[other] lesquels
} aucun bureau n’a fait rapport
report-posts-vacant = <posts.vacant> { $posts-vacant ->
    [one] vacant
   *[other] vacants
}
report-posts-under_recruitment = <posts.under_recruitment> en cours de recrutement
report-posts-encumbered = <posts.encumbered> { $posts-encumbered ->
    [one] pourvu
   *[other] pourvus
}
report-posts-temporarily_filled = <posts.temporarily_filled> { $posts-temporarily_filled ->
    [one] pourvu
   *[other] pourvus
} à titre temporaire
report-posts-frozen = <posts.frozen> { $posts-frozen ->
    [one] gelé
   *[other] gelés
}
report-funding = D’après les contributions enregistrées par le siège, les postes dont le coût est connu nécessitent <funding.cost> de { $from } à { $to }. Les contributions reçues couvrent <funding.received> de ce montant, ou <funding.with_commitments> si l’on tient compte des engagements ; il manque <funding.gap>.
report-funding-unknown = De { $from } à { $to }, ni les besoins ni le déficit ne peuvent être indiqués, car le coût des postes n’est pas connu.
report-funding-months = En outre, le coût de { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> mois de poste
   *[other] <funding.unknown_cost_months> mois de poste
} n’est pas connu.
report-risk = Les contributions reçues et engagées ne couvrent pas { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> poste
   *[other] <posts.at_risk_12m> postes
} pendant toute la période allant de { $from } à { $to }, ou le coût n’en est pas connu.
report-demand = Les demandes portant sur { $demand-unmet ->
    [one] <demand.unmet> poste
   *[other] <demand.unmet> postes
}, émanant de <demand.countries> pays, n’ont pas été satisfaites ; la plus ancienne est en attente depuis { $demand-longest_wait ->
    [one] <demand.longest_wait> jour
   *[other] <demand.longest_wait> jours
}.
