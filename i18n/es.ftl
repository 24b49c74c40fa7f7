### Every text of the program in this language: see en.ftl.

### The language: its name, dates, numbers and lists

language-name = Español
direction = ltr
month-name = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
written-date = { $day } de { month-name } de { $year }
written-month = { month-name } de { $year }
number-word = { $value ->
    [0] cero
    [1] { $noun ->
        [presences] una
        [offices] una
       *[other] un
    }
    [2] dos
    [3] tres
    [4] cuatro
    [5] cinco
    [6] seis
    [7] siete
    [8] ocho
    [9] nueve
   *[other] { $number }
}
amount-dollars = { $amount }{"\u00A0"}dólares
amount-large = { $amount }{"\u00A0"}{ $millions ->
    [one] millón
   *[other] millones
} de dólares
list-comma = { $a }, { $b }
list-and = { $a } y { $b }
two-sentences = { $a } { $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = Oficina en el país
type-regional_office = Oficina regional
type-mission_component = Componente de derechos humanos de una misión de paz
type-human_rights_adviser = Asesor de derechos humanos
type-other = Otra

## Statuses of presences, then of posts
status-planned = Prevista
status-agreed = Acordada
status-active = Activa
status-drawing_down = En reducción
status-suspended = Suspendida
status-closed = Cerrada
status-proposed = Propuesto
status-vacant = Vacante
status-under_recruitment = En proceso de contratación
status-encumbered = Ocupado
status-temporarily_filled = Cubierto temporalmente
status-frozen = Congelado
status-abolished = Suprimido
status-presence_closed = Presencia cerrada
status-not_reported = No notificado

## Operating modes
mode-in_country = En el país
mode-remote = A distancia
mode-hybrid = Híbrida

## Regions
region-africa = África
region-americas = Américas
region-asia_pacific = Asia y el Pacífico
region-europe_central_asia = Europa y Asia Central
region-middle_east_north_africa = Oriente Medio y Norte de África

## Time since the last report
since-up_to_30_days = Hasta 30 días
since-31_to_90_days = De 31 a 90 días
since-91_to_180_days = De 91 a 180 días
since-181_to_365_days = De 181 a 365 días
since-over_365_days = Más de 365 días
since-never = Ninguna oficina ha informado

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
grade-UNV = Voluntario o Voluntaria de las Naciones Unidas
grade-G-1 = G-1
grade-G-2 = G-2
grade-G-3 = G-3
grade-G-4 = G-4
grade-G-5 = G-5
grade-G-6 = G-6
grade-G-7 = G-7

## Confidence
confidence-reported = Notificado por una oficina
confidence-sourced = Consta en una fuente
confidence-assumed = Supuesto: figura en un documento anterior
confidence-unverified = Sin verificar
confidence-doubtful = Dudoso

## Reasons
reason-agreement_not_renewed = Acuerdo no renovado
reason-mandate_ended = Fin del mandato
reason-funding = Financiación
reason-converted = Convertida en otra presencia
reason-other = Otro

## What becomes of posts when a presence closes
posts-abolish = Suprimirlos
posts-vacant = Conservarlos, vacantes
posts-move = Trasladarlos a otra presencia

## Kinds of decisions
decision-budget = Presupuesto
decision-security_council = Consejo de Seguridad
decision-human_rights_council = Consejo de Derechos Humanos
decision-host_state = Estado anfitrión
decision-agreement_ends = Fin del acuerdo
decision-other = Otra decisión

## Reporting lines
line-high_commissioner = Alto Comisionado
line-head_of_mission = Jefatura de la misión
line-resident_coordinator = Coordinación residente

## Who may read a note
visibility-restricted = Solo para las oficinas y la sede
visibility-public = Pública

## Events of a history
event-baseline = Dato de referencia
event-created = Incorporación
event-described = Descripción modificada
event-status_update = Actualización de la situación
event-relocated = Traslado
event-scheduled = Decisión con efecto futuro

## Outcomes of rows of an import
outcome-created = Añadidas
outcome-updated = Modificadas
outcome-unchanged = Sin cambios
outcome-rejected = Rechazadas
outcome-skipped = Correctas, pero no guardadas

## States of an import
import-running = En curso
import-completed = Todas las filas se pueden aceptar.
import-rejected = Algunas filas no se pueden aceptar, por lo que no se guarda nada.
import-failed = El archivo no se pudo procesar.
import-some = Algunas filas no pueden aceptarse; las demás sí.
import-none = Ninguna fila puede aceptarse.

## Problems, by HTTP status
error-400 = No se puede leer la solicitud
error-401 = Inicie sesión
error-403 = Esto no está permitido
error-404 = Esta página no existe
error-405 = Esto no es posible aquí
error-408 = La solicitud tardó demasiado en llegar
error-412 = El registro ha cambiado entretanto
error-413 = El archivo es demasiado grande
error-415 = Este tipo de contenido no se admite aquí
error-422 = Los datos no se pueden aceptar
error-429 = Hubo demasiadas solicitudes; espere
error-500 = El registro ha fallado
error-503 = El registro no puede guardar nada en este momento

## Faults of entries
fault-required = Este dato es obligatorio.
fault-malformed = Este dato no se puede leer.
fault-in_the_future = Esta fecha está en el futuro; solo puede estarlo lo previsto.
fault-out_of_range = Este valor está fuera de los límites.
fault-not_applicable = Esto no procede aquí.
fault-unknown_code = Este código no se conoce.
fault-transition_not_allowed = No es posible pasar a esta situación desde la anterior.
fault-conflicts_with_later_update = Un informe posterior no es compatible con este.

## Statuses of requests for posts
request-received = Recibida
request-under_review = En examen
request-agreed_unfunded = Aprobada, no financiada
request-funded = Financiada
request-deployed = Asesor desplegado
request-declined = Denegada
request-withdrawn = Retirada

## Stages of contributions
stage-pledge = Prometido
stage-commitment = Comprometido
stage-received = Recibido

### Words of tables, on pages and in the report

post = Puesto
presence = Presencia
country = País
city = Ciudad
region = Región
kind = Tipo
status = Situación
grade = Categoría
number = Número
source = Fuente
confidence = Grado de certeza
month = Mes
cost = Costo
received = Recibido
commitments = Compromisos
pledges = Promesas
missing = Faltante
covered-until = Cubierto hasta
funded-until = Financiado hasta

### The pages

## Every page
site = Registro de presencias sobre el terreno
site-about = El registro de referencia de las presencias sobre el terreno de la Oficina del Alto Comisionado de las Naciones Unidas para los Derechos Humanos y de los puestos de asesores y asesoras de derechos humanos.
skip = Ir al contenido
nav = Navegación principal
nav-overview = Panorama general
nav-programme = Programa de asesores
nav-office = Oficinas y sede
nav-api = Documentación de la API
languages = Idiomas
live = actualizado en directo
live-updated = Las cifras se han actualizado.
footer-baseline = Los datos de referencia son una reconstrucción, lo más fiel posible, a partir de documentos públicos. Los registros que ninguna oficina ha confirmado se señalan como tales.
footer-names = Los límites y los nombres que figuran y las denominaciones utilizadas en este sitio no implican la aprobación o aceptación oficial por parte de las Naciones Unidas. Centros de las ciudades:
footer-privacy = Los lugares se indican a nivel de ciudad; el registro no contiene datos personales.
request-id = Solicitud:
to-overview = Al panorama general

## Overview
title-overview = Panorama de las presencias sobre el terreno
as-of-revision = Revisión { $what }
shown-past = Se muestra lo que el registro sabía el { $what }.
to-now = Mostrar lo que se sabe ahora
nothing-yet = El registro aún no sabía nada en esa fecha: su primera anotación es del { $what }.
presences = Presencias
presences-note = Número de presencias, no de países
presences-unknown = { $n ->
    [one] En esa fecha no se sabe nada de { $n } presencia más.
   *[other] En esa fecha no se sabe nada de { $n } presencias más.
}
countries-served = Países y territorios atendidos
countries-note = Cada uno contado una sola vez, con independencia de cuántas presencias lo atiendan
posts = Puestos de asesor
posts-filled = { $n ->
    [0] Ninguno notificado como ocupado
    [one] { $n } notificado como ocupado
   *[other] { $n } notificados como ocupados
}
confirmed = Confirmadas por una oficina
confirmed-note = Presencias sobre las que ha informado una oficina
of-all = de { $n }
filters = Filtros
search = Buscar
search-hint = Nombre, ciudad, país o entidad anfitriona
any = Todos
country-code = Códigos de país
on-date = Situación al
as-of = Conocido al
as-of-slider = Retroceder en el tiempo
apply = Aplicar
reset = Restablecer
filter-reported = Confirmadas por una oficina
filter-baseline = Solo datos de referencia
confirmation = Confirmación
legend-pale = Tono pálido: dato de referencia, no confirmado por una oficina
map-note = Presencias a nivel de ciudad. Los límites y los nombres que figuran y las denominaciones utilizadas en este mapa no implican la aprobación o aceptación oficial por parte de las Naciones Unidas. Superficie terrestre: Natural Earth.
map-first = El mapa muestra las primeras { $n }.
map-as-table = Los mismos datos en una tabla
as-table = En una tabla
group = Grupo
chart-type = Presencias por tipo
chart-region = Presencias por región y situación
chart-status = Presencias por situación
chart-posts = Puestos de asesor por situación
chart-since = Presencias según el tiempo transcurrido desde el último informe
nothing = No hay resultados.
overdue = Informes atrasados
overdue-count = { $n ->
    [one] { $n } oficina de { $what } no ha informado desde hace más de 90 días.
   *[other] { $n } oficinas de { $what } no han informado desde hace más de 90 días.
}
days-silent = Días transcurridos
never = nunca
all-as-csv = { $n ->
    [one] Todo ({ $n }) en CSV
   *[other] Los { $n } en CSV
}
office = Oficina
news = Últimas actualizaciones de situación
no-news = Ninguna oficina ha informado todavía.
effective-from = con efecto desde el { $what }
ending = Puestos cuya financiación termina en un plazo de 12 meses
no-ending = No se conoce ningún puesto cuya financiación termine en un plazo de 12 meses.
over = vencido
presences-found = { $n ->
    [one] { $n } presencia
   *[other] { $n } presencias
}
download = Descargar esta vista
since = Desde
mode = Modalidad de trabajo
last-report = Último informe
unknown = se desconoce
pages = Páginas
previous = Anterior
next = Siguiente
baseline = dato de referencia, no confirmado por una oficina
baseline-about = Tomado de documentos públicos; ninguna oficina ha informado al respecto.

## Forms: posts, decisions and published totals
posts-on-closing = Puestos al cerrar la presencia
posts-to = Los puestos se trasladan a
posts-to-hint = El código de una presencia de asesor, por ejemplo ken-hra; solo si los puestos se trasladan.
decision = Una decisión que surte efecto más adelante
decision-hint = Rellénese cuando la fecha sea futura: el cambio se muestra como previsto y surte efecto por sí solo ese día.
decision-by = Quién decidió
decision-document = Documento
decision-date = Fecha de la decisión
published-totals = Totales publicados
published-about = Las presencias sobre el terreno que ha publicado el ACNUDH. La parte oscura es lo que el registro conoce para esa fecha; del resto no tiene constancia todavía.
known-by-record = Conocidas por el registro
date = Fecha

## A presence
facts = Lo que se sabe
timeline = Actualizaciones de la situación
no-updates = Ninguna oficina ha notificado todavía una situación.
scheduled = surtirá efecto en esa fecha
superseded-by = corregida por la actualización { $what }
provenance = Procedencia
source-description = Fuente de la descripción
source-as-of = Fecha a la que se refiere la fuente
status-by = Situación notificada por
remark = Observación
history = Historial
older-versions = { $n ->
    [one] { $n } versión anterior
   *[other] { $n } versiones anteriores
}
covers = Atiende a
host = Entidad anfitriona
host-office = Oficina responsable
reports-to = Rinde cuentas a
mandate = Mandato
host-consent = Consentimiento del Estado anfitrión
opened-on = Apertura
mandate-until = Fin del mandato
reason = Motivo
successor = Presencia sucesora
country-one = Código del país
tell-status = Notificar una situación

## Offices and desk
sign-in = Iniciar sesión
sign-out = Cerrar sesión
sign-in-about = Para las oficinas de los coordinadores residentes y la sede, con las credenciales de un cliente de la oficina.
sign-in-wrong = El cliente no se conoce o el secreto es incorrecto.
sign-in-slow = { $n ->
    [one] Hubo demasiados intentos. Espere { $n } segundo.
   *[other] Hubo demasiados intentos. Espere { $n } segundos.
}
client-id = Cliente
client-secret = Secreto
office-title = Registros de la oficina
desk = Sede
office-of = Oficina de la coordinación residente: { $what }
office-about = Los registros de los que responde la oficina. Confirmar la situación actual también cuenta como informe.
to-office = A los registros de la oficina
record = Registro
next-statuses = Situaciones posibles
status-now = Actualmente:
status-new = Nueva situación
unchanged = sin cambios
mode-only = Solo cambia la modalidad de trabajo
effective-on = Fecha de efecto
effective-hint = Cuándo pasó a ser así; a más tardar el { $what }, salvo lo previsto.
no-change = Sin cambios
mode-from = Desde dónde, si es a distancia o híbrida
reason-hint = Obligatorio en caso de cierre; posible en caso de suspensión, reducción, congelación o supresión.
successor-hint = El código de la presencia que toma el relevo tras una conversión.
note = Nota
note-warning = Sin datos personales: ni nombres, ni números de teléfono, ni domicilios. Se podría poner en peligro a personas.
note-language = Idioma de la nota
note-visibility = Quién puede leer la nota
send-report = Enviar el informe
recorded-as = El informe se ha registrado como actualización { $what }.
moved-on = El registro ha cambiado desde que se abrió este formulario. Compruebe su situación y vuelva a enviar el informe.
faults = { $n ->
    [one] No se registró nada: { $n } dato no se puede aceptar.
   *[other] No se registró nada: { $n } datos no se pueden aceptar.
}
import-title = Varias actualizaciones en un archivo
import-about = Una hoja con los registros de la oficina y lo que se sabe de ellos, para rellenar:
import-template = Plantilla
file = Archivo (CSV, XLSX, ODS, NDJSON o JSON)
import-sheet = Hoja del libro (opcional; si no, la primera visible)
import-sheet-read = Hoja leída:
import-sheet-others = Otras hojas:
import-mode = Si una fila no se puede aceptar
import-atomic = No guardar nada
import-partial = Guardar las demás filas
import-try = Probar
import-trial = Resultado de la prueba
import-trial-note = Era una prueba: todavía no se ha guardado nada.
import-report = Resultado de cada fila
import-confirm = Enviar
import-confirm-about = Enviar ahora exactamente este archivo.
import-again = El archivo es demasiado grande para conservarlo en esta página: vuelva a elegirlo para enviarlo.
import-refresh = Mostrar el avance
import-hidden = { $n ->
    [one] No se muestra { $n } fila más.
   *[other] No se muestran { $n } filas más.
}
row = Fila
cell = Celda
outcome = Resultado
what-is-wrong = Qué es incorrecto

## The adviser programme
title-programme = El programa de asesores de derechos humanos
programme-about = La financiación de los puestos de asesor en los próximos doce meses, los puestos en riesgo, las solicitudes y las comunicaciones escritas.
programme-cost = Costo de doce meses, en miles de dólares EE.UU.
programme-received = Cubierto con lo recibido
programme-committed = Cubierto, incluidos los compromisos
programme-missing = Faltante tras los compromisos
programme-by-month = Financiación por mes
thousands = En miles de dólares de los Estados Unidos.
coverage-as-csv = Cada puesto y mes en CSV
at-risk = Puestos cuya financiación termina en doce meses
none-at-risk = Todos los puestos están cubiertos durante doce meses.
not-covered = sin cobertura
needed = Necesario
demand = Solicitudes de nuevos puestos
requests-as-csv = Todas las solicitudes en CSV
calls = Convocatorias de comunicaciones escritas
no-calls = No hay convocatorias de comunicaciones escritas.
call = Convocatoria
deadline = Plazo
published = Comunicaciones escritas publicadas
published-count = Publicadas
the-report = El informe
the-report-about = El informe sobre el programa de asesores, con las cifras de esta revisión.
programme-unknown = { $n ->
    [one] No se conoce el costo de { $n } puesto
   *[other] No se conoce el costo de { $n } puestos
}
demand-unmet = { $n ->
    [0] No hay solicitudes pendientes.
    [one] { $n } solicitud no está atendida.
   *[other] { $n } solicitudes no están atendidas.
}
demand-longest = { $n ->
    [one] La espera más larga es de { $n } día.
   *[other] La espera más larga es de { $n } días.
}

### The report

## Title and notes
report-title = Asesores de derechos humanos: situación y labor actuales
report-subtitle = A fecha de { $date } (revisión { $revision } del registro)
report-fallback = [Original en inglés]
report-sources = Fuentes de las cifras

## Sections
report-section-summary = Resumen
report-section-introduction = Introducción y mandato
report-section-status = Situación y labor actuales
report-section-achievements = Logros principales
report-section-challenges = Dificultades
report-section-vision = Visión de futuro
report-section-submissions = Comunicaciones escritas recibidas
report-section-conclusions = Conclusiones
report-section-recommendations = Recomendaciones
report-section-annex = Anexo: todas las presencias y puestos

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = Financiación de los puestos por mes, en dólares EE.UU.
report-table-donors = Contribuciones por donante, en dólares EE.UU.
report-table-at_risk = { at-risk }
report-table-demand = Solicitudes de puestos por situación
report-table-years = Puestos de asesor desde 2022
report-table-all_presences = Todas las presencias
report-table-all_posts = Todos los puestos de asesor

## Columns that only the report has
report-column-total = Total
report-column-year = Año
report-column-donor = Donante
report-column-with-commitments = Con compromisos
report-column-with-pledges = Con promesas
report-column-as-of = A fecha de
report-column-months = Meses sin cubrir
report-column-needed = Necesario, dólares EE.UU.
report-column-created = Creados
report-column-abolished = Suprimidos
report-column-presences-closed = Presencias de asesor cerradas
report-column-unfunded = Sin financiación
report-column-posts = Puestos
report-column-unknown = Se desconoce
report-column-figure = Cifra
report-column-value = Valor
report-column-query = Consulta

## Sentences
report-summary = Al { $date }, la Oficina del Alto Comisionado tenía { $presences-total ->
    [one] <presences.total> presencia
   *[other] <presences.total> presencias
} sobre el terreno, de las cuales <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] era un asesor de derechos humanos en la oficina de un coordinador residente
   *[other] eran asesores de derechos humanos en oficinas de coordinadores residentes
}.
report-confirmed = Las oficinas han confirmado <presences.reported> de esas presencias y <posts.reported> de { $posts-total ->
    [one] <posts.total> puesto de asesor
   *[other] los <posts.total> puestos de asesor
}; para todo lo demás, el registro se basa en documentos.
report-unconfirmed = Ninguna oficina ha confirmado todavía esas presencias ni esos puestos; el registro se basa en documentos.
report-presences = De { $presences-total ->
    [one] <presences.total> presencia que existía
   *[other] las <presences.total> presencias que existían
} al { $date }, <presences.active> { $presences-active ->
    [one] estaba activa
   *[other] estaban activas
}. En conjunto atienden a { $countries-served ->
    [one] <countries.served> país o territorio
   *[other] <countries.served> países y territorios
}.
report-confidence = De esas presencias, { $list }.
report-confidence-none = ninguna ha sido confirmada por una oficina
report-confidence-reported = <presences.reported> { $presences-reported ->
    [one] ha sido confirmada
   *[other] han sido confirmadas
} por una oficina
report-confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] figura
   *[other] figuran
} en un documento del año de referencia
report-confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] figura solo en un documento anterior y se supone que ha continuado
   *[other] figuran solo en un documento anterior y se supone que han continuado
}
report-confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] no está verificada
   *[other] no están verificadas
}
report-confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] es dudosa
   *[other] son dudosas
}
report-unknown = Se desconoce si { $presences-unknown ->
    [one] existía <presences.unknown> presencia más
   *[other] existían <presences.unknown> presencias más
} en esa fecha.
report-offices = De { $offices-total ->
    [one] <offices.total> oficina que acoge
   *[other] las <offices.total> oficinas que acogen
} una presencia, { $list }.
report-offices-all = todas han informado en los últimos 90 días
report-offices-none = ninguna ha informado nunca al registro
report-offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] no ha
   *[other] no han
} informado nunca al registro
report-offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] no ha
   *[other] no han
} comunicado nada en más de 90 días
report-posts = Hay { $posts-total ->
    [one] <posts.total> puesto
   *[other] <posts.total> puestos
} de asesor de derechos humanos: { $list }.
report-posts-none = No hay puestos de asesor de derechos humanos.
report-posts-unreported = Hay { $posts-total ->
    [one] <posts.total> puesto
   *[other] <posts.total> puestos
} de asesor de derechos humanos; ninguna oficina ha informado todavía al respecto.
report-posts-not_reported = <posts.not_reported> sobre { $posts-not_reported ->
    [one] el que
   *[other] los que
} ninguna oficina ha informado
report-posts-vacant = <posts.vacant> { $posts-vacant ->
    [one] vacante
   *[other] vacantes
}
report-posts-under_recruitment = <posts.under_recruitment> en proceso de contratación
report-posts-encumbered = <posts.encumbered> { $posts-encumbered ->
    [one] ocupado
   *[other] ocupados
}
report-posts-temporarily_filled = <posts.temporarily_filled> { $posts-temporarily_filled ->
    [one] cubierto
   *[other] cubiertos
} temporalmente
report-posts-frozen = <posts.frozen> { $posts-frozen ->
    [one] congelado
   *[other] congelados
}
report-funding = Según las contribuciones registradas por la sede, los puestos cuyo costo se conoce necesitan <funding.cost> de { $from } a { $to }. Las contribuciones recibidas cubren <funding.received> de esa suma, o <funding.with_commitments> si se cuentan los compromisos; faltan <funding.gap>.
report-funding-unknown = De { $from } a { $to } no pueden indicarse ni las necesidades ni el déficit, porque no se conoce el costo de los puestos.
report-funding-months = Además, no se conoce el costo de { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> mes de puesto
   *[other] <funding.unknown_cost_months> meses de puesto
}.
report-risk = Las contribuciones recibidas y comprometidas no cubren { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> puesto
   *[other] <posts.at_risk_12m> puestos
} durante todo el período de { $from } a { $to }, o su costo no se conoce.
report-demand = No se han atendido las solicitudes de { $demand-unmet ->
    [one] <demand.unmet> puesto
   *[other] <demand.unmet> puestos
} de { $demand-countries ->
    [one] <demand.countries> país
   *[other] <demand.countries> países
}; la más antigua espera desde hace { $demand-longest_wait ->
    [one] <demand.longest_wait> día
   *[other] <demand.longest_wait> días
}.
