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
number = العدد
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
post = الوظيفة
funded-until = ممولة حتى
over = انقضى
presences-found = { $n ->
    [zero] لا يوجد حضور
    [one] حضور واحد
    [two] شكلان من أشكال الحضور
    [few] { $n } أشكال حضور
   *[other] { $n } من أشكال الحضور
}
download = تنزيل هذا العرض
presence = الحضور
country = البلد
kind = النوع
region = المنطقة
status = الوضع
since = منذ
mode = أسلوب العمل
last-report = آخر تقرير
unknown = غير معروف
pages = الصفحات
previous = السابقة
next = التالية
baseline = بيانات أساسية لم يؤكدها أي مكتب
baseline-about = مأخوذ من وثائق عامة؛ ولم يبلغ عنه أي مكتب.
type-country_office = مكتب قطري
type-regional_office = مكتب إقليمي
type-mission_component = عنصر حقوق الإنسان في بعثة سلام
type-human_rights_adviser = مستشار لحقوق الإنسان
type-other = أخرى
status-planned = مقرر
status-agreed = متفق عليه
status-active = عامل
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
mode-in_country = داخل البلد
mode-remote = عن بُعد
mode-hybrid = مختلط
region-africa = أفريقيا
region-americas = الأمريكتان
region-asia_pacific = آسيا والمحيط الهادئ
region-europe_central_asia = أوروبا وآسيا الوسطى
region-middle_east_north_africa = الشرق الأوسط وشمال أفريقيا
since-up_to_30_days = حتى 30 يوما
since-31_to_90_days = من 31 إلى 90 يوما
since-91_to_180_days = من 91 إلى 180 يوما
since-181_to_365_days = من 181 إلى 365 يوما
since-over_365_days = أكثر من 365 يوما
since-never = لم يبلغ عنه أي مكتب قط
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
confidence-reported = أبلغ عنه مكتب
confidence-sourced = وارد في مصدر
confidence-assumed = مفترض: ورد في وثيقة سابقة
confidence-unverified = غير متحقق منه
confidence-doubtful = مشكوك فيه
reason-agreement_not_renewed = عدم تجديد الاتفاق
reason-mandate_ended = انتهاء الولاية
reason-funding = التمويل
reason-converted = التحول إلى شكل آخر من الحضور
reason-other = سبب آخر
posts-on-closing = الوظائف عند إغلاق الحضور
posts-abolish = إلغاؤها
posts-vacant = الإبقاء عليها شاغرة
posts-move = نقلها إلى وجود ميداني آخر
posts-to = تُنقل الوظائف إلى
posts-to-hint = رمز وجود ميداني لمستشار، مثل ken-hra؛ فقط عند نقل الوظائف.
decision = قرار يسري لاحقا
decision-hint = يملأ إذا كان التاريخ في المستقبل: يظهر التغيير عندئذ بوصفه مقررا ويسري تلقائيا في ذلك اليوم.
decision-by = الجهة التي قررت
decision-document = الوثيقة
decision-date = تاريخ القرار
published-totals = المجاميع المنشورة
published-about = أشكال الحضور الميداني كما نشرتها المفوضية. والجزء الداكن هو ما يعرفه السجل في ذلك التاريخ؛ أما الباقي فلا سجل له بعد.
known-by-record = المعروف في السجل
date = التاريخ
decision-budget = الميزانية
decision-security_council = مجلس الأمن
decision-human_rights_council = مجلس حقوق الإنسان
decision-host_state = الدولة المضيفة
decision-agreement_ends = انتهاء الاتفاق
decision-other = قرار آخر
line-high_commissioner = المفوض السامي
line-head_of_mission = رئيس البعثة
line-resident_coordinator = المنسق المقيم
visibility-restricted = للمكاتب والمقر فقط
visibility-public = عامة
event-baseline = بيانات أساسية
event-created = إضافة
event-described = تغيير الوصف
event-status_update = تحديث الوضع
event-relocated = نقل
event-scheduled = قرار لتاريخ لاحق
outcome-created = مضافة
outcome-updated = معدلة
outcome-unchanged = دون تغيير
outcome-rejected = مرفوضة
outcome-skipped = سليمة لكنها لم تُحفظ
import-running = جارٍ
import-completed = يمكن قبول جميع الصفوف.
import-rejected = لا يمكن قبول بعض الصفوف، ولذلك لم يُحفظ أي شيء.
import-failed = تعذرت معالجة الملف.
import-some = لا يمكن قبول بعض الصفوف؛ أما الصفوف الأخرى فيمكن قبولها.
import-none = لا يمكن قبول أي صف.
fault-required = هذا البيان إلزامي.
fault-malformed = تتعذر قراءة هذا البيان.
fault-in_the_future = هذا التاريخ في المستقبل؛ ولا يجوز ذلك إلا لما هو مقرر.
fault-out_of_range = هذه القيمة خارج النطاق.
fault-not_applicable = هذا لا ينطبق هنا.
fault-unknown_code = هذا الرمز غير معروف.
fault-transition_not_allowed = لا يمكن الانتقال إلى هذا الوضع من الوضع السابق.
fault-conflicts_with_later_update = يتعارض تقرير لاحق مع هذا التقرير.
facts = المعلومات المتاحة
timeline = تحديثات الوضع
no-updates = لم يبلغ أي مكتب عن الوضع بعد.
scheduled = يسري اعتبارا من هذا التاريخ
superseded-by = صُحح بالتحديث { $what }
provenance = مصدر المعلومات
source = مصدر الوصف
source-as-of = التاريخ الذي يتناوله المصدر
status-by = الوضع وفقا لما أبلغ به
confidence = درجة اليقين
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
grade = الرتبة
country-one = رمز البلد
city = المدينة
report-status = الإبلاغ عن الوضع
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
programme-about = كيفية تمويل وظائف المستشارين خلال الأشهر الاثني عشر المقبلة، والوظائف المعرضة للخطر، والطلبات، والإسهامات.
programme-cost = تكلفة اثني عشر شهرا بآلاف دولارات الولايات المتحدة
programme-received = المغطى بالأموال الواردة
programme-committed = المغطى مع الالتزامات
programme-missing = النقص بعد الالتزامات
programme-by-month = التمويل حسب الشهر
month = الشهر
cost = التكلفة
received = الوارد
commitments = الالتزامات
pledges = التعهدات
missing = النقص
thousands = بآلاف دولارات الولايات المتحدة.
coverage-as-csv = كل وظيفة وكل شهر بصيغة CSV
at-risk = وظائف ينتهي تمويلها خلال اثني عشر شهرا
none-at-risk = جميع الوظائف ممولة لمدة اثني عشر شهرا.
covered-until = مغطى حتى
not-covered = غير مغطى
needed = المطلوب
demand = طلبات إنشاء وظائف جديدة
requests-as-csv = جميع الطلبات بصيغة CSV
calls = الدعوات لتقديم إسهامات
no-calls = لا توجد دعوة لتقديم إسهامات.
call = الدعوة
deadline = الموعد النهائي
published = الإسهامات المنشورة
report = التقرير
report-about = التقرير عن برنامج المستشارين بأرقام هذه المراجعة.
request-received = وردت
request-under_review = قيد الاستعراض
request-agreed_unfunded = موافق عليها دون تمويل
request-funded = ممولة
request-deployed = أنشئت الوظيفة
request-declined = مرفوضة
request-withdrawn = مسحوبة
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
