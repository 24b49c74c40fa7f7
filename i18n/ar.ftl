### Every text of the program in this language: see en.ftl.

### The language: its name, dates, numbers and lists

language-name = العربية
direction = rtl
month-name = { $month ->
    [1] كانون الثاني/يناير
    [2] شباط/فبراير
    [3] آذار/مارس
    [4] نيسان/أبريل
    [5] أيار/مايو
    [6] حزيران/يونيه
    [7] تموز/يوليه
    [8] آب/أغسطس
    [9] أيلول/سبتمبر
    [10] تشرين الأول/أكتوبر
    [11] تشرين الثاني/نوفمبر
   *[12] كانون الأول/ديسمبر
}
written-date = { $day } { month-name } { $year }
written-month = { month-name } { $year }
number-word = { $number }
amount-dollars = { $amount }{"\u00A0"}دولار
amount-large = { $amount }{"\u00A0"}{ $whole ->
    [few] ملايين
   *[other] مليون
} دولار
list-comma = { $a }، و{ $b }
list-and = { $a }، و{ $b }
two-sentences = { $a } { $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = مكتب قطري
type-regional_office = مكتب إقليمي
type-mission_component = عنصر حقوق الإنسان في بعثة سلام
type-human_rights_adviser = مستشار لحقوق الإنسان
type-other = غير ذلك

## Statuses of presences, then of posts
status-planned = مقرر
status-agreed = متفق عليه
status-active = نشط
status-drawing_down = قيد التخفيض
status-suspended = معلق
status-closed = مغلق
status-proposed = مقترحة
status-vacant = شاغرة
status-under_recruitment = قيد التوظيف
status-encumbered = مشغولة
status-temporarily_filled = مشغولة مؤقتا
status-frozen = مجمدة
status-abolished = ملغاة
status-presence_closed = الحضور مغلق
status-not_reported = لم يُبلَّغ عنها

## Operating modes
mode-in_country = داخل البلد
mode-remote = عن بُعد
mode-hybrid = مختلط

## Regions
region-africa = أفريقيا
region-americas = الأمريكتان
region-asia_pacific = آسيا والمحيط الهادئ
region-europe_central_asia = أوروبا وآسيا الوسطى
region-middle_east_north_africa = الشرق الأوسط وشمال أفريقيا

## Time since the last report
since-up_to_30_days = حتى 30 يوما
since-31_to_90_days = من 31 إلى 90 يوما
since-91_to_180_days = من 91 إلى 180 يوما
since-181_to_365_days = من 181 إلى 365 يوما
since-over_365_days = أكثر من 365 يوما
since-never = لم يبلغ عنه أي مكتب قط

## Grades of posts
grade-P-2 = ف-2
grade-P-3 = ف-3
grade-P-4 = ف-4
grade-P-5 = ف-5
grade-D-1 = مد-1
grade-D-2 = مد-2
grade-NO-A = موظف وطني من الفئة ألف
grade-NO-B = موظف وطني من الفئة باء
grade-NO-C = موظف وطني من الفئة جيم
grade-NO-D = موظف وطني من الفئة دال
grade-UNV = متطوع من متطوعي الأمم المتحدة
grade-G-1 = خ ع-1
grade-G-2 = خ ع-2
grade-G-3 = خ ع-3
grade-G-4 = خ ع-4
grade-G-5 = خ ع-5
grade-G-6 = خ ع-6
grade-G-7 = خ ع-7

## Confidence
confidence-reported = أبلغ عنه مكتب
confidence-sourced = وارد في مصدر
confidence-assumed = مفترض: ورد في وثيقة سابقة
confidence-unverified = غير متحقق منه
confidence-doubtful = مشكوك فيه

## Reasons
reason-agreement_not_renewed = عدم تجديد الاتفاق
reason-mandate_ended = انتهاء الولاية
reason-funding = التمويل
reason-converted = التحول إلى شكل آخر من الحضور
reason-other = سبب آخر

## What becomes of posts when a presence closes
posts-abolish = إلغاؤها
posts-vacant = الإبقاء عليها شاغرة
posts-move = نقلها إلى حضور آخر

## Kinds of decisions
decision-budget = الميزانية
decision-security_council = مجلس الأمن
decision-human_rights_council = مجلس حقوق الإنسان
decision-host_state = الدولة المضيفة
decision-agreement_ends = انتهاء الاتفاق
decision-other = قرار آخر

## Reporting lines
line-high_commissioner = المفوض السامي
line-head_of_mission = رئيس البعثة
line-resident_coordinator = المنسق المقيم

## Who may read a note
visibility-restricted = للمكاتب والمقر فقط
visibility-public = عامة

## Events of a history
event-baseline = بيانات أساسية
event-created = إضافة
event-described = تغيير الوصف
event-status_update = تحديث الوضع
event-relocated = نقل
event-scheduled = قرار لتاريخ لاحق

## Outcomes of rows of an import
outcome-created = مضافة
outcome-updated = معدلة
outcome-unchanged = دون تغيير
outcome-rejected = مرفوضة
outcome-skipped = سليمة لكنها لم تُحفظ

## States of an import
import-running = جارٍ
import-completed = يمكن قبول جميع الصفوف.
import-rejected = لا يمكن قبول بعض الصفوف، ولذلك لم يُحفظ أي شيء.
import-failed = تعذرت معالجة الملف.
import-some = لا يمكن قبول بعض الصفوف؛ أما الصفوف الأخرى فيمكن قبولها.
import-none = لا يمكن قبول أي صف.

## Problems, by HTTP status
error-400 = تتعذر قراءة الطلب
error-401 = يرجى تسجيل الدخول
error-403 = هذا غير مسموح به
error-404 = هذه الصفحة غير موجودة
error-405 = هذا غير ممكن هنا
error-408 = استغرق وصول الطلب وقتا أطول مما ينبغي
error-412 = تغير السجل في هذه الأثناء
error-413 = الملف أكبر مما ينبغي
error-415 = هذا النوع من المحتوى غير مقبول هنا
error-422 = لا يمكن قبول البيانات المدخلة
error-429 = ورد عدد كبير من الطلبات؛ يرجى الانتظار
error-500 = حدث خلل في السجل
error-503 = لا يمكن للسجل الحفظ حاليا

## Faults of entries
fault-required = هذا البيان إلزامي.
fault-malformed = تتعذر قراءة هذا البيان.
fault-in_the_future = هذا التاريخ في المستقبل؛ ولا يجوز ذلك إلا لما هو مقرر.
fault-out_of_range = هذه القيمة خارج النطاق.
fault-not_applicable = هذا لا ينطبق هنا.
fault-unknown_code = هذا الرمز غير معروف.
fault-transition_not_allowed = لا يمكن الانتقال إلى هذا الوضع من الوضع السابق.
fault-conflicts_with_later_update = يتعارض تقرير لاحق مع هذا التقرير.

## Statuses of requests for posts
request-received = وردت
request-under_review = قيد الاستعراض
request-agreed_unfunded = موافق عليها، غير ممولة
request-funded = ممولة
request-deployed = أوفد المستشار
request-declined = مرفوضة
request-withdrawn = مسحوبة

## Stages of contributions
stage-pledge = متعهد به
stage-commitment = ملتزم به
stage-received = الوارد

### Words of tables, on pages and in the report

post = الوظيفة
presence = الحضور
country = البلد
city = المدينة
region = المنطقة
kind = النوع
status = الوضع
grade = الرتبة
number = العدد
source = المصدر
confidence = درجة اليقين
month = الشهر
cost = التكلفة
received = الوارد
commitments = الالتزامات
pledges = التعهدات
missing = النقص
covered-until = مغطاة حتى
funded-until = ممولة حتى

### The pages

## Every page
site = سجل أشكال الحضور الميداني
site-about = السجل المرجعي لأشكال الحضور الميداني لمفوضية الأمم المتحدة لحقوق الإنسان ولوظائف مستشاري حقوق الإنسان.
skip = الانتقال إلى المحتوى
nav = التصفح الرئيسي
nav-overview = لمحة عامة
nav-programme = برنامج المستشارين
nav-office = المكاتب والمقر
nav-api = وثائق واجهة البرمجة
languages = اللغات
live = تحديث مباشر
live-updated = جرى تحديث الأرقام.
footer-baseline = البيانات الأساسية إعادة بناء تقريبية قدر الإمكان استنادا إلى وثائق عامة. ويشار صراحة إلى السجلات التي لم يؤكدها أي مكتب.
footer-names = لا تنطوي الحدود والأسماء المبينة والتسميات المستخدمة في هذا الموقع على إقرار أو قبول رسمي من جانب الأمم المتحدة. مراكز المدن:
footer-privacy = تُبيَّن المواقع على مستوى المدينة؛ ولا يحتوي السجل على أي بيانات شخصية.
request-id = الطلب:
to-overview = إلى اللمحة العامة

## Overview
title-overview = لمحة عن أشكال الحضور الميداني
as-of-revision = التنقيح { $what }
shown-past = معروض وفق ما كان معلوما للسجل في { $what }.
to-now = عرض المعلوم حاليا
nothing-yet = لم يكن السجل يعلم شيئا في ذلك التاريخ: أول قيد فيه مؤرخ { $what }.
presences = أشكال الحضور
presences-note = عدد أشكال الحضور وليس عدد البلدان
presences-unknown = { $n ->
    [one] لا يعرف شيء في هذا التاريخ عن شكل حضور واحد آخر.
   *[other] لا يعرف شيء في هذا التاريخ عن { $n } من أشكال الحضور الأخرى.
}
countries-served = البلدان والمناطق المشمولة بالخدمة
countries-note = يُحسب كل منها مرة واحدة أيا كان عدد أشكال الحضور التي تخدمه
posts = وظائف المستشارين
posts-filled = { $n ->
    [0] لم يُبلَّغ عن شغل أي وظيفة
    [one] أُبلغ عن شغل وظيفة واحدة
    [two] أُبلغ عن شغل وظيفتين
    [few] أُبلغ عن شغل { $n } وظائف
   *[other] أُبلغ عن شغل { $n } وظيفة
}
confirmed = المؤكد من مكتب
confirmed-note = أشكال الحضور التي أبلغ عنها أحد المكاتب
of-all = من أصل { $n }
filters = عوامل التصفية
search = بحث
search-hint = الاسم أو المدينة أو البلد أو الجهة المضيفة
any = الكل
country-code = رموز البلدان
on-date = الوضع في تاريخ
as-of = المعلوم في
as-of-slider = الرجوع في الزمن
apply = تطبيق
reset = إعادة الضبط
filter-reported = المؤكد من مكتب
filter-baseline = البيانات الأساسية فقط
confirmation = التأكيد
legend-pale = اللون الباهت: بيانات أساسية لم يؤكدها أي مكتب
map-note = أشكال الحضور على مستوى المدينة. لا تنطوي الحدود والأسماء المبينة والتسميات المستخدمة في هذه الخريطة على إقرار أو قبول رسمي من جانب الأمم المتحدة. اليابسة: Natural Earth.
map-first = تعرض الخريطة أول { $n } منها.
map-as-table = البيانات ذاتها في جدول
as-table = في جدول
group = المجموعة
chart-type = أشكال الحضور حسب النوع
chart-region = أشكال الحضور حسب المنطقة والوضع
chart-status = أشكال الحضور حسب الوضع
chart-posts = وظائف المستشارين حسب الوضع
chart-since = أشكال الحضور حسب المدة المنقضية منذ آخر تقرير
nothing = لا توجد نتائج.
overdue = التقارير المتأخرة
overdue-count = { $n ->
    [zero] لا يوجد مكتب من أصل { $what } تأخر عن تقديم تقرير لأكثر من 90 يوما.
    [one] مكتب واحد من أصل { $what } لم يقدم تقريرا منذ أكثر من 90 يوما.
    [two] مكتبان من أصل { $what } لم يقدما تقريرا منذ أكثر من 90 يوما.
    [few] { $n } مكاتب من أصل { $what } لم تقدم تقريرا منذ أكثر من 90 يوما.
   *[other] { $n } مكتبا من أصل { $what } لم تقدم تقريرا منذ أكثر من 90 يوما.
}
days-silent = الأيام المنقضية
never = لم يبلغ قط
all-as-csv = { $n ->
   *[other] الكل ({ $n }) بصيغة CSV
}
office = المكتب
news = آخر تحديثات الوضع
no-news = لم يقدم أي مكتب تقريرا بعد.
effective-from = اعتبارا من { $what }
ending = الوظائف التي ينتهي تمويلها في غضون 12 شهرا
no-ending = لا توجد وظائف معروفة ينتهي تمويلها في غضون 12 شهرا.
over = انقضى
presences-found = { $n ->
    [zero] لا يوجد حضور
    [one] حضور واحد
    [two] شكلان من أشكال الحضور
    [few] { $n } أشكال حضور
   *[other] { $n } من أشكال الحضور
}
download = تنزيل هذا العرض
since = منذ
mode = أسلوب العمل
last-report = آخر تقرير
unknown = غير معروف
pages = الصفحات
previous = السابقة
next = التالية
baseline = بيانات أساسية لم يؤكدها أي مكتب
baseline-about = مأخوذ من وثائق عامة؛ ولم يبلغ عنه أي مكتب.

## Forms: posts, decisions and published totals
posts-on-closing = الوظائف عند إغلاق الحضور
posts-to = تُنقل الوظائف إلى
posts-to-hint = رمز حضور لمستشار، مثل ken-hra؛ فقط عند نقل الوظائف.
decision = قرار يسري لاحقا
decision-hint = يملأ إذا كان التاريخ في المستقبل: يظهر التغيير عندئذ بوصفه مقررا ويسري تلقائيا في ذلك اليوم.
decision-by = الجهة التي قررت
decision-document = الوثيقة
decision-date = تاريخ القرار
published-totals = المجاميع المنشورة
published-about = أشكال الحضور الميداني كما نشرتها المفوضية. والجزء الداكن هو ما يعرفه السجل في ذلك التاريخ؛ أما الباقي فلا سجل له بعد.
known-by-record = المعروف في السجل
date = التاريخ

## A presence
facts = المعلومات المتاحة
timeline = تحديثات الوضع
no-updates = لم يبلغ أي مكتب عن الوضع بعد.
scheduled = يسري اعتبارا من هذا التاريخ
superseded-by = صُحح بالتحديث { $what }
provenance = مصدر المعلومات
source-description = مصدر الوصف
source-as-of = التاريخ الذي يتناوله المصدر
status-by = الوضع وفقا لما أبلغ به
remark = ملاحظة
history = السوابق
older-versions = { $n ->
    [one] صيغة أقدم واحدة
    [two] صيغتان أقدم
    [few] { $n } صيغ أقدم
   *[other] { $n } صيغة أقدم
}
covers = البلدان المشمولة
host = الجهة المضيفة
host-office = المكتب المسؤول
reports-to = التبعية
mandate = الولاية
host-consent = موافقة الدولة المضيفة
opened-on = تاريخ الافتتاح
mandate-until = نهاية الولاية
reason = السبب
successor = الحضور الخلف
country-one = رمز البلد
tell-status = الإبلاغ عن الوضع

## Offices and desk
sign-in = تسجيل الدخول
sign-out = تسجيل الخروج
sign-in-about = لمكاتب المنسقين المقيمين والمقر، باستخدام بيانات اعتماد أحد عملاء المكتب.
sign-in-wrong = العميل غير معروف أو الرمز السري غير صحيح.
sign-in-slow = { $n ->
    [one] جرت محاولات كثيرة. يرجى الانتظار ثانية واحدة.
    [two] جرت محاولات كثيرة. يرجى الانتظار ثانيتين.
    [few] جرت محاولات كثيرة. يرجى الانتظار { $n } ثوان.
   *[other] جرت محاولات كثيرة. يرجى الانتظار { $n } ثانية.
}
client-id = العميل
client-secret = الرمز السري
office-title = سجلات المكتب
desk = المقر
office-of = مكتب المنسق المقيم: { $what }
office-about = السجلات التي يتولى المكتب مسؤوليتها. ويُعد تأكيد الوضع الراهن تقريرا أيضا.
to-office = إلى سجلات المكتب
record = السجل
next-statuses = الأوضاع الممكنة
status-now = الوضع الراهن:
status-new = الوضع الجديد
unchanged = دون تغيير
mode-only = يتغير أسلوب العمل فقط
effective-on = تاريخ السريان
effective-hint = التاريخ الذي أصبح فيه ذلك صحيحا؛ في موعد أقصاه { $what }، باستثناء ما هو مقرر.
no-change = دون تغيير
mode-from = المكان، في حالة العمل عن بُعد أو المختلط
reason-hint = إلزامي في حالة الإغلاق؛ وجائز في حالة التعليق أو التخفيض أو التجميد أو الإلغاء.
successor-hint = رمز الحضور الذي يحل محله بعد التحول.
note = ملاحظة
note-warning = لا بيانات شخصية: لا أسماء ولا أرقام هواتف ولا عناوين خاصة. فقد يتعرض أشخاص للخطر.
note-language = لغة الملاحظة
note-visibility = من يجوز له قراءة الملاحظة
send-report = إرسال التقرير
recorded-as = سُجل التقرير بوصفه التحديث { $what }.
moved-on = تغير السجل منذ فتح هذا النموذج. يرجى التحقق من وضعه وإعادة إرسال التقرير.
faults = { $n ->
    [one] لم يُسجل أي شيء: لا يمكن قبول بيان واحد.
    [two] لم يُسجل أي شيء: لا يمكن قبول بيانين.
    [few] لم يُسجل أي شيء: لا يمكن قبول { $n } بيانات.
   *[other] لم يُسجل أي شيء: لا يمكن قبول { $n } بيانا.
}
import-title = تحديثات عديدة في ملف واحد
import-about = جدول بسجلات المكتب وما هو معلوم عنها، لملئه:
import-template = النموذج
file = الملف (CSV أو XLSX أو ODS أو NDJSON أو JSON)
import-sheet = ورقة المصنف (اختياري؛ وإلا فأول ورقة ظاهرة)
import-sheet-read = الورقة المقروءة:
import-sheet-others = الأوراق الأخرى:
import-mode = إذا تعذر قبول أحد الصفوف
import-atomic = عدم حفظ أي شيء
import-partial = حفظ الصفوف الأخرى
import-try = تجربة
import-trial = نتيجة التجربة
import-trial-note = كانت هذه تجربة: لم يُحفظ أي شيء بعد.
import-report = نتيجة كل صف
import-confirm = إرسال
import-confirm-about = إرسال هذا الملف بعينه الآن.
import-again = الملف أكبر من أن يُحتفظ به في هذه الصفحة: يرجى اختياره مجددا لإرساله.
import-refresh = عرض مدى التقدم
import-hidden = { $n ->
    [one] يوجد صف آخر غير معروض.
    [two] يوجد صفان آخران غير معروضين.
    [few] توجد { $n } صفوف أخرى غير معروضة.
   *[other] يوجد { $n } صفا آخر غير معروض.
}
row = الصف
cell = الخلية
outcome = النتيجة
what-is-wrong = موضع الخطأ

## The adviser programme
title-programme = برنامج مستشاري حقوق الإنسان
programme-about = كيفية تمويل وظائف المستشارين خلال الأشهر الاثني عشر المقبلة، والوظائف المعرضة للخطر، والطلبات، والمساهمات الخطية.
programme-cost = تكلفة اثني عشر شهرا بآلاف دولارات الولايات المتحدة
programme-received = المغطى بالأموال الواردة
programme-committed = المغطى مع الالتزامات
programme-missing = النقص بعد الالتزامات
programme-by-month = التمويل حسب الشهر
thousands = بآلاف دولارات الولايات المتحدة.
coverage-as-csv = كل وظيفة وكل شهر بصيغة CSV
at-risk = وظائف ينتهي تمويلها خلال اثني عشر شهرا
none-at-risk = جميع الوظائف ممولة لمدة اثني عشر شهرا.
not-covered = غير مغطاة
needed = المطلوب
demand = طلبات إنشاء وظائف جديدة
requests-as-csv = جميع الطلبات بصيغة CSV
calls = الدعوات لتقديم مساهمات خطية
no-calls = لا توجد دعوة لتقديم مساهمات خطية.
call = الدعوة
deadline = الموعد النهائي
published = المساهمات الخطية المنشورة
published-count = المنشور
the-report = التقرير
the-report-about = التقرير عن برنامج المستشارين بأرقام هذا التنقيح.
programme-unknown = { $n ->
    [one] تكلفة وظيفة واحدة غير معروفة
    [two] تكلفة وظيفتين غير معروفة
    [few] تكلفة { $n } وظائف غير معروفة
    [many] تكلفة { $n } وظيفة غير معروفة
   *[other] تكلفة { $n } وظيفة غير معروفة
}
demand-unmet = { $n ->
    [0] لا توجد طلبات غير ملباة.
    [one] طلب واحد غير ملبى.
    [two] طلبان غير ملبيين.
    [few] { $n } طلبات غير ملباة.
    [many] { $n } طلبا غير ملبى.
   *[other] { $n } طلب غير ملبى.
}
demand-longest = { $n ->
    [one] أطول انتظار يوم واحد.
    [two] أطول انتظار يومان.
    [few] أطول انتظار { $n } أيام.
    [many] أطول انتظار { $n } يوما.
   *[other] أطول انتظار { $n } يوم.
}

### The report

## Title and notes
report-title = مستشارو حقوق الإنسان: الوضع الراهن والعمل
report-subtitle = حتى { $date } (التنقيح { $revision } من السجل)
report-fallback = [النص الأصلي بالإنكليزية]
report-sources = مصادر الأرقام

## Sections
report-section-summary = موجز
report-section-introduction = مقدمة وولاية
report-section-status = الوضع الراهن والعمل
report-section-achievements = الإنجازات الرئيسية
report-section-challenges = التحديات
report-section-vision = الرؤية المستقبلية
report-section-submissions = المساهمات الخطية الواردة
report-section-conclusions = استنتاجات
report-section-recommendations = توصيات
report-section-annex = مرفق: جميع أشكال الحضور والوظائف

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = تمويل الوظائف حسب الشهر بدولارات الولايات المتحدة
report-table-donors = المساهمات حسب الجهة المانحة بدولارات الولايات المتحدة
report-table-at_risk = { at-risk }
report-table-demand = طلبات الوظائف حسب الوضع
report-table-years = وظائف المستشارين منذ 2022
report-table-all_presences = جميع أشكال الحضور
report-table-all_posts = جميع وظائف المستشارين

## Columns that only the report has
report-column-total = المجموع
report-column-year = السنة
report-column-donor = الجهة المانحة
report-column-with-commitments = مع الالتزامات
report-column-with-pledges = مع التعهدات
report-column-as-of = حتى تاريخ
report-column-months = أشهر غير مغطاة
report-column-needed = المطلوب بالدولارات
report-column-created = أنشئت
report-column-abolished = ألغيت
report-column-presences-closed = حضور المستشارين المغلق
report-column-unfunded = دون تمويل
report-column-posts = الوظائف
report-column-unknown = غير معروف
report-column-figure = الرقم
report-column-value = القيمة
report-column-query = الاستعلام

## Sentences
report-summary = في { $date }، كان للمفوض السامي عدد <presences.total> من أشكال الحضور الميداني، منها { $presences-human_rights_advisers ->
    [zero] <presences.human_rights_advisers> من مستشاري حقوق الإنسان
    [few] <presences.human_rights_advisers> مستشارين لحقوق الإنسان
   *[other] <presences.human_rights_advisers> من مستشاري حقوق الإنسان
} في مكاتب المنسقين المقيمين.
report-confirmed = وأكدت المكاتب <presences.reported> من أشكال الحضور هذه و<posts.reported> من وظائف المستشارين البالغ عددها <posts.total>؛ وفيما عدا ذلك يستند السجل إلى الوثائق.
report-unconfirmed = ولم يؤكد أي مكتب بعد أيا من أشكال الحضور أو الوظائف هذه؛ ويستند السجل إلى الوثائق.
report-presences = من أشكال الحضور البالغ عددها <presences.total> في { $date }، كان <presences.active> منها نشطا. وهي تخدم مجتمعة <countries.served> من البلدان والمناطق.
report-confidence = ومن أشكال الحضور هذه: { $list }.
report-confidence-none = لم يؤكد أي مكتب أيا منها
report-confidence-reported = <presences.reported> أكدها أحد المكاتب
report-confidence-sourced = <presences.sourced> وردت في وثيقة من سنة الأساس
report-confidence-assumed = <presences.assumed> وردت في وثيقة سابقة فقط ويفترض أنها استمرت
report-confidence-unverified = <presences.unverified> لم يتحقق منها
report-confidence-doubtful = <presences.doubtful> مشكوك فيها
report-unknown = ولا يعرف ما إذا كان عدد إضافي من أشكال الحضور، وهو <presences.unknown>، قائما في هذا التاريخ.
report-offices = ومن المكاتب المضيفة البالغ عددها <offices.total>: { $list }.
report-offices-all = أبلغت جميعها خلال الأيام التسعين الماضية
report-offices-none = لم يبلغ أي منها السجل قط
report-offices-never = <offices.never_reported> لم تبلغ السجل قط
report-offices-overdue = <offices.overdue> لم تبلغ بشيء منذ أكثر من 90 يوما
report-posts = ويبلغ عدد وظائف مستشاري حقوق الإنسان <posts.total>: { $list }.
report-posts-none = ولا توجد وظائف لمستشاري حقوق الإنسان.
report-posts-unreported = ويبلغ عدد وظائف مستشاري حقوق الإنسان <posts.total>؛ ولم يبلغ عنها أي مكتب بعد.
report-posts-not_reported = <posts.not_reported> لم يبلغ عنها أي مكتب
report-posts-vacant = <posts.vacant> شاغرة
report-posts-under_recruitment = <posts.under_recruitment> قيد التوظيف
report-posts-encumbered = <posts.encumbered> مشغولة
report-posts-temporarily_filled = <posts.temporarily_filled> مشغولة مؤقتا
report-posts-frozen = <posts.frozen> مجمدة
report-funding = واستنادا إلى المساهمات التي سجلها المقر، تحتاج الوظائف المعروفة التكلفة إلى <funding.cost> من { $from } إلى { $to }. وتغطي المساهمات الواردة <funding.received> من هذا المبلغ، أو <funding.with_commitments> باحتساب الالتزامات؛ وينقص <funding.gap>.
report-funding-unknown = ومن { $from } إلى { $to }، لا يمكن تحديد الاحتياجات ولا العجز لأن تكلفة الوظائف غير معروفة.
report-funding-months = وإضافة إلى ذلك، لا تعرف تكلفة <funding.unknown_cost_months> من أشهر الوظائف.
report-risk = ولا تغطي المساهمات الواردة والملتزم بها <posts.at_risk_12m> من الوظائف طوال الفترة من { $from } إلى { $to }، أو أن تكلفتها غير معروفة.
report-demand = ولم تلب طلبات بشأن <demand.unmet> من الوظائف، وردت من <demand.countries> من البلدان؛ وأقدمها ينتظر منذ { $demand-longest_wait ->
    [few] <demand.longest_wait> أيام
   *[other] <demand.longest_wait> يوما
}.
