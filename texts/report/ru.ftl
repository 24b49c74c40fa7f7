# The report's own sentences: see en.ftl.
summary = По состоянию на { $date } Верховный комиссар имел на местах { $presences-total ->
    [one] <presences.total> присутствие
    [few] <presences.total> присутствия
   *[many] <presences.total> присутствий
}, в том числе { $presences-human_rights_advisers ->
    [one] <presences.human_rights_advisers> советника
   *[many] <presences.human_rights_advisers> советников
} по правам человека в отделениях координаторов-резидентов.
confirmed = Отделения подтвердили сведения о <presences.reported> из этих присутствий и о <posts.reported> из { $posts-total ->
    [one] <posts.total> должности советника
   *[many] <posts.total> должностей советников
}; в остальном реестр опирается на документы.
unconfirmed = Ни одно отделение ещё не подтвердило сведения об этих присутствиях или должностях; реестр опирается на документы.
presences = Из { $presences-total ->
    [one] <presences.total> присутствия, существовавшего
   *[many] <presences.total> присутствий, существовавших
} на { $date }, { $presences-active ->
    [one] действовало <presences.active>
   *[many] действовали <presences.active>
}. Вместе они обслуживают { $countries-served ->
    [one] <countries.served> страну или территорию
    [few] <countries.served> страны и территории
   *[many] <countries.served> стран и территорий
}.
confidence = Из этих присутствий { $list }.
confidence-none = ни одно не подтверждено отделением
confidence-reported = { $presences-reported ->
    [one] <presences.reported> подтверждено
   *[many] <presences.reported> подтверждены
} отделением
confidence-sourced = { $presences-sourced ->
    [one] <presences.sourced> указано
   *[many] <presences.sourced> указаны
} в документе за базовый год
confidence-assumed = { $presences-assumed ->
    [one] <presences.assumed> указано только в более раннем документе и, как предполагается, продолжает
   *[many] <presences.assumed> указаны только в более раннем документе и, как предполагается, продолжают
} существовать
confidence-unverified = { $presences-unverified ->
    [one] <presences.unverified> не проверено
   *[many] <presences.unverified> не проверены
}
confidence-doubtful = { $presences-doubtful ->
    [one] <presences.doubtful> вызывает
   *[many] <presences.doubtful> вызывают
} сомнения
unknown = Неизвестно, { $presences-unknown ->
    [one] существовало ли на эту дату ещё <presences.unknown> присутствие
    [few] существовали ли на эту дату ещё <presences.unknown> присутствия
   *[many] существовали ли на эту дату ещё <presences.unknown> присутствий
}.
offices = Из { $offices-total ->
    [one] <offices.total> отделения, принимающего
   *[many] <offices.total> отделений, принимающих
} присутствие, { $list }.
offices-all = все отчитались за последние 90 дней
offices-none = ни одно ни разу не отчиталось перед реестром
offices-never = { $offices-never_reported ->
    [one] <offices.never_reported> ни разу не отчиталось
   *[many] <offices.never_reported> ни разу не отчитались
} перед реестром
offices-overdue = { $offices-overdue ->
    [one] <offices.overdue> ничего не сообщало
   *[many] <offices.overdue> ничего не сообщали
} более 90 дней
posts = Имеется { $posts-total ->
    [one] <posts.total> должность
    [few] <posts.total> должности
   *[many] <posts.total> должностей
} советников по правам человека: { $list }.
posts-none = Должностей советников по правам человека нет.
posts-unreported = Имеется { $posts-total ->
    [one] <posts.total> должность
    [few] <posts.total> должности
   *[many] <posts.total> должностей
} советников по правам человека; ни одно отделение о них ещё не отчиталось.
posts-not_reported = <posts.not_reported>, по { $posts-not_reported ->
    [one] которой
   *[many] которым
} ни одно отделение не отчиталось
posts-vacant = { $posts-vacant ->
    [one] <posts.vacant> вакантна
   *[many] <posts.vacant> вакантны
}
posts-under_recruitment = на <posts.under_recruitment> идёт набор
posts-encumbered = { $posts-encumbered ->
    [one] <posts.encumbered> заполнена
   *[many] <posts.encumbered> заполнены
}
posts-temporarily_filled = { $posts-temporarily_filled ->
    [one] <posts.temporarily_filled> заполнена
   *[many] <posts.temporarily_filled> заполнены
} временно
posts-frozen = { $posts-frozen ->
    [one] <posts.frozen> заморожена
   *[many] <posts.frozen> заморожены
}
funding = По данным о взносах, внесённым центральными учреждениями, на должности с известной стоимостью за период { $from } – { $to } требуется <funding.cost>. Полученные взносы покрывают <funding.received>, а с учётом обязательств — <funding.with_commitments>; недостаёт <funding.gap>.
funding-unknown = За период { $from } – { $to } ни потребности, ни дефицит указать нельзя, поскольку стоимость должностей неизвестна.
funding-months = Кроме того, неизвестна стоимость { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> месяца
   *[many] <funding.unknown_cost_months> месяцев
} содержания должностей.
risk = Полученные взносы и обязательства не покрывают { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> должность
    [few] <posts.at_risk_12m> должности
   *[many] <posts.at_risk_12m> должностей
} на протяжении всего периода { $from } – { $to }, либо стоимость неизвестна.
demand = Не удовлетворены запросы на { $demand-unmet ->
    [one] <demand.unmet> должность
    [few] <demand.unmet> должности
   *[many] <demand.unmet> должностей
} из { $demand-countries ->
    [one] <demand.countries> страны
   *[many] <demand.countries> стран
}; самый давний ожидает ответа { $demand-longest_wait ->
    [one] <demand.longest_wait> день
    [few] <demand.longest_wait> дня
   *[many] <demand.longest_wait> дней
}.
comma = { $a }, { $b }
and = { $a } и { $b }
