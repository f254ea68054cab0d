"""The wording of the shipped letters, paragraph by paragraph, with the placeholders of `placeholders.py`."""

from app.documents.letters.styles import (
    ADDRESSEE,
    BODY,
    CLOSING,
    COPIES,
    DATED,
    HEADING,
    NOTE,
    NUMBER,
    SIGNED,
    TITLE,
    Look,
)

Lines = tuple[tuple[Look, str], ...]
_RAISED = "{% if 提出人 %}{{ 提出人 }}{% if 提出日期 %}于{{ 提出日期 }}{% endif %}提出的{% endif %}"
_KEY = (BODY, "{%p if 重点督办 %}")
_END = (BODY, "{%p endif %}")
_BASIS: Lines = ((BODY, "{%p if 办理依据 %}"), (BODY, "办理依据：{{ 办理依据 }}"), _END)
_OPENING: Lines = ((NUMBER, "{{ 发文字号 }}"),)


def _signed(known: str, note: str) -> Lines:
    """What closes a letter; the note when `known` is. 抄送 lies at the foot of the page on which the signature stands, so it is written before it."""
    return (
        (COPIES, "{%p if 抄送机关 %}"),
        (COPIES, "抄送：{{ 抄送机关 }}。"),
        _END,
        (SIGNED, "{{ 落款 }}"),
        (DATED, "{{ 成文日期 }}"),
        (NOTE, f"{{%p if {known} %}}"),
        (NOTE, note),
        _END,
    )


_CONTACT = _signed("联系人", "（联系人：{{ 联系人 }}{% if 联系电话 %}，联系电话：{{ 联系电话 }}{% endif %}）")
_HANDLER = _signed(
    "承办人",
    "（{% if 签发人 %}签发人：{{ 签发人 }}，{% endif %}承办人：{{ 承办人 }}{% if 联系电话 %}，联系电话：{{ 联系电话 }}{% endif %}）",
)

ASSIGN: Lines = (
    *_OPENING,
    (TITLE, "关于交办{{ 来源 }}第{{ 编号 }}号的函"),
    (ADDRESSEE, "{{ 主送机关 }}："),
    (
        BODY,
        "现将" + _RAISED + "{{ 来源 }}“{{ 标题 }}”（第{{ 编号 }}号）交由{{ 主办单位 }}主办"
        "{% if 协办单位 %}、{{ 协办单位 }}协办{% endif %}，请认真研究办理。",
    ),
    _KEY,
    (BODY, "本件经主任会议确定为重点督办件，请主要负责人亲自研究部署。"),
    _END,
    (HEADING, "一、主要内容"),
    (BODY, "{{ 内容 }}"),
    (HEADING, "二、办理要求"),
    (BODY, "{%p if 办理要求 %}"),
    (BODY, "{{ 办理要求 }}"),
    _END,
    (
        BODY,
        "请于{{ 办理期限 }}前办结并作出书面答复。答复前应当与代表联系沟通，答复由主要负责人签发，注明办理结果类别、承办人和联系电话。",
    ),
    (BODY, "{%p if 协办期限 %}"),
    (BODY, "请{{ 协办单位 }}于{{ 协办期限 }}前将协办意见送{{ 主办单位 }}，由{{ 主办单位 }}汇总后统一答复。"),
    _END,
    (BODY, "{%p if 异议期限 %}"),
    (
        BODY,
        "如认为不属于本单位职责范围，请于{{ 异议期限 }}前书面说明理由，退回我单位重新交办，不得自行转交其他单位。",
    ),
    _END,
    *_BASIS,
    (CLOSING, "特此函告。"),
    *_CONTACT,
)

_MATTER = (
    BODY,
    "{{ 交办日期 }}，{% if 交办机关 %}{{ 交办机关 }}{% else %}我单位{% endif %}{% if 交办文号 %}以{{ 交办文号 }}{% endif %}将"
    + _RAISED
    + "{{ 来源 }}“{{ 标题 }}”（第{{ 编号 }}号）"
    "交由你单位办理，办理期限为{{ 原定期限 }}。",
)
_CONTENT: Lines = (
    (BODY, "{%p if 内容 %}"),
    (BODY, "主要内容：{{ 内容 }}"),
    _END,
)

REMIND: Lines = (
    *_OPENING,
    (TITLE, "关于办理{{ 来源 }}\n第{{ 编号 }}号的提醒函"),
    (ADDRESSEE, "{{ 主送机关 }}："),
    _MATTER,
    (BODY, "{%p if 逾期天数 %}"),
    (BODY, "截至{{ 成文日期 }}，该件已超过办理期限{{ 逾期天数 }}天，尚未收到你单位的书面答复。"),
    (BODY, "{%p elif 剩余天数 %}"),
    (BODY, "截至{{ 成文日期 }}，距办理期限还有{{ 剩余天数 }}天，尚未收到你单位的书面答复。"),
    (BODY, "{%p else %}"),
    (BODY, "今天是该件办理期限的最后一天，尚未收到你单位的书面答复。"),
    _END,
    _KEY,
    (BODY, "该件为主任会议确定的重点督办件。"),
    _END,
    *_CONTENT,
    (
        BODY,
        "请抓紧办理，于{{ 答复期限 }}前作出书面答复。确有困难不能按期办结的，请在此之前书面说明原因，申请延期。",
    ),
    (BODY, "{%p if 办理要求 %}"),
    (BODY, "{{ 办理要求 }}"),
    _END,
    *_BASIS,
    (CLOSING, "特此提醒。"),
    *_CONTACT,
)

SUPERVISE: Lines = (
    *_OPENING,
    (TITLE, "关于督办{{ 来源 }}第{{ 编号 }}号的函"),
    (ADDRESSEE, "{{ 主送机关 }}："),
    _MATTER,
    (BODY, "{%p if 逾期天数 %}"),
    (
        BODY,
        "截至{{ 成文日期 }}，该件已超过办理期限{{ 逾期天数 }}天{% if 提醒次数 %}，其间已提醒{{ 提醒次数 }}次{% endif %}，仍未办结。",
    ),
    _END,
    (BODY, "{%p if 督办事由 %}"),
    (BODY, "{{ 督办事由 }}"),
    _END,
    _KEY,
    (BODY, "该件为主任会议确定的重点督办件。"),
    _END,
    *_CONTENT,
    (BODY, "现予督办，请你单位："),
    (BODY, "一、由主要负责人牵头，立即研究解决措施，明确责任人和完成时限。"),
    (BODY, "二、于{{ 答复期限 }}前办结，并将办理结果书面报送我单位。"),
    (BODY, "三、主动与代表联系，听取意见，以实际成效接受评价。"),
    (BODY, "{%p if 办理要求 %}"),
    (BODY, "{{ 办理要求 }}"),
    _END,
    (BODY, "逾期仍未办结的，将按有关规定提请约谈或者采取其他监督措施。"),
    *_BASIS,
    (CLOSING, "特此函告。"),
    *_CONTACT,
)

REPLY: Lines = (
    *_OPENING,
    (TITLE, "{{ 题名 }}"),
    (ADDRESSEE, "{{ 代表 }}："),
    (BODY, "{{ 称呼 }}提出的{{ 来源 }}“{{ 标题 }}”（第{{ 编号 }}号）收悉。现答复如下："),
    (BODY, "{{ 答复内容 }}"),
    (BODY, "{%p if 办理结果 %}"),
    (BODY, "办理结果：{{ 办理结果 }}。"),
    _END,
    (CLOSING, "感谢{{ 称呼 }}对我们工作的关心和支持，欢迎继续监督。"),
    *_HANDLER,
)
