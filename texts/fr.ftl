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
number = Nombre
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
post = Poste
funded-until = Financé jusqu’au
over = échu
presences-found = { $n ->
    [one] { $n } présence
   *[other] { $n } présences
}
download = Télécharger cette vue
presence = Présence
country = Pays
kind = Type
region = Région
status = Statut
since = Depuis
mode = Mode de fonctionnement
last-report = Dernier rapport
unknown = inconnu
pages = Pages
previous = Précédente
next = Suivante
baseline = donnée de référence, non confirmée par un bureau
baseline-about = Tiré de documents publics ; aucun bureau n’a fait rapport à ce sujet.
type-country_office = Bureau de pays
type-regional_office = Bureau régional
type-mission_component = Composante droits de l’homme d’une mission de paix
type-human_rights_adviser = Conseiller ou conseillère pour les droits de l’homme
type-other = Autre
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
mode-in_country = Dans le pays
mode-remote = À distance
mode-hybrid = Hybride
region-africa = Afrique
region-americas = Amériques
region-asia_pacific = Asie et Pacifique
region-europe_central_asia = Europe et Asie centrale
region-middle_east_north_africa = Moyen-Orient et Afrique du Nord
since-up_to_30_days = 30 jours au plus
since-31_to_90_days = 31 à 90 jours
since-91_to_180_days = 91 à 180 jours
since-181_to_365_days = 181 à 365 jours
since-over_365_days = Plus de 365 jours
since-never = Aucun rapport d’un bureau
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
confidence-reported = Communiqué par un bureau
confidence-sourced = Relevé dans une source
confidence-assumed = Présumé : un document antérieur le mentionne
confidence-unverified = Non vérifié
confidence-doubtful = Douteux
reason-agreement_not_renewed = Accord non renouvelé
reason-mandate_ended = Fin du mandat
reason-funding = Financement
reason-converted = Transformée en une autre présence
reason-other = Autre
posts-on-closing = Postes à la fermeture de la présence
posts-abolish = Les supprimer
posts-vacant = Les conserver, vacants
posts-move = Les transférer à une autre présence
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
decision-budget = Budget
decision-security_council = Conseil de sécurité
decision-human_rights_council = Conseil des droits de l’homme
decision-host_state = État hôte
decision-agreement_ends = Fin de l’accord
decision-other = Autre décision
line-high_commissioner = Haut-Commissaire
line-head_of_mission = Chef de mission
line-resident_coordinator = Coordonnateur résident ou coordonnatrice résidente
visibility-restricted = Réservée aux bureaux et au siège
visibility-public = Publique
event-baseline = Donnée de référence
event-created = Ajout
event-described = Description modifiée
event-status_update = Mise à jour du statut
event-relocated = Transfert
event-scheduled = Décision à effet futur
outcome-created = Ajoutées
outcome-updated = Modifiées
outcome-unchanged = Inchangées
outcome-rejected = Refusées
outcome-skipped = Valables, mais non enregistrées
import-running = En cours
import-completed = Toutes les lignes peuvent être acceptées.
import-rejected = Certaines lignes ne peuvent pas être acceptées ; rien n’est donc enregistré.
import-failed = Le traitement du fichier a échoué.
import-some = Certaines lignes ne peuvent pas être acceptées ; les autres le peuvent.
import-none = Aucune ligne ne peut être acceptée.
fault-required = Ce champ est obligatoire.
fault-malformed = Cette valeur ne peut pas être lue.
fault-in_the_future = Cette date est dans l’avenir ; seul ce qui est prévu peut l’être.
fault-out_of_range = Cette valeur est hors limites.
fault-not_applicable = Cela ne s’applique pas ici.
fault-unknown_code = Ce code est inconnu.
fault-transition_not_allowed = Le passage du statut antérieur à celui-ci n’est pas possible.
fault-conflicts_with_later_update = Un rapport ultérieur est incompatible avec celui-ci.
facts = Ce qui est connu
timeline = Mises à jour de statut
no-updates = Aucun bureau n’a encore communiqué de statut.
scheduled = prendra effet à cette date
superseded-by = corrigé par la mise à jour { $what }
provenance = Provenance
source = Source de la description
source-as-of = Date à laquelle se rapporte la source
status-by = Statut communiqué par
confidence = Degré de certitude
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
grade = Classe
country-one = Code du pays
city = Ville
report-status = Communiquer un statut
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
month = Mois
cost = Coût
received = Reçu
commitments = Engagements
pledges = Annonces
missing = Manque
thousands = En milliers de dollars des États-Unis.
coverage-as-csv = Chaque poste et chaque mois en CSV
at-risk = Postes dont le financement prend fin dans les douze mois
none-at-risk = Tous les postes sont financés pour douze mois.
covered-until = Couvert jusqu’au
not-covered = non couvert
needed = Nécessaire
demand = Demandes de nouveaux postes
requests-as-csv = Toutes les demandes en CSV
calls = Appels à contributions
no-calls = Aucun appel à contributions.
call = Appel
deadline = Date limite
published = Contributions publiées
report = Le rapport
report-about = Le rapport sur le programme de conseillers, avec les chiffres de cette révision.
request-received = Reçue
request-under_review = À l’examen
request-agreed_unfunded = Approuvée, non financée
request-funded = Financée
request-deployed = Pourvue
request-declined = Refusée
request-withdrawn = Retirée
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
