"""The names a template may use between double braces, for each kind of paper. Documented in docs/templates.md."""

from collections.abc import Mapping

_HEAD = (
    "发文机关",
    "长名",
    "发文字号",
    "主送机关",
    "落款",
    "成文日期",
    "抄送机关",
    "联系人",
    "联系电话",
)
_MATTER = (
    "来源",
    "编号",
    "标题",
    "提出人",
    "提出日期",
    "内容",
    "重点督办",
)
_COURSE = (
    "承办单位",
    "交办日期",
    "交办文号",
    "交办机关",
    "原定期限",
    "逾期天数",
    "剩余天数",
    "办理要求",
    "答复期限",
    "办理依据",
)

PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "assign": (
        *_HEAD,
        *_MATTER,
        "主办单位",
        "协办单位",
        "办理要求",
        "办理期限",
        "异议期限",
        "协办期限",
        "办理依据",
    ),
    "remind": (*_HEAD, *_MATTER, *_COURSE, "提醒次数"),
    "supervise": (*_HEAD, *_MATTER, *_COURSE, "督办事由", "提醒次数"),
    "reply": (
        *_HEAD,
        *_MATTER,
        "题名",
        "结果类别",
        "办理结果",
        "代表",
        "称呼",
        "答复内容",
        "承办人",
        "签发人",
    ),
    "bulletin": ("刊名", "期号", "总期号", "编印机关", "印发日期", "报送", "签发人", "各节"),
}
"""By kind, which is also the template's file name."""

OF_PARAGRAPHS = frozenset({"内容", "办理要求", "答复内容", "督办事由"})
"""Several lines of these become several paragraphs."""

SECTIONS, SECTION = "各节", "节"
"""Only these may be looped over: {%p for 节 in 各节 %} … {%p endfor %}."""
SECTION_FIELDS = ("标题", "内容")
