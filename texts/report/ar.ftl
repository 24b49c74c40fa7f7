# The report's own sentences: see en.ftl.
summary = في { $date }، كان للمفوض السامي عدد <presences.total> من أشكال الحضور الميداني، منها { $presences-human_rights_advisers ->
    [zero] <presences.human_rights_advisers> من مستشاري حقوق الإنسان
    [few] <presences.human_rights_advisers> مستشارين لحقوق الإنسان
   *[other] <presences.human_rights_advisers> من مستشاري حقوق الإنسان
} في مكاتب المنسقين المقيمين.
confirmed = وأكدت المكاتب <presences.reported> من أشكال الحضور هذه و<posts.reported> من وظائف المستشارين البالغ عددها <posts.total>؛ وفيما عدا ذلك يستند السجل إلى الوثائق.
unconfirmed = ولم يؤكد أي مكتب بعد أيا من أشكال الحضور أو الوظائف هذه؛ ويستند السجل إلى الوثائق.
presences = من أشكال الحضور البالغ عددها <presences.total> في { $date }، كان <presences.active> منها نشطا. وهي تخدم مجتمعة <countries.served> من البلدان والمناطق.
confidence = ومن أشكال الحضور هذه: { $list }.
confidence-none = لم يؤكد أي مكتب أيا منها
confidence-reported = <presences.reported> أكدها أحد المكاتب
confidence-sourced = <presences.sourced> وردت في وثيقة من سنة الأساس
confidence-assumed = <presences.assumed> وردت في وثيقة سابقة فقط ويفترض أنها استمرت
confidence-unverified = <presences.unverified> لم يتحقق منها
confidence-doubtful = <presences.doubtful> مشكوك فيها
unknown = ولا يعرف ما إذا كان عدد إضافي من أشكال الحضور، وهو <presences.unknown>، قائما في هذا التاريخ.
offices = ومن المكاتب المضيفة البالغ عددها <offices.total>: { $list }.
offices-all = أبلغت جميعها خلال الأيام التسعين الماضية
offices-none = لم يبلغ أي منها السجل قط
offices-never = <offices.never_reported> لم تبلغ السجل قط
offices-overdue = <offices.overdue> لم تبلغ بشيء منذ أكثر من 90 يوما
posts = ويبلغ عدد وظائف مستشاري حقوق الإنسان <posts.total>: { $list }.
posts-none = ولا توجد وظائف لمستشاري حقوق الإنسان.
posts-unreported = ويبلغ عدد وظائف مستشاري حقوق الإنسان <posts.total>؛ ولم يبلغ عنها أي مكتب بعد.
posts-not_reported = <posts.not_reported> لم يبلغ عنها أي مكتب
posts-vacant = <posts.vacant> شاغرة
posts-under_recruitment = <posts.under_recruitment> قيد التوظيف
posts-encumbered = <posts.encumbered> مشغولة
posts-temporarily_filled = <posts.temporarily_filled> مشغولة مؤقتا
posts-frozen = <posts.frozen> مجمدة
funding = واستنادا إلى المساهمات التي سجلها المقر، تحتاج الوظائف المعروفة التكلفة إلى <funding.cost> من { $from } إلى { $to }. وتغطي المساهمات الواردة <funding.received> من هذا المبلغ، أو <funding.with_commitments> باحتساب الالتزامات؛ وينقص <funding.gap>.
funding-unknown = ومن { $from } إلى { $to }، لا يمكن تحديد الاحتياجات ولا العجز لأن تكلفة الوظائف غير معروفة.
funding-months = وإضافة إلى ذلك، لا تعرف تكلفة <funding.unknown_cost_months> من أشهر الوظائف.
risk = ولا تغطي المساهمات الواردة والملتزم بها <posts.at_risk_12m> من الوظائف طوال الفترة من { $from } إلى { $to }، أو أن تكلفتها غير معروفة.
demand = ولم تلب طلبات بشأن <demand.unmet> من الوظائف، وردت من <demand.countries> من البلدان؛ وأقدمها ينتظر منذ { $demand-longest_wait ->
    [few] <demand.longest_wait> أيام
   *[other] <demand.longest_wait> يوما
}.
comma = { $a }، و{ $b }
and = { $a }، و{ $b }
