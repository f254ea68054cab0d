"""An organ's contact person writes: what is open for the organ, and where it is handled; the chat handles nothing."""

from handlers import chat_acts as acts
from handlers import wording
from handlers.chat import say, say_once
from handlers.contacts import Writer
from handlers.desk import Desk
from handlers.matters import Words
from models.people import Organ
from models.queries.organ_desk import Charge, open_charges

SHOWN = 8
PAGE = "/console/organ"
WHERE = "办理、答复请在电脑或手机上打开办理网页。"
UNCLEAR = "这里不办理业务。发「待办」看有哪些交办件；您自己要反映问题，请发「新」加内容。"


def do(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:  # noqa: ARG001  one shape for all doors
    """ "" when it is answered; None when the writer is no organ's contact, or it is not 待办."""
    if writer.organ is None or not isinstance(act, acts.Todo):
        return None
    say(desk, writer, todo(desk, writer.organ), page=PAGE, asked=True)
    return ""


def unclear(desk: Desk, writer: Writer) -> None:
    """Words that are no chat word."""
    say_once(desk, writer, UNCLEAR, topic="unclear")


def todo(desk: Desk, organ: Organ) -> str:
    """The open assignments, those due first first."""
    open_now = open_charges(desk.session, organ.id)
    if not open_now:
        return f"{organ.name}现在没有待办的交办件。"
    lines = [_line(desk, charge) for charge in open_now[:SHOWN]]
    more = [f"……共 {len(open_now)} 件"] if len(open_now) > SHOWN else []
    return "\n".join([f"{organ.name}待办的交办件：", *lines, *more, WHERE])


def _line(desk: Desk, charge: Charge) -> str:
    parts = [f"交办件 {charge.number}"]
    if charge.due_at is not None:
        late = "，已超期" if charge.due_at <= desk.now and not charge.paused else ""
        parts.append(f"{wording.last_day(charge.due_at, desk.rules.zone)}前{late}")
    return " ".join([*parts, *(["（督办）"] if charge.supervised else [])])
