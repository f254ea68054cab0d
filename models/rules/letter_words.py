"""From a letter's facts to the words its template's placeholders stand for. The register keeps these words.

So a letter can be drawn again as it was, whatever became of the matter since.
"""

from collections.abc import Mapping
from datetime import date

from models.rules.letter_content import (
    AssignLetter,
    Course,
    LetterContent,
    Letterhead,
    Matter,
    RemindLetter,
    ReplyLetter,
    SuperviseLetter,
)
from models.rules.official_wording import date_text

Words = Mapping[str, str]
_SUGGESTION = "建议"
_LONGEST_ORGAN = 18
"""As many characters of 一号 as stand in 170 mm; a longer name is printed narrower."""


def kind_and_words(content: LetterContent) -> tuple[str, Words]:
    """The template's name, and every one of its placeholders; what is not known is empty."""
    common = {**_head(content.head), **_matter(content.matter)}
    match content:
        case AssignLetter():
            return "assign", {**common, **_assign(content)}
        case RemindLetter():
            return "remind", {**common, **_course(content.course, content.head.dated)}
        case SuperviseLetter():
            reasons = {"督办事由": "\n".join(content.reasons)}
            return "supervise", {**common, **_course(content.course, content.head.dated), **reasons}
        case ReplyLetter():
            return "reply", {**common, **_reply(content)}


def _head(head: Letterhead) -> Words:
    return {
        "发文机关": head.organ,
        "长名": head.organ if len(head.organ) > _LONGEST_ORGAN else "",
        "发文字号": head.number,
        "主送机关": "、".join(head.addressees),
        "落款": head.signed or head.organ,
        "成文日期": date_text(head.dated),
        "抄送机关": "，".join(head.copies),
        "联系人": head.contact,
        "联系电话": head.phone,
    }


def _matter(matter: Matter) -> Words:
    return {
        "来源": matter.source,
        "编号": matter.number,
        "标题": matter.title,
        "提出人": matter.raised_by,
        "提出日期": _day(matter.raised_on),
        "内容": matter.summary,
        "重点督办": "重点督办" if matter.key else "",
    }


def _assign(letter: AssignLetter) -> Words:
    return {
        "主办单位": letter.lead,
        "协办单位": "、".join(letter.assisting),
        "办理要求": letter.requirement,
        "办理期限": date_text(letter.due_on),
        "异议期限": _day(letter.object_by),
        "协办期限": _day(letter.opinion_by) if letter.assisting else "",
        "办理依据": letter.basis,
    }


def _course(course: Course, today: date) -> Words:
    late = 0 if course.replied else (today - course.due_on).days
    return {
        "承办单位": course.lead,
        "交办日期": date_text(course.assigned_on),
        "交办文号": course.assign_number,
        "交办机关": course.assigned_by,
        "原定期限": date_text(course.due_on),
        "逾期天数": str(late) if late > 0 else "",
        "剩余天数": str(-late) if late < 0 else "",
        "办理要求": course.requirement,
        "答复期限": date_text(course.answer_by),
        "办理依据": course.basis,
        "提醒次数": str(course.reminders) if course.reminders else "",
    }


def _reply(letter: ReplyLetter) -> Words:
    several = letter.signers > 1
    return {
        "题名": _reply_title(letter.matter),
        "结果类别": letter.result_class,
        "办理结果": letter.result,
        "代表": f"{letter.deputy}{f'等{letter.signers}名' if several else ''}代表",
        "称呼": "你们" if several else "您",
        "答复内容": letter.text,
        "承办人": letter.handled_by,
        "签发人": letter.signer,
    }


def _reply_title(matter: Matter) -> str:
    """关于…第 号建议的答复, as the form of the reply to a suggestion has it."""
    if matter.source.endswith(_SUGGESTION):
        return f"关于{matter.source.removesuffix(_SUGGESTION)}第{matter.number}号建议的答复"
    return f"关于{matter.source}第{matter.number}号办理情况的答复"


def _day(day: date | None) -> str:
    return date_text(day) if day else ""
