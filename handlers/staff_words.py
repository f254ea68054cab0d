"""A staff member's chat words: the digest and the figures, now."""

from handlers import chat_acts as acts
from handlers.contacts import Writer
from handlers.desk import Desk
from handlers.digest_wording import digest_now, statistics_now
from handlers.matters import Words


def do(desk: Desk, writer: Writer, act: acts.Act, words: Words) -> str | None:  # noqa: ARG001  one shape for all doors
    """The sentence to answer with; None when the writer is no staff, or it is no chat word of theirs."""
    if writer.staff is None:
        return None
    if isinstance(act, acts.Digest):
        return digest_now(desk.session, desk.rules, writer.staff, desk.now)
    if isinstance(act, acts.Statistics):
        return statistics_now(desk.session, desk.rules, writer.staff, desk.now)
    return None
