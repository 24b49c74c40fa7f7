### Every text of the program in this language: see en.ftl.

### The language: its name, dates, numbers and lists

language-name = Русский
direction = ltr
month-name = { $month ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
    .genitive = { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    }
written-date = { $day } { month-name.genitive } { $year } года
written-month = { month-name } { $year } года
number-word = { $number }
amount-dollars = { $amount }{"\u00A0"}долл. США
amount-large = { $amount }{"\u00A0"}млн долл. США
list-comma = { $a }, { $b }
list-and = { $a } и { $b }
two-sentences = { $a } { $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = Страновое отделение
type-regional_office = Региональное отделение
type-mission_component = Правозащитный компонент миссии по поддержанию мира
type-human_rights_adviser = Советник по правам человека
type-other = Прочее

## Statuses of presences, then of posts
status-planned = Планируется
status-agreed = Согласовано
status-active = Действует
status-drawing_down = Сворачивается
status-suspended = Приостановлено
status-closed = Закрыто
status-proposed = Предложена
status-vacant = Вакантна
status-under_recruitment = Идет набор
status-encumbered = Заполнена
status-temporarily_filled = Временно заполнена
status-frozen = Заморожена
status-abolished = Упразднена
status-presence_closed = Присутствие закрыто
status-not_reported = Нет сообщений

## Operating modes
mode-in_country = В стране
mode-remote = Дистанционно
mode-hybrid = Смешанный

## Regions
region-africa = Африка
region-americas = Северная и Южная Америка
region-asia_pacific = Азия и Тихий океан
region-europe_central_asia = Европа и Центральная Азия
region-middle_east_north_africa = Ближний Восток и Северная Африка

## Time since the last report
since-up_to_30_days = До 30 дней
since-31_to_90_days = От 31 до 90 дней
since-91_to_180_days = От 91 до 180 дней
since-181_to_365_days = От 181 до 365 дней
since-over_365_days = Более 365 дней
since-never = Отделения не отчитывались

## Grades of posts
grade-P-2 = С-2
grade-P-3 = С-3
grade-P-4 = С-4
grade-P-5 = С-5
grade-D-1 = Д-1
grade-D-2 = Д-2
grade-NO-A = НС-A
grade-NO-B = НС-B
grade-NO-C = НС-C
grade-NO-D = НС-D
grade-UNV = Доброволец Организации Объединенных Наций
grade-G-1 = ОО-1
grade-G-2 = ОО-2
grade-G-3 = ОО-3
grade-G-4 = ОО-4
grade-G-5 = ОО-5
grade-G-6 = ОО-6
grade-G-7 = ОО-7

## Confidence
confidence-reported = Сообщено отделением
confidence-sourced = Есть в источнике
confidence-assumed = Предполагается: указано в более раннем документе
confidence-unverified = Не проверено
confidence-doubtful = Сомнительно

## Reasons
reason-agreement_not_renewed = Соглашение не продлено
reason-mandate_ended = Окончание мандата
reason-funding = Финансирование
reason-converted = Преобразовано в другое присутствие
reason-other = Другая причина

## What becomes of posts when a presence closes
posts-abolish = Упразднить
posts-vacant = Сохранить вакантными
posts-move = Перевести их в другое присутствие

## Kinds of decisions
decision-budget = Бюджет
decision-security_council = Совет Безопасности
decision-human_rights_council = Совет по правам человека
decision-host_state = Принимающее государство
decision-agreement_ends = Истечение соглашения
decision-other = Другое решение

## Reporting lines
line-high_commissioner = Верховный комиссар
line-head_of_mission = Глава миссии
line-resident_coordinator = Координатор-резидент

## Who may read a note
visibility-restricted = Только для отделений и штаб-квартиры
visibility-public = Для всех

## Events of a history
event-baseline = Исходные данные
event-created = Добавлено
event-described = Изменено описание
event-status_update = Обновление статуса
event-relocated = Перевод в другое место
event-scheduled = Решение на будущую дату

## Outcomes of rows of an import
outcome-created = Добавлено
outcome-updated = Изменено
outcome-unchanged = Без изменений
outcome-rejected = Отклонено
outcome-skipped = Верно, но не записано

## States of an import
import-running = Выполняется
import-completed = Все строки могут быть приняты.
import-rejected = Некоторые строки не могут быть приняты, поэтому ничего не записано.
import-failed = Обработать файл не удалось.
import-some = Некоторые строки не могут быть приняты; остальные могут.
import-none = Ни одна строка не может быть принята.

## Problems, by HTTP status
error-400 = Запрос не может быть прочитан
error-401 = Войдите в систему
error-403 = Это не разрешено
error-404 = Такой страницы нет
error-405 = Здесь это невозможно
error-408 = Запрос поступал слишком долго
error-412 = Запись тем временем изменилась
error-413 = Файл слишком велик
error-415 = Содержание этого типа здесь не принимается
error-422 = Введенные данные не могут быть приняты
error-429 = Слишком много запросов; подождите
error-500 = Сбой реестра
error-503 = Реестр временно не может ничего записать

## Faults of entries
fault-required = Это поле обязательно.
fault-malformed = Значение не может быть прочитано.
fault-in_the_future = Дата относится к будущему; это допустимо только для запланированного.
fault-out_of_range = Значение вне допустимых пределов.
fault-not_applicable = Здесь это неприменимо.
fault-unknown_code = Этот код неизвестен.
fault-transition_not_allowed = Переход в этот статус из прежнего невозможен.
fault-conflicts_with_later_update = Этому противоречит более поздний отчет.

## Statuses of requests for posts
request-received = Получен
request-under_review = На рассмотрении
request-agreed_unfunded = Согласован, не обеспечен средствами
request-funded = Обеспечен средствами
request-deployed = Советник направлен
request-declined = Отклонен
request-withdrawn = Отозван

## Stages of contributions
stage-pledge = Объявлено
stage-commitment = Обязательства
stage-received = Получено

### Words of tables, on pages and in the report

post = Должность
presence = Присутствие
country = Страна
city = Город
region = Регион
kind = Тип
status = Статус
grade = Класс
number = Число
source = Источник
confidence = Достоверность
month = Месяц
cost = Расходы
received = Получено
commitments = Обязательства
pledges = Объявленные взносы
missing = Недостает
covered-until = Обеспечено до
funded-until = Финансируется до

### The pages

## Every page
site = Реестр присутствий на местах
site-about = Официальный реестр присутствий на местах Управления Верховного комиссара Организации Объединенных Наций по правам человека и должностей советников по правам человека.
skip = Перейти к содержанию
nav = Основная навигация
nav-overview = Обзор
nav-programme = Программа советников
nav-office = Отделения и штаб-квартира
nav-api = Документация API
languages = Языки
live = обновляется в реальном времени
live-updated = Показатели обновлены.
footer-baseline = Исходные данные представляют собой приблизительную реконструкцию по открытым документам. Записи, которые не подтверждены ни одним отделением, отмечены особо.
footer-names = Указанные границы и названия и используемые на этом сайте обозначения не означают официального одобрения или признания Организацией Объединенных Наций. Центры городов:
footer-privacy = Местоположения указаны с точностью до города; реестр не содержит персональных данных.
request-id = Запрос:
to-overview = К обзору

## Overview
title-overview = Присутствия на местах: обзор
as-of-revision = Редакция { $what }
shown-past = Показано то, что было известно реестру на { $what }.
to-now = Показать известное сейчас
nothing-yet = На эту дату реестру еще ничего не было известно: первая запись сделана { $what }.
presences = Присутствия
presences-note = Число присутствий, а не стран
presences-unknown = { $n ->
    [one] О еще { $n } присутствии на эту дату ничего не известно.
   *[other] О еще { $n } присутствиях на эту дату ничего не известно.
}
countries-served = Охваченные страны и территории
countries-note = Каждая учитывается один раз, сколько бы присутствий ее ни охватывало
posts = Должности советников
posts-filled = { $n ->
    [0] Ни одна не заявлена как заполненная
    [one] { $n } заявлена как заполненная
    [few] { $n } заявлены как заполненные
   *[other] { $n } заявлено как заполненные
}
confirmed = Подтверждено отделениями
confirmed-note = Присутствия, о которых отчиталось отделение
of-all = из { $n }
filters = Фильтры
search = Поиск
search-hint = Название, город, страна или принимающая структура
any = Все
country-code = Коды стран
on-date = Статус на дату
as-of = Известно на
as-of-slider = Вернуться во времени
apply = Применить
reset = Сбросить
filter-reported = Подтверждено отделением
filter-baseline = Только исходные данные
confirmation = Подтверждение
legend-pale = Бледным: исходные данные, не подтвержденные отделением
map-note = Присутствия указаны с точностью до города. Указанные границы и названия и используемые на этой карте обозначения не означают официального одобрения или признания Организацией Объединенных Наций. Суша: Natural Earth.
map-first = На карте показаны первые { $n }.
map-as-table = То же в виде таблицы
as-table = В виде таблицы
group = Группа
chart-type = Присутствия по типам
chart-region = Присутствия по регионам и статусу
chart-status = Присутствия по статусу
chart-posts = Должности советников по статусу
chart-since = Присутствия по времени с последнего отчета
nothing = Ничего не найдено.
overdue = Просроченные отчеты
overdue-count = { $n ->
    [one] { $n } отделение из { $what } не отчитывалось более 90 дней.
    [few] { $n } отделения из { $what } не отчитывались более 90 дней.
   *[other] { $n } отделений из { $what } не отчитывались более 90 дней.
}
days-silent = Дней с отчета
never = никогда
all-as-csv = { $n ->
   *[other] Все ({ $n }) в CSV
}
office = Отделение
news = Последние обновления статуса
no-news = Пока ни одно отделение не представило отчета.
effective-from = с { $what }
ending = Должности, финансирование которых заканчивается в ближайшие 12 месяцев
no-ending = Нет сведений о должностях, финансирование которых заканчивается в ближайшие 12 месяцев.
over = истекло
presences-found = { $n ->
    [one] { $n } присутствие
    [few] { $n } присутствия
   *[other] { $n } присутствий
}
download = Загрузить эту выборку
since = С какого времени
mode = Режим работы
last-report = Последний отчет
unknown = неизвестно
pages = Страницы
previous = Предыдущая
next = Следующая
baseline = исходные данные, не подтверждено отделением
baseline-about = Взято из открытых документов; ни одно отделение об этом не отчитывалось.

## Forms: posts, decisions and published totals
posts-on-closing = Должности при закрытии присутствия
posts-to = Должности переводятся в
posts-to-hint = Код присутствия советника, например ken-hra; только если должности переводятся.
decision = Решение, вступающее в силу позднее
decision-hint = Заполните, если дата еще не наступила: изменение показывается как запланированное и вступает в силу само в этот день.
decision-by = Кто принял решение
decision-document = Документ
decision-date = Дата решения
published-totals = Опубликованные итоги
published-about = Присутствия на местах по публикациям УВКПЧ. Темная часть — то, что известно реестру на эту дату; об остальном записей пока нет.
known-by-record = Известно реестру
date = Дата

## A presence
facts = Что известно
timeline = Обновления статуса
no-updates = Пока ни одно отделение не сообщило о статусе.
scheduled = вступит в силу в этот день
superseded-by = исправлено обновлением { $what }
provenance = Происхождение сведений
source-description = Источник описания
source-as-of = Дата, к которой относится источник
status-by = Статус сообщен
remark = Примечание
history = История
older-versions = { $n ->
    [one] { $n } более ранняя версия
    [few] { $n } более ранние версии
   *[other] { $n } более ранних версий
}
covers = Охватывает
host = Принимающая структура
host-office = Ответственное отделение
reports-to = Подотчетность
mandate = Мандат
host-consent = Согласие принимающего государства
opened-on = Дата открытия
mandate-until = Окончание мандата
reason = Причина
successor = Преемник
country-one = Код страны
tell-status = Сообщить о статусе

## Offices and desk
sign-in = Войти
sign-out = Выйти
sign-in-about = Для канцелярий координаторов-резидентов и штаб-квартиры: по реквизитам клиента отделения.
sign-in-wrong = Клиент неизвестен или секрет неверен.
sign-in-slow = { $n ->
    [one] Слишком много попыток. Подождите { $n } секунду.
    [few] Слишком много попыток. Подождите { $n } секунды.
   *[other] Слишком много попыток. Подождите { $n } секунд.
}
client-id = Клиент
client-secret = Секрет
office-title = Записи отделения
desk = Штаб-квартира
office-of = Канцелярия координатора-резидента: { $what }
office-about = Записи, за которые отвечает отделение. Подтверждение нынешнего статуса тоже считается отчетом.
to-office = К записям отделения
record = Запись
next-statuses = Возможные статусы
status-now = В настоящее время:
status-new = Новый статус
unchanged = без изменений
mode-only = Меняется только режим работы
effective-on = Дата вступления в силу
effective-hint = Когда это стало так; не позднее { $what }, кроме запланированного.
no-change = Без изменений
mode-from = Откуда, при дистанционном или смешанном режиме
reason-hint = Обязательна при закрытии; возможна при приостановке, сворачивании, замораживании или упразднении.
successor-hint = Код присутствия, которое приходит на смену после преобразования.
note = Примечание
note-warning = Никаких персональных данных: ни имен, ни номеров телефонов, ни частных адресов. Это может подвергнуть людей опасности.
note-language = Язык примечания
note-visibility = Кто может читать примечание
send-report = Отправить отчет
recorded-as = Отчет записан как обновление { $what }.
moved-on = Запись изменилась с тех пор, как была открыта эта форма. Проверьте ее статус и отправьте отчет еще раз.
faults = { $n ->
    [one] Ничего не записано: { $n } поле не может быть принято.
    [few] Ничего не записано: { $n } поля не могут быть приняты.
   *[other] Ничего не записано: { $n } полей не могут быть приняты.
}
import-title = Много обновлений в одном файле
import-about = Таблица с записями отделения и известными о них сведениями, для заполнения:
import-template = Шаблон
file = Файл (CSV, XLSX, ODS, NDJSON или JSON)
import-sheet = Лист книги (необязательно; иначе первый видимый)
import-sheet-read = Прочитан лист:
import-sheet-others = Другие листы:
import-mode = Если строка не может быть принята
import-atomic = Ничего не записывать
import-partial = Записать остальные строки
import-try = Проверить
import-trial = Результат проверки
import-trial-note = Это была проверка: пока ничего не записано.
import-report = Результаты по строкам
import-confirm = Отправить
import-confirm-about = Отправить сейчас именно этот файл.
import-again = Файл слишком велик, чтобы хранить его на этой странице: выберите его еще раз, чтобы отправить.
import-refresh = Показать ход выполнения
import-hidden = { $n ->
    [one] Не показана еще { $n } строка.
    [few] Не показаны еще { $n } строки.
   *[other] Не показано еще { $n } строк.
}
row = Строка
cell = Ячейка
outcome = Результат
what-is-wrong = Что неверно

## The adviser programme
title-programme = Программа советников по правам человека
programme-about = Финансирование должностей советников в ближайшие двенадцать месяцев, должности под угрозой, запросы и представленные материалы.
programme-cost = Расходы за двенадцать месяцев, тыс. долл. США
programme-received = Покрыто поступившими средствами
programme-committed = Покрыто с учетом обязательств
programme-missing = Недостает с учетом обязательств
programme-by-month = Финансирование по месяцам
thousands = В тысячах долларов США.
coverage-as-csv = Каждая должность и каждый месяц в CSV
at-risk = Должности, финансирование которых заканчивается в течение двенадцати месяцев
none-at-risk = Все должности обеспечены на двенадцать месяцев.
not-covered = не обеспечено
needed = Требуется
demand = Запросы на новые должности
requests-as-csv = Все запросы в CSV
calls = Приглашения представить материалы
no-calls = Приглашений представить материалы нет.
call = Приглашение
deadline = Срок
published = Опубликованные материалы
published-count = Опубликовано
the-report = Доклад
the-report-about = Доклад о программе советников с показателями этой редакции.
programme-unknown = { $n ->
    [one] Неизвестны расходы на { $n } должность
    [few] Неизвестны расходы на { $n } должности
   *[other] Неизвестны расходы на { $n } должностей
}
demand-unmet = { $n ->
    [0] Неудовлетворенных запросов нет.
    [one] Не удовлетворен { $n } запрос.
    [few] Не удовлетворены { $n } запроса.
   *[other] Не удовлетворено { $n } запросов.
}
demand-longest = { $n ->
    [one] Самое долгое ожидание – { $n } день.
    [few] Самое долгое ожидание – { $n } дня.
   *[other] Самое долгое ожидание – { $n } дней.
}

### The report

## Title and notes
report-title = Советники по правам человека: нынешнее положение и работа
report-subtitle = По состоянию на { $date } (редакция { $revision } реестра)
report-fallback = [Оригинал на английском языке]
report-sources = Источники данных

## Sections
report-section-summary = Резюме
report-section-introduction = Введение и мандат
report-section-status = Нынешнее положение и работа
report-section-achievements = Основные достижения
report-section-challenges = Проблемы
report-section-vision = Видение будущего
report-section-submissions = Полученные письменные материалы
report-section-conclusions = Выводы
report-section-recommendations = Рекомендации
report-section-annex = Приложение: все присутствия и должности

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = Финансирование должностей по месяцам, долл. США
report-table-donors = Взносы по донорам, долл. США
report-table-at_risk = { at-risk }
report-table-demand = Запросы на должности по статусу
report-table-years = Должности советников с 2022 года
report-table-all_presences = Все присутствия
report-table-all_posts = Все должности советников

## Columns that only the report has
report-column-total = Всего
report-column-year = Год
report-column-donor = Донор
report-column-with-commitments = С обязательствами
report-column-with-pledges = С объявленными взносами
report-column-as-of = По состоянию на
report-column-months = Месяцев без покрытия
report-column-needed = Требуется, долл. США
report-column-created = Создано
report-column-abolished = Упразднено
report-column-presences-closed = Закрыто присутствий советников
report-column-unfunded = Не обеспечены средствами
report-column-posts = Должности
report-column-unknown = Неизвестно
report-column-figure = Показатель
report-column-value = Значение
report-column-query = Запрос

## Sentences
report-summary = По состоянию на { $date } Верховный комиссар имел на местах { $presences-total ->
    [one] <presences.total> присутствие
    [few] <presences.total> присутствия
   *[many] <presences.total> присутствий
}, в том числе { $presences-human_rights_advisers ->
    [one] <presences.human_rights_advisers> советника
   *[many] <presences.human_rights_advisers> советников
} по правам человека в канцеляриях координаторов-резидентов.
report-confirmed = Отделения подтвердили сведения о <presences.reported> из этих присутствий и о <posts.reported> из { $posts-total ->
    [one] <posts.total> должности советника
   *[many] <posts.total> должностей советников
}; в остальном реестр опирается на документы.
report-unconfirmed = Ни одно отделение еще не подтвердило сведения об этих присутствиях или должностях; реестр опирается на документы.
report-presences = Из { $presences-total ->
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
report-confidence = Из этих присутствий { $list }.
report-confidence-none = ни одно не подтверждено отделением
report-confidence-reported = { $presences-reported ->
    [one] <presences.reported> подтверждено
   *[many] <presences.reported> подтверждены
} отделением
report-confidence-sourced = { $presences-sourced ->
    [one] <presences.sourced> указано
   *[many] <presences.sourced> указаны
} в документе за базовый год
report-confidence-assumed = { $presences-assumed ->
    [one] <presences.assumed> указано только в более раннем документе и, как предполагается, продолжает
   *[many] <presences.assumed> указаны только в более раннем документе и, как предполагается, продолжают
} существовать
report-confidence-unverified = { $presences-unverified ->
    [one] <presences.unverified> не проверено
   *[many] <presences.unverified> не проверены
}
report-confidence-doubtful = { $presences-doubtful ->
    [one] <presences.doubtful> вызывает
   *[many] <presences.doubtful> вызывают
} сомнения
report-unknown = Неизвестно, { $presences-unknown ->
    [one] существовало ли на эту дату еще <presences.unknown> присутствие
    [few] существовали ли на эту дату еще <presences.unknown> присутствия
   *[many] существовали ли на эту дату еще <presences.unknown> присутствий
}.
report-offices = Из { $offices-total ->
    [one] <offices.total> отделения, принимающего
   *[many] <offices.total> отделений, принимающих
} присутствие, { $list }.
report-offices-all = все отчитались за последние 90 дней
report-offices-none = ни одно ни разу не отчиталось перед реестром
report-offices-never = { $offices-never_reported ->
    [one] <offices.never_reported> ни разу не отчиталось
   *[many] <offices.never_reported> ни разу не отчитались
} перед реестром
report-offices-overdue = { $offices-overdue ->
    [one] <offices.overdue> ничего не сообщало
   *[many] <offices.overdue> ничего не сообщали
} более 90 дней
report-posts = Имеется { $posts-total ->
    [one] <posts.total> должность
    [few] <posts.total> должности
   *[many] <posts.total> должностей
} советников по правам человека: { $list }.
report-posts-none = Должностей советников по правам человека нет.
report-posts-unreported = Имеется { $posts-total ->
    [one] <posts.total> должность
    [few] <posts.total> должности
   *[many] <posts.total> должностей
} советников по правам человека; ни одно отделение о них еще не отчиталось.
report-posts-not_reported = <posts.not_reported>, по { $posts-not_reported ->
    [one] которой
   *[many] которым
} ни одно отделение не отчиталось
report-posts-vacant = { $posts-vacant ->
    [one] <posts.vacant> вакантна
   *[many] <posts.vacant> вакантны
}
report-posts-under_recruitment = на <posts.under_recruitment> идет набор
report-posts-encumbered = { $posts-encumbered ->
    [one] <posts.encumbered> заполнена
   *[many] <posts.encumbered> заполнены
}
report-posts-temporarily_filled = { $posts-temporarily_filled ->
    [one] <posts.temporarily_filled> заполнена
   *[many] <posts.temporarily_filled> заполнены
} временно
report-posts-frozen = { $posts-frozen ->
    [one] <posts.frozen> заморожена
   *[many] <posts.frozen> заморожены
}
report-funding = По данным о взносах, учтенным штаб-квартирой, на должности с известной стоимостью за период { $from } – { $to } требуется <funding.cost>. Полученные взносы покрывают <funding.received>, а с учетом обязательств — <funding.with_commitments>; недостает <funding.gap>.
report-funding-unknown = За период { $from } – { $to } ни потребности, ни дефицит указать нельзя, поскольку стоимость должностей неизвестна.
report-funding-months = Кроме того, неизвестна стоимость { $funding-unknown_cost_months ->
    [one] <funding.unknown_cost_months> месяца
   *[many] <funding.unknown_cost_months> месяцев
} содержания должностей.
report-risk = Полученные взносы и обязательства не покрывают { $posts-at_risk_12m ->
    [one] <posts.at_risk_12m> должность
    [few] <posts.at_risk_12m> должности
   *[many] <posts.at_risk_12m> должностей
} на протяжении всего периода { $from } – { $to }, либо стоимость неизвестна.
report-demand = Не удовлетворены запросы на { $demand-unmet ->
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
