# The report's own sentences: see en.ftl.
summary = Al { $date }, la Oficina del Alto Comisionado tenía { $presences-total ->
    [one] <presences.total> presencia
   *[other] <presences.total> presencias
} sobre el terreno, de las cuales <presences.human_rights_advisers> { $presences-human_rights_advisers ->
    [one] era un asesor de derechos humanos en la oficina de un coordinador residente
   *[other] eran asesores de derechos humanos en oficinas de coordinadores residentes
}.
confirmed = Las oficinas han confirmado <presences.reported> de esas presencias y <posts.reported> de { $posts-total ->
    [one] <posts.total> puesto de asesor
   *[other] los <posts.total> puestos de asesor
}; para todo lo demás, el registro se basa en documentos.
unconfirmed = Ninguna oficina ha confirmado todavía esas presencias ni esos puestos; el registro se basa en documentos.
presences = De { $presences-total ->
    [one] <presences.total> presencia que existía
   *[other] las <presences.total> presencias que existían
} al { $date }, <presences.active> { $presences-active ->
    [one] estaba activa
   *[other] estaban activas
}. En conjunto atienden a { $countries-served ->
    [one] <countries.served> país o zona
   *[other] <countries.served> países y zonas
}.
confidence = De esas presencias, { $list }.
confidence-none = ninguna ha sido confirmada por una oficina
confidence-reported = <presences.reported> { $presences-reported ->
    [one] ha sido confirmada
   *[other] han sido confirmadas
} por una oficina
confidence-sourced = <presences.sourced> { $presences-sourced ->
    [one] figura
   *[other] figuran
} en un documento del año de referencia
confidence-assumed = <presences.assumed> { $presences-assumed ->
    [one] figura solo en un documento anterior y se supone que ha continuado
   *[other] figuran solo en un documento anterior y se supone que han continuado
}
confidence-unverified = <presences.unverified> { $presences-unverified ->
    [one] no está verificada
   *[other] no están verificadas
}
confidence-doubtful = <presences.doubtful> { $presences-doubtful ->
    [one] es dudosa
   *[other] son dudosas
}
unknown = Se desconoce si { $presences-unknown ->
    [one] existía <presences.unknown> presencia más
   *[other] existían <presences.unknown> presencias más
} en esa fecha.
offices = De { $offices-total ->
    [one] <offices.total> oficina que acoge
   *[other] las <offices.total> oficinas que acogen
} una presencia, { $list }.
offices-all = todas han informado en los últimos 90 días
offices-none = ninguna ha informado nunca al registro
offices-never = <offices.never_reported> { $offices-never_reported ->
    [one] no ha
   *[other] no han
} informado nunca al registro
offices-overdue = <offices.overdue> { $offices-overdue ->
    [one] no ha
   *[other] no han
} comunicado nada en más de 90 días
posts = Hay { $posts-total ->
    [one] <posts.total> puesto
   *[other] <posts.total> puestos
} de asesor de derechos humanos: { $list }.
posts-none = No hay puestos de asesor de derechos humanos.
posts-unreported = Hay { $posts-total ->
    [one] <posts.total> puesto
   *[other] <posts.total> puestos
} de asesor de derechos humanos; ninguna oficina ha informado todavía al respecto.
posts-not_reported = <posts.not_reported> sobre { $posts-not_reported ->
    [one] el que
   *[other] los que
} ninguna oficina ha informado
posts-vacant = <posts.vacant> { $posts-vacant ->
    [one] vacante
   *[other] vacantes
}
posts-under_recruitment = <posts.under_recruitment> en proceso de contratación
posts-encumbered = <posts.encumbered> { $posts-encumbered ->
    [one] ocupado
   *[other] ocupados
}
posts-temporarily_filled = <posts.temporarily_filled> { $posts-temporarily_filled ->
    [one] cubierto
   *[other] cubiertos
} temporalmente
posts-frozen = <posts.frozen> { $posts-frozen ->
    [one] congelado
   *[other] congelados
}
funding = Según las contribuciones registradas por la sede, los puestos cuyo costo se conoce necesitan <funding.cost> de { $from } a { $to }. Las contribuciones recibidas cubren <funding.received> de esa suma, o <funding.with_commitments> si se cuentan los compromisos; faltan <funding.gap>.
funding-unknown = De { $from } a { $to } no pueden indicarse ni las necesidades ni el déficit, porque no se conoce el costo de los puestos.
funding-months = Además, no se conoce el costo de { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> mes de puesto
   *[other] <funding.unknown_cost_months> meses de puesto
}.
risk = Las contribuciones recibidas y comprometidas no cubren { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> puesto
   *[other] <posts.at_risk_12m> puestos
} durante todo el período de { $from } a { $to }, o su costo no se conoce.
demand = No se han atendido las solicitudes de { $demand-unmet ->
    [one] <demand.unmet> puesto
   *[other] <demand.unmet> puestos
} de { $demand-countries ->
    [one] <demand.countries> país
   *[other] <demand.countries> países
}; la más antigua espera desde hace { $demand-longest_wait ->
    [one] <demand.longest_wait> día
   *[other] <demand.longest_wait> días
}.
comma = { $a }, { $b }
and = { $a } y { $b }
