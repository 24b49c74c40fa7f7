//! What the report says of itself in the six languages: headings, sentences, names of codes.

use chrono::{Datelike as _, NaiveDate};

use super::figures::{Figure, Unit};
use presence_model::Language;

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
    ("recommendations", ["Recommendations", "Recommandations", "Recomendaciones", "توصيات", "Рекомендации", "建议"]),
    ("annex", ["Annex: all presences and posts", "Annexe : ensemble des présences et des postes", "Anexo: todas las presencias y puestos", "مرفق: جميع أشكال الحضور والوظائف", "Приложение: все присутствия и должности", "附件：所有派驻机构和员额"]),
    ("sources", ["Sources of the figures", "Sources des chiffres", "Fuentes de las cifras", "مصادر الأرقام", "Источники данных", "数据来源"]),
    ("fallback", ["[English original]", "[Texte original en anglais]", "[Original en inglés]", "[النص الأصلي بالإنكليزية]", "[Оригинал на английском языке]", "[英文原文]"]),
    ("figure", ["Figure", "Chiffre", "Cifra", "الرقم", "Показатель", "指标"]),
    ("value", ["Value", "Valeur", "Valor", "القيمة", "Значение", "数值"]),
    ("query", ["Question to the registry", "Requête", "Consulta", "الاستعلام", "Запрос", "查询"]),
    ("revision", ["Revision", "Révision", "Revisión", "المراجعة", "Редакция", "版本"]),
    ("table.presences", ["Presences by region and status", "Présences par région et par statut", "Presencias por región y estado", "أشكال الحضور حسب المنطقة والحالة", "Присутствия по регионам и состоянию", "按区域和状态分列的派驻机构"]),
    ("table.types", ["Presences by type", "Présences par type", "Presencias por tipo", "أشكال الحضور حسب النوع", "Присутствия по видам", "按类型分列的派驻机构"]),
    ("table.posts", ["Posts of human rights advisers by status", "Postes de conseiller par statut", "Puestos de asesor por estado", "وظائف المستشارين حسب الحالة", "Должности советников по состоянию", "按状态分列的人权顾问员额"]),
    ("table.coverage", ["Cover of posts by month, in US dollars", "Couverture des postes par mois, en dollars É.-U.", "Financiación de los puestos por mes, en dólares EE.UU.", "تمويل الوظائف حسب الشهر بدولارات الولايات المتحدة", "Финансирование должностей по месяцам, долл. США", "按月分列的员额经费（美元）"]),
    ("table.donors", ["Contributions by donor, in US dollars", "Contributions par donateur, en dollars É.-U.", "Contribuciones por donante, en dólares EE.UU.", "المساهمات حسب الجهة المانحة بدولارات الولايات المتحدة", "Взносы по донорам, долл. США", "按捐助方分列的捐款（美元）"]),
    ("donor", ["Donor", "Donateur", "Donante", "الجهة المانحة", "Донор", "捐助方"]),
    ("stage.commitment", ["Committed", "Engagé", "Comprometido", "ملتزم به", "Обязательства", "承付"]),
    ("stage.pledge", ["Pledged", "Promis", "Prometido", "متعهد به", "Объявлено", "认捐"]),
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
    ("source", ["Source", "Source", "Fuente", "المصدر", "Источник", "来源"]),
    ("as_of", ["As of", "À la date de", "A fecha de", "حتى تاريخ", "По состоянию на", "截至"]),
    ("confidence", ["Confidence", "Fiabilité", "Fiabilidad", "درجة الثقة", "Достоверность", "可信度"]),
    ("confidence.reported", ["Reported by an office", "Communiqué par un bureau", "Comunicado por una oficina", "أبلغ عنه مكتب", "Сообщено отделением", "办事处报告"]),
    ("confidence.sourced", ["Documented", "Documenté", "Documentado", "موثق", "Подтверждено документом", "有文件依据"]),
    ("confidence.assumed", ["Assumed", "Présumé", "Supuesto", "مفترض", "Предполагается", "推定"]),
    ("confidence.unverified", ["Not verified", "Non vérifié", "No verificado", "لم يتحقق منه", "Не проверено", "未经核实"]),
    ("confidence.doubtful", ["Doubtful", "Douteux", "Dudoso", "مشكوك فيه", "Сомнительно", "存疑"]),
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

/// Where a language stands among the words.
fn place(language: Language) -> usize {
    match language {
        Language::English => 0,
        Language::French => 1,
        Language::Spanish => 2,
        Language::Arabic => 3,
        Language::Russian => 4,
        Language::Chinese => 5,
    }
}

/// A text of the report's own in a language; a key that is not known stands for itself, so that nobody misses it.
#[must_use]
pub fn say(language: Language, key: &str) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == key).map_or("?", |(_, words)| words[place(language)])
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

/// The months, from January on.
const MONTHS: [[&str; 12]; 6] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "كانون الثاني/يناير",
        "شباط/فبراير",
        "آذار/مارس",
        "نيسان/أبريل",
        "أيار/مايو",
        "حزيران/يونيه",
        "تموز/يوليه",
        "آب/أغسطس",
        "أيلول/سبتمبر",
        "تشرين الأول/أكتوبر",
        "تشرين الثاني/نوفمبر",
        "كانون الأول/ديسمبر",
    ],
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
];

/// The months in Russian where no day stands before them.
const RUSSIAN: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// A date as documents of the United Nations write it.
#[must_use]
pub fn date(date: NaiveDate, language: Language) -> String {
    let (day, year) = (date.day(), date.year());
    let month = MONTHS[place(language)][date.month0() as usize];
    match language {
        Language::Spanish => format!("{day} de {month} de {year}"),
        Language::Russian => format!("{day} {month} {year} года"),
        Language::Chinese => format!("{year}年{month}{day}日"),
        Language::French if day == 1 => format!("1er {month} {year}"),
        _ => format!("{day} {month} {year}"),
    }
}

/// A month as documents of the United Nations write it.
#[must_use]
pub fn month(first: NaiveDate, language: Language) -> String {
    let (at, year) = (first.month0() as usize, first.year());
    let month = MONTHS[place(language)][at];
    match language {
        Language::Spanish => format!("{month} de {year}"),
        Language::Russian => format!("{} {year} года", RUSSIAN[at]),
        Language::Chinese => format!("{year}年{month}"),
        _ => format!("{month} {year}"),
    }
}

/// An amount as a sentence has it: millions with one decimal, below that whole dollars.
#[must_use]
pub fn amount(cents: i64, language: Language) -> String {
    let tenths = (cents + 5_000_000).div_euclid(10_000_000);
    let decimal = |tenths: i64, point: char| match tenths % 10 {
        0 => number(tenths / 10, language),
        rest => format!("{}{point}{rest}", number(tenths / 10, language)),
    };
    let whole = dollars(cents, language);
    let many = tenths >= 10;
    match language {
        Language::English if many => format!("${}\u{a0}million", decimal(tenths, '.')),
        Language::English => format!("${whole}"),
        Language::French if many => {
            let million = if tenths < 20 { "million" } else { "millions" };
            format!("{}\u{a0}{million} de dollars", decimal(tenths, ','))
        }
        Language::French => format!("{whole}\u{a0}dollars"),
        Language::Spanish if many => {
            let million = if tenths == 10 { "millón" } else { "millones" };
            format!("{}\u{a0}{million} de dólares", decimal(tenths, ','))
        }
        Language::Spanish => format!("{whole}\u{a0}dólares"),
        Language::Arabic if many => {
            let million = if (30..=100).contains(&tenths) { "ملايين" } else { "مليون" };
            format!("{}\u{a0}{million} دولار", decimal(tenths, ','))
        }
        Language::Arabic => format!("{whole}\u{a0}دولار"),
        Language::Russian if many => format!("{}\u{a0}млн долл. США", decimal(tenths, ',')),
        Language::Russian => format!("{whole}\u{a0}долл. США"),
        Language::Chinese if cents >= 1_000_000 => {
            let myriads = (cents + 500_000).div_euclid(1_000_000);
            format!("{}万美元", number(myriads, language))
        }
        Language::Chinese => format!("{whole}美元"),
    }
}

/// A number below ten in words, where the language's documents write it so; in French and Spanish `une`, `una` of what is
/// feminine there.
fn spelled(value: i64, name: &str, language: Language) -> Option<&'static str> {
    const WORDS: [[&str; 10]; 3] = [
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
        ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    ];
    let feminine = name.starts_with("presences") || (language == Language::Spanish && name.starts_with("offices"));
    match (language, value) {
        (Language::French, 1) if feminine => Some("une"),
        (Language::Spanish, 1) => Some(if feminine { "una" } else { "un" }),
        (Language::English | Language::French | Language::Spanish, _) => {
            WORDS[place(language)].get(usize::try_from(value).ok()?).copied()
        }
        _ => None,
    }
}

/// A figure as a text shows it; numbers below ten in words, where that is asked for.
#[must_use]
pub fn shown(figure: &Figure, language: Language, in_words: bool) -> String {
    let Some(value) = figure.value else { return "–".to_owned() };
    let word = in_words.then(|| spelled(value, &figure.name, language)).flatten();
    match figure.unit {
        Unit::Count | Unit::Days => word.map_or_else(|| number(value, language), str::to_owned),
        Unit::UsdCents => amount(value, language),
        Unit::Percent => format!("{value}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SECTIONS;
    use presence_model::{Code, Confidence, PostStatus, PresenceStatus, PresenceType, Region, RequestStatus};

    #[test]
    fn every_code_has_its_words() {
        fn all<C: Code>(prefix: &str) -> Vec<String> {
            C::ALL.iter().map(|code| format!("{prefix}.{}", code.as_str())).collect()
        }
        let codes = [
            all::<Region>("region"),
            all::<PresenceType>("type"),
            all::<PresenceStatus>("presence"),
            all::<PostStatus>("post"),
            all::<RequestStatus>("request"),
            all::<Confidence>("confidence"),
            SECTIONS.map(str::to_owned).to_vec(),
        ];
        assert!(codes.iter().flatten().all(|key| say(Language::English, key) != "?"));
        assert!(WORDS.iter().all(|(_, words)| words.iter().all(|text| !text.is_empty())));
    }

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        assert_eq!(number(1_234_567, Language::English), "1,234,567");
        assert_eq!(number(-1_234, Language::French), "-1\u{a0}234");
        assert_eq!((number(999, Language::Chinese), dollars(150, Language::English)), ("999".into(), "2".into()));
    }

    #[test]
    fn dates_and_amounts_are_written_as_in_documents() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let dates = Language::ALL.iter().map(|&language| date(day, language)).collect::<Vec<_>>();
        for (language, shown) in [
            (Language::English, "25 November 2026"),
            (Language::French, "25 novembre 2026"),
            (Language::Spanish, "25 de noviembre de 2026"),
            (Language::Arabic, "25 تشرين الثاني/نوفمبر 2026"),
            (Language::Russian, "25 ноября 2026 года"),
            (Language::Chinese, "2026年11月25日"),
        ] {
            assert_eq!(date(day, language), shown, "{dates:?}");
        }
        let amounts = |cents| [Language::English, Language::French, Language::Spanish].map(|it| amount(cents, it));
        assert_eq!(
            amounts(833_000_000),
            ["$8.3\u{a0}million", "8,3\u{a0}millions de dollars", "8,3\u{a0}millones de dólares"]
        );
        assert_eq!(amounts(100_000_000)[0], "$1\u{a0}million");
        assert_eq!(amounts(9_600_000), ["$96,000", "96\u{a0}000\u{a0}dollars", "96\u{a0}000\u{a0}dólares"]);
        assert_eq!(amount(833_000_000, Language::Chinese), "833万美元");
    }
}
