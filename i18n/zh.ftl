### Every text of the program in this language: see en.ftl.

### The language: its name, dates, numbers and lists

language-name = 中文
direction = ltr
month-name = { $month }月
written-date = { $year }年{ month-name }{ $day }日
written-month = { $year }年{ month-name }
number-word = { $number }
amount-dollars = { $amount }美元
amount-large = { $amount }万美元
list-comma = { $a }，{ $b }
list-and = { $a }，{ $b }
two-sentences = { $a }{ $b }

### Vocabularies: one message a code, PREFIX-CODE

## Types of presences
type-country_office = 国家办事处
type-regional_office = 区域办事处
type-mission_component = 和平特派团人权部门
type-human_rights_adviser = 人权顾问
type-other = 其他

## Statuses of presences, then of posts
status-planned = 计划中
status-agreed = 已商定
status-active = 运作中
status-drawing_down = 缩编中
status-suspended = 已暂停
status-closed = 已关闭
status-proposed = 拟设
status-vacant = 空缺
status-under_recruitment = 征聘中
status-encumbered = 在职
status-temporarily_filled = 临时填补
status-frozen = 冻结
status-abolished = 已裁撤
status-presence_closed = 派驻机构已关闭
status-not_reported = 未报告

## Operating modes
mode-in_country = 在驻在国
mode-remote = 远程
mode-hybrid = 混合

## Regions
region-africa = 非洲
region-americas = 美洲
region-asia_pacific = 亚洲及太平洋
region-europe_central_asia = 欧洲和中亚
region-middle_east_north_africa = 中东和北非

## Time since the last report
since-up_to_30_days = 30 天以内
since-31_to_90_days = 31 至 90 天
since-91_to_180_days = 91 至 180 天
since-181_to_365_days = 181 至 365 天
since-over_365_days = 超过 365 天
since-never = 办事处从未报告

## Grades of posts
grade-P-2 = P-2
grade-P-3 = P-3
grade-P-4 = P-4
grade-P-5 = P-5
grade-D-1 = D-1
grade-D-2 = D-2
grade-NO-A = 本国专业干事 A 级
grade-NO-B = 本国专业干事 B 级
grade-NO-C = 本国专业干事 C 级
grade-NO-D = 本国专业干事 D 级
grade-UNV = 联合国志愿人员
grade-G-1 = G-1
grade-G-2 = G-2
grade-G-3 = G-3
grade-G-4 = G-4
grade-G-5 = G-5
grade-G-6 = G-6
grade-G-7 = G-7

## Confidence
confidence-reported = 办事处已报告
confidence-sourced = 见于资料来源
confidence-assumed = 推定：见于较早的文件
confidence-unverified = 未经核实
confidence-doubtful = 存疑

## Reasons
reason-agreement_not_renewed = 协议未续签
reason-mandate_ended = 任务结束
reason-funding = 供资
reason-converted = 改设为另一派驻机构
reason-other = 其他

## What becomes of posts when a presence closes
posts-abolish = 裁撤
posts-vacant = 保留为空缺
posts-move = 转至另一派驻机构

## Kinds of decisions
decision-budget = 预算
decision-security_council = 安全理事会
decision-human_rights_council = 人权理事会
decision-host_state = 东道国
decision-agreement_ends = 协定到期
decision-other = 其他决定

## Reporting lines
line-high_commissioner = 高级专员
line-head_of_mission = 特派团团长
line-resident_coordinator = 驻地协调员

## Who may read a note
visibility-restricted = 仅限办事处和总部
visibility-public = 公开

## Events of a history
event-baseline = 基线数据
event-created = 新增
event-described = 说明已修改
event-status_update = 状况更新
event-relocated = 迁址
event-scheduled = 日后生效的决定

## Outcomes of rows of an import
outcome-created = 新增
outcome-updated = 已更改
outcome-unchanged = 无变化
outcome-rejected = 被拒
outcome-skipped = 有效但未写入

## States of an import
import-running = 进行中
import-completed = 所有行均可接受。
import-rejected = 有些行无法接受，因此未写入任何内容。
import-failed = 文件处理失败。
import-some = 部分行无法接受；其余行可以接受。
import-none = 没有任何行可以接受。

## Problems, by HTTP status
error-400 = 无法读取请求
error-401 = 请登录
error-403 = 不允许此操作
error-404 = 没有此页
error-405 = 此处无法这样操作
error-408 = 请求到达时间过长
error-412 = 记录在此期间已变更
error-413 = 文件过大
error-415 = 此处不接受这类内容
error-422 = 无法接受所填内容
error-429 = 请求过多，请稍候
error-500 = 登记册出现故障
error-503 = 登记册目前无法写入

## Faults of entries
fault-required = 此项必填。
fault-malformed = 无法读取此项。
fault-in_the_future = 此日期在未来；只有计划中的事项可以如此。
fault-out_of_range = 此值超出范围。
fault-not_applicable = 此项在此不适用。
fault-unknown_code = 此代码不详。
fault-transition_not_allowed = 无法从先前状况转为此状况。
fault-conflicts_with_later_update = 与之后的一份报告不符。

## Statuses of requests for posts
request-received = 已收到
request-under_review = 审查中
request-agreed_unfunded = 已同意，未供资
request-funded = 已供资
request-deployed = 已派驻
request-declined = 已拒绝
request-withdrawn = 已撤回

## Stages of contributions
stage-pledge = 认捐
stage-commitment = 承付
stage-received = 已收

### Words of tables, on pages and in the report

post = 员额
presence = 派驻机构
country = 国家
city = 城市
region = 区域
kind = 类型
status = 状况
grade = 职等
number = 数目
source = 来源
confidence = 可信程度
month = 月份
cost = 费用
received = 已收
commitments = 承付
pledges = 认捐
missing = 缺口
covered-until = 供资截止日期
funded-until = 供资截止

### The pages

## Every page
site = 实地派驻登记册
site-about = 联合国人权事务高级专员办事处实地派驻机构和人权顾问员额的正式登记册。
skip = 跳至正文
nav = 主导航
nav-overview = 概览
nav-programme = 顾问方案
nav-office = 办事处和总部
nav-api = API 文档
languages = 语文
live = 实时更新
live-updated = 数据已更新。
footer-baseline = 基线数据根据公开文件尽力重建。未经任何办事处确认的记录均已注明。
footer-names = 本网站所示边界和名称以及所用称谓并不意味着联合国的正式认可或接受。城市中心位置：
footer-privacy = 地点仅标至城市一级；登记册不含个人数据。
request-id = 请求：
to-overview = 返回概览

## Overview
title-overview = 实地派驻概览
as-of-revision = 修订版 { $what }
shown-past = 显示的是登记册截至 { $what } 所知的情况。
to-now = 显示目前所知情况
nothing-yet = 登记册当时尚无任何信息：首条记录日期为 { $what }。
presences = 派驻机构
presences-note = 派驻机构数目，并非国家数目
presences-unknown = { $n ->
   *[other] 该日期另有{ $n }个派驻机构情况不详。
}
countries-served = 所服务的国家和地区
countries-note = 无论有多少派驻机构为其服务，每个国家或地区只计一次
posts = 顾问员额
posts-filled = { $n ->
    [0] 尚无员额报告为在职
   *[other] { $n } 个员额报告为在职
}
confirmed = 经办事处确认
confirmed-note = 已有办事处报告的派驻机构
of-all = 共 { $n } 个
filters = 筛选
search = 搜索
search-hint = 名称、城市、国家或主办实体
any = 全部
country-code = 国家代码
on-date = 该日状况
as-of = 截至该日所知
as-of-slider = 回溯时间
apply = 应用
reset = 重置
filter-reported = 经办事处确认
filter-baseline = 仅基线数据
confirmation = 确认情况
legend-pale = 浅色：基线数据，未经办事处确认
map-note = 派驻机构标至城市一级。本地图所示边界和名称以及所用称谓并不意味着联合国的正式认可或接受。陆地轮廓：Natural Earth。
map-first = 地图显示前 { $n } 个。
map-as-table = 以表格显示相同内容
as-table = 以表格显示
group = 组别
chart-type = 按类型分列的派驻机构
chart-region = 按区域和状况分列的派驻机构
chart-status = 按状况分列的派驻机构
chart-posts = 按状况分列的顾问员额
chart-since = 按距上次报告时间分列的派驻机构
nothing = 没有符合条件的结果。
overdue = 逾期报告
overdue-count = { $n ->
   *[other] { $what } 个办事处中有 { $n } 个超过 90 天未提交报告。
}
days-silent = 距上次报告天数
never = 从未
all-as-csv = { $n ->
   *[other] 全部 { $n } 项（CSV）
}
office = 办事处
news = 最新状况更新
no-news = 尚无办事处提交报告。
effective-from = 自 { $what } 起
ending = 供资将于 12 个月内结束的员额
no-ending = 未知有供资将于 12 个月内结束的员额。
over = 已到期
presences-found = { $n ->
   *[other] { $n } 个派驻机构
}
download = 下载当前视图
since = 起始日期
mode = 运作方式
last-report = 上次报告
unknown = 不详
pages = 页码
previous = 上一页
next = 下一页
baseline = 基线数据，未经办事处确认
baseline-about = 摘自公开文件；尚无办事处就此提交报告。

## Forms: posts, decisions and published totals
posts-on-closing = 派驻机构关闭时的员额
posts-to = 员额转至
posts-to-hint = 顾问派驻机构的代码，例如 ken-hra；仅在员额转移时填写。
decision = 日后生效的决定
decision-hint = 日期在将来时填写：该变动将显示为已安排，并在当日自动生效。
decision-by = 决定者
decision-document = 文件
decision-date = 决定日期
published-totals = 已公布的总数
published-about = 人权高专办公布的实地派驻机构数目。深色部分是登记册所知该日期的记录；其余尚无记录。
known-by-record = 登记册所知
date = 日期

## A presence
facts = 已知情况
timeline = 状况更新
no-updates = 尚无办事处报告状况。
scheduled = 于该日生效
superseded-by = 已由更新 { $what } 更正
provenance = 信息来源
source-description = 说明的来源
source-as-of = 来源所述日期
status-by = 状况报告方
remark = 备注
history = 沿革
older-versions = { $n ->
   *[other] 另有 { $n } 个较早版本
}
covers = 服务范围
host = 主办实体
host-office = 负责办事处
reports-to = 报告对象
mandate = 任务授权
host-consent = 东道国同意
opened-on = 设立日期
mandate-until = 任务期限
reason = 原因
successor = 后继机构
country-one = 国家代码
tell-status = 报告状况

## Offices and desk
sign-in = 登录
sign-out = 退出
sign-in-about = 供驻地协调员办事处和总部使用，须凭办事处客户端凭证登录。
sign-in-wrong = 客户端不存在或密钥错误。
sign-in-slow = { $n ->
   *[other] 尝试次数过多。请等待 { $n } 秒。
}
client-id = 客户端
client-secret = 密钥
office-title = 办事处的记录
desk = 总部
office-of = 驻地协调员办事处：{ $what }
office-about = 办事处负责的记录。确认现有状况也视为报告。
to-office = 返回办事处的记录
record = 记录
next-statuses = 可转为
status-now = 目前：
status-new = 新状况
unchanged = 无变化
mode-only = 仅更改运作方式
effective-on = 生效日期
effective-hint = 情况成立的日期；除计划事项外，不得晚于 { $what }。
no-change = 不变
mode-from = 远程或混合运作时的所在地
reason-hint = 关闭时必填；暂停、缩编、冻结或裁撤时可填。
successor-hint = 改设后接替的派驻机构的代码。
note = 说明
note-warning = 不得含个人数据：不得填写姓名、电话号码或私人住址。否则可能危及他人。
note-language = 说明所用语文
note-visibility = 说明的阅读权限
send-report = 提交报告
recorded-as = 报告已记录为更新 { $what }。
moved-on = 打开本表格后记录已变更。请核对其状况后重新提交报告。
faults = { $n ->
   *[other] 未记录任何内容：有 { $n } 项无法接受。
}
import-title = 以一个文件提交多项更新
import-about = 列有办事处记录及已知情况的表格，供填写：
import-template = 模板
file = 文件（CSV、XLSX、ODS、NDJSON 或 JSON）
import-sheet = 工作簿中的工作表（可选；否则为第一个可见的）
import-sheet-read = 已读取的工作表：
import-sheet-others = 其他工作表：
import-mode = 如有行无法接受
import-atomic = 不写入任何内容
import-partial = 写入其余各行
import-try = 试运行
import-trial = 试运行结果
import-trial-note = 这是试运行：尚未写入任何内容。
import-report = 各行处理结果
import-confirm = 提交
import-confirm-about = 现在提交这一文件。
import-again = 文件过大，无法保留在本页：请重新选择文件以便提交。
import-refresh = 显示进度
import-hidden = { $n ->
   *[other] 另有 { $n } 行未显示。
}
row = 行
cell = 单元格
outcome = 结果
what-is-wrong = 错误之处

## The adviser programme
title-programme = 人权顾问方案
programme-about = 未来十二个月顾问员额的供资情况、面临风险的员额、各方请求和收到的书面材料。
programme-cost = 十二个月费用（千美元）
programme-received = 已收款项所涵盖
programme-committed = 连同承付款项所涵盖
programme-missing = 扣除承付款项后的缺口
programme-by-month = 每月供资情况
thousands = 单位：千美元。
coverage-as-csv = 每个员额每月数据（CSV）
at-risk = 供资将在十二个月内终止的员额
none-at-risk = 所有员额未来十二个月均有供资。
not-covered = 无供资
needed = 所需
demand = 新员额请求
requests-as-csv = 全部请求（CSV）
calls = 征集书面材料
no-calls = 目前没有征集书面材料。
call = 征集
deadline = 截止日期
published = 已公布的书面材料
published-count = 已公布
the-report = 报告
the-report-about = 关于顾问方案的报告，采用本修订版的数据。
programme-unknown = { $n } 个员额的费用不详
demand-unmet = { $n ->
    [0] 没有未满足的请求。
   *[other] { $n } 项请求尚未满足。
}
demand-longest = 等待时间最长为 { $n } 天。

### The report

## Title and notes
report-title = 人权顾问：现状与工作
report-subtitle = 截至{ $date }（登记册修订版 { $revision }）
report-fallback = [英文原文]
report-sources = 数据来源

## Sections
report-section-summary = 摘要
report-section-introduction = 导言和任务
report-section-status = 现状与工作
report-section-achievements = 主要成就
report-section-challenges = 挑战
report-section-vision = 未来愿景
report-section-submissions = 收到的书面材料
report-section-conclusions = 结论
report-section-recommendations = 建议
report-section-annex = 附件：所有派驻机构和员额

## Tables
report-table-presences = { chart-region }
report-table-types = { chart-type }
report-table-posts = { chart-posts }
report-table-coverage = 按月分列的员额经费（美元）
report-table-donors = 按捐助方分列的捐款（美元）
report-table-at_risk = { at-risk }
report-table-demand = 按状况分列的员额请求
report-table-years = 2022年以来的人权顾问员额
report-table-all_presences = 所有派驻机构
report-table-all_posts = 所有人权顾问员额

## Columns that only the report has
report-column-total = 共计
report-column-year = 年份
report-column-donor = 捐助方
report-column-with-commitments = 计入承付款
report-column-with-pledges = 计入认捐
report-column-as-of = 截至
report-column-months = 未覆盖月数
report-column-needed = 所需（美元）
report-column-created = 新设
report-column-abolished = 裁撤
report-column-presences-closed = 已关闭的顾问派驻机构
report-column-unfunded = 未供资
report-column-posts = 员额
report-column-unknown = 不详
report-column-figure = 指标
report-column-value = 数值
report-column-query = 查询

## Sentences
report-summary = 截至{ $date }，高级专员设有<presences.total>个实地派驻机构，其中<presences.human_rights_advisers>个是驻地协调员办事处的人权顾问。
report-confirmed = 各办事处已确认其中<presences.reported>个派驻机构，并确认<posts.total>个顾问员额中的<posts.reported>个；其余均以文件为依据。
report-unconfirmed = 尚无办事处确认上述派驻机构或员额；登记册以文件为依据。
report-presences = 在{ $date }存在的<presences.total>个派驻机构中，<presences.active>个处于运作状态，共服务于<countries.served>个国家和地区。
report-confidence = 在这些派驻机构中，{ $list }。
report-confidence-none = 没有一个得到办事处确认
report-confidence-reported = <presences.reported>个已由办事处确认
report-confidence-sourced = <presences.sourced>个列于基准年的文件
report-confidence-assumed = <presences.assumed>个仅列于较早的文件，推定其仍然存在
report-confidence-unverified = <presences.unverified>个未经核实
report-confidence-doubtful = <presences.doubtful>个存疑
report-unknown = 另有<presences.unknown>个派驻机构在该日期是否存在不详。
report-offices = 在接待派驻机构的<offices.total>个办事处中，{ $list }。
report-offices-all = 全部在过去90天内作了报告
report-offices-none = 没有一个向登记册作过报告
report-offices-never = <offices.never_reported>个从未向登记册报告
report-offices-overdue = <offices.overdue>个超过90天未作报告
report-posts = 共有<posts.total>个人权顾问员额：{ $list }。
report-posts-none = 没有人权顾问员额。
report-posts-unreported = 共有<posts.total>个人权顾问员额；尚无办事处就此作过报告。
report-posts-not_reported = <posts.not_reported>个尚无办事处报告
report-posts-vacant = <posts.vacant>个空缺
report-posts-under_recruitment = <posts.under_recruitment>个正在征聘
report-posts-encumbered = <posts.encumbered>个在职
report-posts-temporarily_filled = <posts.temporarily_filled>个临时填补
report-posts-frozen = <posts.frozen>个冻结
report-funding = 根据总部记录的捐款，从{ $from }到{ $to }，费用已知的员额需要<funding.cost>。已收捐款覆盖其中<funding.received>，计入承付款后为<funding.with_commitments>；尚缺<funding.gap>。
report-funding-unknown = 从{ $from }到{ $to }，由于员额费用不详，无法说明所需经费和缺口。
report-funding-months = 此外，<funding.unknown_cost_months>个员额月的费用不详。
report-risk = 在{ $from }至{ $to }期间，已收款项和承付款未能完全覆盖<posts.at_risk_12m>个员额，或其费用不详。
report-demand = 来自<demand.countries>个国家的<demand.unmet>个员额请求尚未得到满足；等待最久的为<demand.longest_wait>天。
