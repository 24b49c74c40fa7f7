//! What the report says of itself in the six languages: headings, sentences, names of codes.

use super::figures::{Figure, Unit};
use crate::model::Language;

/// English, French, Spanish, Arabic, Russian, Chinese.
type Words = [&'static str; 6];

#[rustfmt::skip]
const WORDS: &[(&str, Words)] = &[
    ("title", ["Human rights advisers: current status and work", "Conseillers pour les droits de l’homme : situation et activités", "Asesores de derechos humanos: situación y labor actuales", "مستشارو حقوق الإنسان: الوضع الراهن والعمل", "Советники по правам человека: нынешнее положение и работа", "人权顾问：现状与工作"]),
    ("subtitle", ["As of {date} (revision {revision} of the registry)", "Au {date} (révision {revision} du registre)", "A fecha de {date} (revisión {revision} del registro)", "حتى {date} (المراجعة {revision} من السجل)", "По состоянию на {date} (редакция {revision} реестра)", "截至{date}（登记册第{revision}版）"]),
    ("summary", ["Summary", "Résumé", "Resumen", "موجز", "Резюме", "摘要"]),
    ("introduction", ["Introduction and mandate", "Introduction et mandat", "Introducción y mandato", "مقدمة وولاية", "Введение и мандат", "导言和任务"]),
    ("status", ["Current status and work", "Situation et activités actuelles", "Situación y labor actuales", "الوضع الراهن والعمل", "Нынешнее положение и работа", "现状与工作"]),
    ("achievements", ["Key achievements", "Principales réalisations", "Logros principales", "الإنجازات الرئيسية", "Основные достижения", "主要成就"]),
    ("challenges", ["Challenges", "Difficultés", "Dificultades", "التحديات", "Проблемы", "挑战"]),
    ("vision", ["Future vision", "Perspectives d’avenir", "Visión de futuro", "الرؤية المستقبلية", "Видение будущего", "未来愿景"]),
    ("submissions", ["Voluntary submissions", "Contributions volontaires", "Comunicaciones voluntarias", "المساهمات الطوعية", "Добровольно представленные материалы", "自愿提交的材料"]),
    ("conclusions", ["Conclusions", "Conclusions", "Conclusiones", "استنتاجات", "Выводы", "结论"]),
    ("annex", ["Annex: all presences and posts", "Annexe : ensemble des présences et des postes", "Anexo: todas las presencias y puestos", "مرفق: جميع أشكال الحضور والوظائف", "Приложение: все присутствия и должности", "附件：所有派驻机构和员额"]),
    ("sources", ["Sources of the figures", "Sources des chiffres", "Fuentes de las cifras", "مصادر الأرقام", "Источники данных", "数据来源"]),
    ("fallback", ["[English original]", "[Texte original en anglais]", "[Original en inglés]", "[النص الأصلي بالإنكليزية]", "[Оригинал на английском языке]", "[英文原文]"]),
    ("figure", ["Figure", "Chiffre", "Cifra", "الرقم", "Показатель", "指标"]),
    ("value", ["Value", "Valeur", "Valor", "القيمة", "Значение", "数值"]),
    ("query", ["Question to the registry", "Requête", "Consulta", "الاستعلام", "Запрос", "查询"]),
    ("revision", ["Revision", "Révision", "Revisión", "المراجعة", "Редакция", "版本"]),
    ("say.presences", ["The High Commissioner has {{presences.total}} field presences in the registry, of which {{presences.active}} are active; they serve {{countries.served}} countries and areas. {{presences.human_rights_advisers}} of them are human rights advisers in resident coordinator offices.", "Le registre compte {{presences.total}} présences de la Haute-Commissaire ou du Haut-Commissaire sur le terrain, dont {{presences.active}} actives ; elles couvrent {{countries.served}} pays et territoires. {{presences.human_rights_advisers}} d’entre elles sont des conseillers pour les droits de l’homme auprès des bureaux des coordonnateurs résidents.", "El registro contiene {{presences.total}} presencias sobre el terreno, de las cuales {{presences.active}} están activas; atienden a {{countries.served}} países y zonas. {{presences.human_rights_advisers}} de ellas son asesores de derechos humanos en oficinas de coordinadores residentes.", "يضم السجل {{presences.total}} من أشكال الحضور الميداني، منها {{presences.active}} نشطة؛ وهي تخدم {{countries.served}} من البلدان والمناطق. ومنها {{presences.human_rights_advisers}} من مستشاري حقوق الإنسان في مكاتب المنسقين المقيمين.", "В реестре значится {{presences.total}} присутствий на местах, из них действующих — {{presences.active}}; они обслуживают страны и территории, общее число которых {{countries.served}}. Из них {{presences.human_rights_advisers}} — советники по правам человека при канцеляриях координаторов-резидентов.", "登记册载有{{presences.total}}个实地派驻机构，其中{{presences.active}}个在运作；它们服务于{{countries.served}}个国家和地区。其中{{presences.human_rights_advisers}}个为驻地协调员办公室的人权顾问。"]),
    ("say.confidence", ["An office has confirmed {{presences.reported}} of these; {{presences.sourced}} are listed in a document that speaks of the baseline year; for {{presences.assumed}} the only source is an earlier document, and it is assumed that they went on; {{presences.unverified}} are not verified and {{presences.doubtful}} are doubtful.", "Parmi elles, {{presences.reported}} ont été confirmées par un bureau ; {{presences.sourced}} figurent dans un document portant sur l’année de référence ; pour {{presences.assumed}}, la seule source est un document antérieur, et leur maintien est présumé ; {{presences.unverified}} ne sont pas vérifiées et {{presences.doubtful}} sont douteuses.", "De ellas, {{presences.reported}} han sido confirmadas por una oficina; {{presences.sourced}} figuran en un documento relativo al año de referencia; en el caso de {{presences.assumed}} la única fuente es un documento anterior y se supone que han continuado; {{presences.unverified}} no están verificadas y {{presences.doubtful}} son dudosas.", "ومنها {{presences.reported}} أكدها أحد المكاتب؛ و{{presences.sourced}} وردت في وثيقة تتناول سنة خط الأساس؛ و{{presences.assumed}} مصدرها الوحيد وثيقة سابقة ويفترض أنها استمرت؛ و{{presences.unverified}} لم يتحقق منها؛ و{{presences.doubtful}} مشكوك فيها.", "Из них подтверждено отделениями — {{presences.reported}}; указано в документе, относящемся к базовому году, — {{presences.sourced}}; известно лишь из более раннего документа и предположительно продолжает работу — {{presences.assumed}}; не проверено — {{presences.unverified}}; вызывает сомнения — {{presences.doubtful}}.", "其中，{{presences.reported}}个已由办事处确认；{{presences.sourced}}个见于涉及基准年的文件；{{presences.assumed}}个仅见于较早的文件，其延续属推定；{{presences.unverified}}个未经核实，{{presences.doubtful}}个存疑。"]),
    ("say.unknown", ["Whether {{presences.unknown}} other presences existed on this date is not known.", "On ignore si {{presences.unknown}} autres présences existaient à cette date.", "Se desconoce si otras {{presences.unknown}} presencias existían en esa fecha.", "ولا يعرف ما إذا كانت {{presences.unknown}} من أشكال الحضور الأخرى قائمة في هذا التاريخ.", "Существовали ли на эту дату другие присутствия ({{presences.unknown}}), неизвестно.", "另有{{presences.unknown}}个派驻机构在该日期是否存在不详。"]),
    ("say.posts", ["There are {{posts.total}} posts of human rights advisers: {{posts.encumbered}} encumbered, {{posts.temporarily_filled}} temporarily filled, {{posts.vacant}} vacant, {{posts.under_recruitment}} under recruitment, {{posts.frozen}} frozen, {{posts.not_reported}} on which no office has reported yet.", "Il existe {{posts.total}} postes de conseiller pour les droits de l’homme : {{posts.encumbered}} pourvus, {{posts.temporarily_filled}} pourvus à titre temporaire, {{posts.vacant}} vacants, {{posts.under_recruitment}} en cours de recrutement, {{posts.frozen}} gelés, {{posts.not_reported}} sur lesquels aucun bureau n’a encore fait rapport.", "Hay {{posts.total}} puestos de asesor de derechos humanos: {{posts.encumbered}} ocupados, {{posts.temporarily_filled}} cubiertos temporalmente, {{posts.vacant}} vacantes, {{posts.under_recruitment}} en proceso de contratación, {{posts.frozen}} congelados y {{posts.not_reported}} sobre los que ninguna oficina ha informado todavía.", "توجد {{posts.total}} وظيفة لمستشاري حقوق الإنسان: {{posts.encumbered}} مشغولة، و{{posts.temporarily_filled}} مشغولة مؤقتا، و{{posts.vacant}} شاغرة، و{{posts.under_recruitment}} قيد التوظيف، و{{posts.frozen}} مجمدة، و{{posts.not_reported}} لم يبلغ عنها أي مكتب بعد.", "Должностей советников по правам человека — {{posts.total}}: заполнено {{posts.encumbered}}, временно заполнено {{posts.temporarily_filled}}, вакантно {{posts.vacant}}, в процессе найма {{posts.under_recruitment}}, заморожено {{posts.frozen}}; по {{posts.not_reported}} ни одно отделение ещё не отчиталось.", "人权顾问员额共{{posts.total}}个：在职{{posts.encumbered}}个，临时填补{{posts.temporarily_filled}}个，空缺{{posts.vacant}}个，征聘中{{posts.under_recruitment}}个，冻结{{posts.frozen}}个，{{posts.not_reported}}个尚无办事处报告。"]),
    ("say.offices", ["Of {{offices.total}} offices that host a presence {{offices.overdue}} have reported nothing for more than 90 days. The registry holds {{updates.total}} status updates.", "Sur {{offices.total}} bureaux qui accueillent une présence, {{offices.overdue}} n’ont rien communiqué depuis plus de 90 jours. Le registre contient {{updates.total}} mises à jour.", "De las {{offices.total}} oficinas que acogen una presencia, {{offices.overdue}} no han informado en más de 90 días. El registro contiene {{updates.total}} actualizaciones.", "من بين {{offices.total}} من المكاتب المضيفة، لم يبلغ {{offices.overdue}} منها بشيء منذ أكثر من 90 يوما. ويضم السجل {{updates.total}} من التحديثات.", "Из принимающих отделений ({{offices.total}}) более 90 дней не отчитывались {{offices.overdue}}. В реестре {{updates.total}} сообщений о состоянии.", "在{{offices.total}}个接待派驻机构的办事处中，有{{offices.overdue}}个超过90天未作报告。登记册载有{{updates.total}}条状态更新。"]),
    ("say.funding", ["From {from} to {to} the posts whose cost is known need {{funding.cost}}. Of this {{funding.received}} are covered by money that was received, {{funding.with_commitments}} with commitments; {{funding.gap}} are missing. The cover of {{posts.at_risk_12m}} posts ends, or is not known, within these twelve months.", "De {from} à {to}, les postes dont le coût est connu nécessitent {{funding.cost}}. Sur ce montant, {{funding.received}} sont couverts par des fonds reçus, {{funding.with_commitments}} avec les engagements ; il manque {{funding.gap}}. La couverture de {{posts.at_risk_12m}} postes prend fin, ou n’est pas connue, au cours de ces douze mois.", "De {from} a {to} los puestos cuyo costo se conoce necesitan {{funding.cost}}. De esa suma, {{funding.received}} están cubiertos por fondos recibidos y {{funding.with_commitments}} con los compromisos; faltan {{funding.gap}}. La financiación de {{posts.at_risk_12m}} puestos termina, o no se conoce, en esos doce meses.", "من {from} إلى {to} تحتاج الوظائف المعروفة التكلفة إلى {{funding.cost}}. ويغطى منها {{funding.received}} بأموال وردت، و{{funding.with_commitments}} مع الالتزامات؛ وينقص {{funding.gap}}. وينتهي تمويل {{posts.at_risk_12m}} من الوظائف، أو لا يعرف، خلال هذه الأشهر الاثني عشر.", "С {from} по {to} для должностей с известной стоимостью требуется {{funding.cost}}. Из них {{funding.received}} покрыто поступившими средствами, {{funding.with_commitments}} — с учётом обязательств; недостаёт {{funding.gap}}. Финансирование {{posts.at_risk_12m}} должностей в эти двенадцать месяцев заканчивается или неизвестно.", "从{from}到{to}，费用已知的员额需要{{funding.cost}}。其中{{funding.received}}由已收款项覆盖，计入承付款后为{{funding.with_commitments}}；尚缺{{funding.gap}}。在这十二个月内，{{posts.at_risk_12m}}个员额的经费将终止或情况不明。"]),
    ("say.demand", ["{{demand.unmet}} requests for posts are not met, for {{demand.countries}} countries; the longest has waited {{demand.longest_wait}} days.", "{{demand.unmet}} demandes de postes ne sont pas satisfaites, pour {{demand.countries}} pays ; la plus ancienne attend depuis {{demand.longest_wait}} jours.", "{{demand.unmet}} solicitudes de puestos no están atendidas, para {{demand.countries}} países; la más antigua espera desde hace {{demand.longest_wait}} días.", "لم يلب {{demand.unmet}} من طلبات الوظائف، لـ {{demand.countries}} من البلدان؛ وأطولها انتظارا {{demand.longest_wait}} يوما.", "Не удовлетворено запросов на должности: {{demand.unmet}}, стран: {{demand.countries}}; самый долгий срок ожидания в днях — {{demand.longest_wait}}.", "有{{demand.unmet}}项员额请求未获满足，涉及{{demand.countries}}个国家；等待最久的为{{demand.longest_wait}}天。"]),
    ("say.nothing", ["No text has been provided for this section.", "Aucun texte n’a été fourni pour cette section.", "No se ha facilitado texto para esta sección.", "لم يقدم نص لهذا الفرع.", "Текст этого раздела не представлен.", "本节尚无文字。"]),
    ("say.no_submissions", ["No voluntary submissions have been published.", "Aucune contribution volontaire n’a été publiée.", "No se ha publicado ninguna comunicación voluntaria.", "لم تنشر أي مساهمات طوعية.", "Добровольно представленные материалы не опубликованы.", "没有公布自愿提交的材料。"]),
    ("table.presences", ["Presences by region and status", "Présences par région et par statut", "Presencias por región y estado", "أشكال الحضور حسب المنطقة والحالة", "Присутствия по регионам и состоянию", "按区域和状态分列的派驻机构"]),
    ("table.types", ["Presences by type", "Présences par type", "Presencias por tipo", "أشكال الحضور حسب النوع", "Присутствия по видам", "按类型分列的派驻机构"]),
    ("table.posts", ["Posts of human rights advisers by status", "Postes de conseiller par statut", "Puestos de asesor por estado", "وظائف المستشارين حسب الحالة", "Должности советников по состоянию", "按状态分列的人权顾问员额"]),
    ("table.coverage", ["Cover of posts by month, in US dollars", "Couverture des postes par mois, en dollars É.-U.", "Financiación de los puestos por mes, en dólares EE.UU.", "تمويل الوظائف حسب الشهر بدولارات الولايات المتحدة", "Финансирование должностей по месяцам, долл. США", "按月分列的员额经费（美元）"]),
    ("table.at_risk", ["Posts at risk within twelve months", "Postes menacés dans les douze mois", "Puestos en riesgo en un plazo de doce meses", "الوظائف المعرضة للخطر خلال اثني عشر شهرا", "Должности под угрозой в течение двенадцати месяцев", "十二个月内面临风险的员额"]),
    ("table.demand", ["Requests for posts by status", "Demandes de postes par statut", "Solicitudes de puestos por estado", "طلبات الوظائف حسب الحالة", "Запросы на должности по состоянию", "按状态分列的员额请求"]),
    ("table.years", ["Posts of human rights advisers since 2022", "Postes de conseiller depuis 2022", "Puestos de asesor desde 2022", "وظائف المستشارين منذ 2022", "Должности советников с 2022 года", "2022年以来的人权顾问员额"]),
    ("table.all_presences", ["All presences", "Toutes les présences", "Todas las presencias", "جميع أشكال الحضور", "Все присутствия", "所有派驻机构"]),
    ("table.all_posts", ["All posts of human rights advisers", "Tous les postes de conseiller", "Todos los puestos de asesor", "جميع وظائف المستشارين", "Все должности советников", "所有人权顾问员额"]),
    ("region", ["Region", "Région", "Región", "المنطقة", "Регион", "区域"]),
    ("type", ["Type", "Type", "Tipo", "النوع", "Вид", "类型"]),
    ("state", ["Status", "Statut", "Estado", "الحالة", "Состояние", "状态"]),
    ("count", ["Number", "Nombre", "Número", "العدد", "Число", "数目"]),
    ("total", ["Total", "Total", "Total", "المجموع", "Всего", "共计"]),
    ("month", ["Month", "Mois", "Mes", "الشهر", "Месяц", "月份"]),
    ("year", ["Year", "Année", "Año", "السنة", "Год", "年份"]),
    ("cost", ["Cost", "Coût", "Costo", "التكلفة", "Стоимость", "费用"]),
    ("received", ["Received", "Reçu", "Recibido", "الوارد", "Получено", "已收"]),
    ("commitments", ["With commitments", "Avec engagements", "Con compromisos", "مع الالتزامات", "С обязательствами", "计入承付款"]),
    ("pledges", ["With pledges", "Avec promesses", "Con promesas", "مع التعهدات", "С объявленными взносами", "计入认捐"]),
    ("gap", ["Missing", "Manque", "Falta", "الناقص", "Недостаёт", "缺口"]),
    ("post", ["Post", "Poste", "Puesto", "الوظيفة", "Должность", "员额"]),
    ("presence", ["Presence", "Présence", "Presencia", "الحضور", "Присутствие", "派驻机构"]),
    ("country", ["Country", "Pays", "País", "البلد", "Страна", "国家"]),
    ("city", ["City", "Ville", "Ciudad", "المدينة", "Город", "城市"]),
    ("grade", ["Grade", "Classe", "Categoría", "الرتبة", "Класс", "职等"]),
    ("until", ["Covered until", "Couvert jusqu’au", "Cubierto hasta", "مغطاة حتى", "Покрыто до", "经费截至"]),
    ("months", ["Months not covered", "Mois non couverts", "Meses sin cubrir", "أشهر غير مغطاة", "Месяцев без покрытия", "未覆盖月数"]),
    ("needed", ["Needed, US dollars", "Nécessaire, dollars É.-U.", "Necesario, dólares EE.UU.", "المطلوب بالدولارات", "Требуется, долл. США", "所需（美元）"]),
    ("created", ["Created", "Créés", "Creados", "أنشئت", "Создано", "新设"]),
    ("abolished_posts", ["Abolished", "Supprimés", "Suprimidos", "ألغيت", "Упразднено", "裁撤"]),
    ("closed_presences", ["Adviser presences closed", "Présences de conseiller fermées", "Presencias de asesor cerradas", "حضور المستشارين المغلق", "Закрыто присутствий советников", "关闭的顾问派驻"]),
    ("unfunded", ["Without money", "Sans financement", "Sin fondos", "بلا تمويل", "Без средств", "无经费"]),
    ("posts", ["Posts", "Postes", "Puestos", "الوظائف", "Должности", "员额"]),
    ("unknown", ["Not known", "Non connu", "Se desconoce", "غير معروف", "Неизвестно", "不详"]),
    ("region.africa", ["Africa", "Afrique", "África", "أفريقيا", "Африка", "非洲"]),
    ("region.americas", ["Americas", "Amériques", "Américas", "الأمريكتان", "Америка", "美洲"]),
    ("region.asia_pacific", ["Asia and the Pacific", "Asie et Pacifique", "Asia y el Pacífico", "آسيا والمحيط الهادئ", "Азия и Тихий океан", "亚洲及太平洋"]),
    ("region.europe_central_asia", ["Europe and Central Asia", "Europe et Asie centrale", "Europa y Asia Central", "أوروبا وآسيا الوسطى", "Европа и Центральная Азия", "欧洲和中亚"]),
    ("region.middle_east_north_africa", ["Middle East and North Africa", "Moyen-Orient et Afrique du Nord", "Oriente Medio y África del Norte", "الشرق الأوسط وشمال أفريقيا", "Ближний Восток и Северная Африка", "中东和北非"]),
    ("type.country_office", ["Country office", "Bureau de pays", "Oficina en el país", "مكتب قطري", "Страновое отделение", "国家办事处"]),
    ("type.regional_office", ["Regional office", "Bureau régional", "Oficina regional", "مكتب إقليمي", "Региональное отделение", "区域办事处"]),
    ("type.mission_component", ["Component of a peace mission", "Composante de mission de paix", "Componente de misión de paz", "عنصر في بعثة سلام", "Компонент миротворческой миссии", "和平特派团人权部门"]),
    ("type.human_rights_adviser", ["Human rights adviser", "Conseiller pour les droits de l’homme", "Asesor de derechos humanos", "مستشار لحقوق الإنسان", "Советник по правам человека", "人权顾问"]),
    ("type.other", ["Other", "Autre", "Otra", "غير ذلك", "Прочее", "其他"]),
    ("presence.planned", ["Planned", "Prévue", "Prevista", "مقرر", "Планируется", "计划中"]),
    ("presence.agreed", ["Agreed", "Convenue", "Acordada", "متفق عليه", "Согласовано", "已商定"]),
    ("presence.active", ["Active", "Active", "Activa", "نشط", "Действует", "运作中"]),
    ("presence.drawing_down", ["Drawing down", "En réduction", "En reducción", "في طور التقليص", "Сворачивается", "缩减中"]),
    ("presence.suspended", ["Suspended", "Suspendue", "Suspendida", "معلق", "Приостановлено", "暂停"]),
    ("presence.closed", ["Closed", "Fermée", "Cerrada", "مغلق", "Закрыто", "已关闭"]),
    ("post.proposed", ["Proposed", "Proposé", "Propuesto", "مقترحة", "Предложена", "拟议"]),
    ("post.vacant", ["Vacant", "Vacant", "Vacante", "شاغرة", "Вакантна", "空缺"]),
    ("post.under_recruitment", ["Under recruitment", "En recrutement", "En contratación", "قيد التوظيف", "Идёт наём", "征聘中"]),
    ("post.encumbered", ["Encumbered", "Pourvu", "Ocupado", "مشغولة", "Заполнена", "在职"]),
    ("post.temporarily_filled", ["Temporarily filled", "Pourvu à titre temporaire", "Cubierto temporalmente", "مشغولة مؤقتا", "Временно заполнена", "临时填补"]),
    ("post.frozen", ["Frozen", "Gelé", "Congelado", "مجمدة", "Заморожена", "冻结"]),
    ("post.abolished", ["Abolished", "Supprimé", "Suprimido", "ملغاة", "Упразднена", "已裁撤"]),
    ("post.not_reported", ["Not reported", "Non communiqué", "Sin información", "لم يبلغ عنها", "Нет данных", "未报告"]),
    ("request.received", ["Received", "Reçue", "Recibida", "وارد", "Получен", "已收到"]),
    ("request.under_review", ["Under review", "À l’examen", "En examen", "قيد النظر", "На рассмотрении", "审议中"]),
    ("request.agreed_unfunded", ["Agreed, without money", "Acceptée, sans financement", "Aceptada, sin fondos", "مقبول بلا تمويل", "Одобрен, без средств", "已同意，无经费"]),
    ("request.funded", ["Funded", "Financée", "Financiada", "ممول", "Профинансирован", "已有经费"]),
    ("request.deployed", ["Deployed", "Déployée", "Desplegada", "أوفد المستشار", "Советник направлен", "已派驻"]),
    ("request.declined", ["Declined", "Refusée", "Denegada", "مرفوض", "Отклонён", "已拒绝"]),
    ("request.withdrawn", ["Withdrawn", "Retirée", "Retirada", "مسحوب", "Отозван", "已撤回"]),
];

/// A text of the report's own in a language; a key that is not known stands for itself, so that nobody misses it.
#[must_use]
pub fn say(language: Language, key: &str) -> &'static str {
    let place = match language {
        Language::English => 0,
        Language::French => 1,
        Language::Spanish => 2,
        Language::Arabic => 3,
        Language::Russian => 4,
        Language::Chinese => 5,
    };
    WORDS.iter().find(|(known, _)| *known == key).map_or("?", |(_, words)| words[place])
}

/// A whole number with its thousands apart, as the language has it.
#[must_use]
pub fn number(value: i64, language: Language) -> String {
    let between = match language {
        Language::French | Language::Spanish | Language::Russian => '\u{a0}',
        Language::English | Language::Arabic | Language::Chinese => ',',
    };
    let digits = value.unsigned_abs().to_string();
    let mut shown = if value < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(between);
        }
        shown.push(digit);
    }
    shown
}

/// Cents in whole dollars.
#[must_use]
pub fn dollars(cents: i64, language: Language) -> String {
    number((cents + 50).div_euclid(100), language)
}

/// A figure as a text shows it.
#[must_use]
pub fn shown(figure: &Figure, language: Language) -> String {
    let Some(value) = figure.value else { return "–".to_owned() };
    match figure.unit {
        Unit::Count | Unit::Days => number(value, language),
        Unit::UsdCents => format!("US$\u{a0}{}", dollars(value, language)),
        Unit::Percent => format!("{value}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Code, PostStatus, PresenceStatus, PresenceType, Region, RequestStatus},
        registry::report::{
            SECTIONS, figures,
            text::{Piece, pieces},
        },
    };

    #[test]
    fn every_code_has_its_words_and_every_sentence_knows_its_figures() {
        fn all<C: Code>(prefix: &str) -> Vec<String> {
            C::ALL.iter().map(|code| format!("{prefix}.{}", code.as_str())).collect()
        }
        let codes = [
            all::<Region>("region"),
            all::<PresenceType>("type"),
            all::<PresenceStatus>("presence"),
            all::<PostStatus>("post"),
            all::<RequestStatus>("request"),
            SECTIONS.map(str::to_owned).to_vec(),
        ];
        assert!(codes.iter().flatten().all(|key| say(Language::English, key) != "?"));
        let names = figures::names();
        for (key, words) in WORDS {
            for text in words {
                assert!(!text.is_empty(), "{key}");
                for piece in pieces(text) {
                    let Piece::Figure(name) = piece else { continue };
                    assert!(names.iter().any(|known| known == name), "{key}: {name}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        assert_eq!(number(1_234_567, Language::English), "1,234,567");
        assert_eq!(number(-1_234, Language::French), "-1\u{a0}234");
        assert_eq!((number(999, Language::Chinese), dollars(150, Language::English)), ("999".into(), "2".into()));
    }
}
