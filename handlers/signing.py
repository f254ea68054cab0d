"""Joint signers (联名、附议): each is asked, and each answers for themselves, in the capacity of the suggestion."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from handlers import suggestion_news
from handlers.capacities import Seat, elected, sits_with
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.suggestion_life import EDITABLE, as_deputy, demand_editable, find_suggestion, note_down, own
from handlers.suggestion_words import called, capacity_in_words
from models.people import Deputy, GridDeputy
from models.suggestion import SignerState, Suggestion, SuggestionSigner

MOST = 50


def may_sign(desk: Desk, suggestion: Suggestion, words: str = "", most: int = MOST) -> list[Deputy]:
    """Deputies of the same congress who are not on it yet, by name; `words` is part of the name or the code."""
    if suggestion.capacity is None:
        return []
    query = select(Deputy).where(
        sits_with(suggestion.capacity, Seat(suggestion.county, suggestion.township)),
        Deputy.id != suggestion.deputy_id,
        Deputy.id.not_in([signer.deputy_id for signer in suggestion.signers]),
    )
    if words := words.strip():
        query = query.where(Deputy.name.contains(words, autoescape=True) | (Deputy.code == words))
    people = (
        query.order_by(Deputy.name, Deputy.id)
        .limit(most)
        .options(selectinload(Deputy.station), selectinload(Deputy.grids).selectinload(GridDeputy.grid))
    )
    return list(desk.session.scalars(people))


def ask(desk: Desk, deputy: Deputy, suggestion_id: int, codes: Sequence[str]) -> str:
    """Ask deputies to sign; each is told. Raises BadInput when one may not sign, and nobody is asked then."""
    suggestion = own(desk, deputy, suggestion_id)
    demand_editable(suggestion)
    if suggestion.capacity is None:
        raise NotPossible("请先选以哪一级代表的身份提出，再请同级代表附议。")
    if not suggestion.joinable:
        raise NotPossible("您选了「不联名」，改成可以联名并保存后再请人附议。")
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not wanted:
        raise BadInput("请选要请的代表。", "codes")
    asked = [signer for code in wanted if (signer := _ask(desk, suggestion, code)) is not None]
    if not asked:
        return "已经请过了，等他们确认。"
    unreachable = [signer.deputy.name for signer in asked if signer.deputy.contact_id is None]
    left = f"{'、'.join(unreachable)}还没有绑定微信，请当面提醒。" if unreachable else ""
    return f"已请{'、'.join(signer.deputy.name for signer in asked)}附议，等他们自己确认。{left}"


def _ask(desk: Desk, suggestion: Suggestion, code: str) -> SuggestionSigner | None:
    """None when they were asked before; who said no is not asked twice."""
    before = next((one for one in suggestion.signers if one.deputy.code == code), None)
    if before is not None and before.state is not SignerState.LAPSED:
        return None
    at = Seat(suggestion.county, suggestion.township)
    capacity = suggestion.capacity
    found = (
        capacity
        and desk.session.scalars(
            select(Deputy).where(
                Deputy.code == code, sits_with(capacity, at), Deputy.id != suggestion.deputy_id
            )
        ).one_or_none()
    )
    if not found:
        raise BadInput("只能请同一个人大的代表附议，请在列出的里面选。", "codes")
    signer = before or SuggestionSigner(deputy=found)
    signer.state, signer.asked_at, signer.answered_at = SignerState.ASKED, desk.now, None
    if before is None:
        suggestion.signers.append(signer)
    _tell(desk, suggestion, found, "请您附议")
    return signer


def _tell(desk: Desk, suggestion: Suggestion, deputy: Deputy, what: str) -> None:
    number = suggestion.id
    text = (
        f"【{what}】{suggestion.deputy.name}代表以{capacity_in_words(suggestion.capacity)}身份起草了建议"
        f"《{suggestion.title}》。请点开看全文。\n同意请回复：附议 {number}；不同意请回复：不附议 {number}"
    )
    suggestion_news.to_deputy(desk, suggestion, deputy, text)


def confirm(desk: Desk, deputy: Deputy, suggestion_id: int) -> str:
    """附议: the asked deputy signs, for themselves."""
    suggestion, signer = _asked(desk, deputy, suggestion_id)
    if signer.state is SignerState.CONFIRMED:
        return f"您已经附议了《{suggestion.title}》。"
    _demand_open(suggestion)
    if suggestion.capacity not in elected(deputy):
        raise NotPossible(f"这件建议要{capacity_in_words(suggestion.capacity)}附议，您现在没有这个身份。")
    _answer(desk, suggestion, signer, SignerState.CONFIRMED)
    return f"已附议{suggestion.deputy.name}代表的建议《{suggestion.title}》，谢谢。"


def decline(desk: Desk, deputy: Deputy, suggestion_id: int) -> str:
    """不附议: no reason is asked for; before it is handed in a yes can still be taken back."""
    suggestion, signer = _asked(desk, deputy, suggestion_id)
    if signer.state is SignerState.DECLINED:
        return f"您已经回复不附议《{suggestion.title}》。"
    _demand_open(suggestion)
    _answer(desk, suggestion, signer, SignerState.DECLINED)
    return f"好的，您不附议《{suggestion.title}》，已告诉{suggestion.deputy.name}代表。"


def take_off(desk: Desk, deputy: Deputy, suggestion_id: int, code: str) -> str:
    """The leading deputy no longer asks someone, before it is handed in."""
    suggestion = own(desk, deputy, suggestion_id)
    demand_editable(suggestion)
    signer = next((one for one in suggestion.signers if one.deputy.code == code), None)
    if signer is None:
        return "名单里没有这位代表。"
    suggestion.signers.remove(signer)
    if signer.state in {SignerState.ASKED, SignerState.CONFIRMED}:
        suggestion_news.to_deputy(
            desk, suggestion, signer.deputy, f"《{suggestion.title}》不再请您附议了，打扰了。"
        )
    return f"已从名单里去掉{signer.deputy.name}代表。"


def ask_again(desk: Desk, suggestion: Suggestion) -> None:
    """Other words, or another capacity: nobody signs what they have not read. Who may no longer sign drops out."""
    at = Seat(suggestion.county, suggestion.township)
    for signer in list(suggestion.signers):
        if signer.state not in {SignerState.ASKED, SignerState.CONFIRMED}:
            continue
        fits = suggestion.capacity and desk.session.scalar(
            select(Deputy.id).where(Deputy.id == signer.deputy_id, sits_with(suggestion.capacity, at))
        )
        if not fits:
            suggestion.signers.remove(signer)
        elif signer.state is SignerState.CONFIRMED:
            signer.state, signer.asked_at, signer.answered_at = SignerState.ASKED, desk.now, None
            _tell(desk, suggestion, signer.deputy, "建议改过了，请再看一遍")


def lapse(desk: Desk, suggestion: Suggestion) -> None:
    """Handed in or taken back: who has not answered by now is not on it."""
    for signer in suggestion.signers:
        if signer.state is SignerState.ASKED:
            signer.state, signer.answered_at = SignerState.LAPSED, desk.now


def _asked(desk: Desk, deputy: Deputy, suggestion_id: int) -> tuple[Suggestion, SuggestionSigner]:
    suggestion = find_suggestion(desk, suggestion_id)
    signers = suggestion.signers if suggestion else []
    signer = next((one for one in signers if one.deputy_id == deputy.id), None)
    if suggestion is None or signer is None:
        raise NotFound("没有找到请您附议的这件建议。")
    return suggestion, signer


def _demand_open(suggestion: Suggestion) -> None:
    if suggestion.state not in EDITABLE:
        raise NotPossible(f"{called(suggestion)}已经提交或撤回，不能再改附议。")


def _answer(desk: Desk, suggestion: Suggestion, signer: SuggestionSigner, state: SignerState) -> None:
    signer.state, signer.answered_at = state, desk.now
    said = "附议了" if state is SignerState.CONFIRMED else "不附议"
    note_down(desk, suggestion, state, as_deputy(signer.deputy, suggestion.capacity))
    suggestion_news.to_deputy(
        desk, suggestion, suggestion.deputy, f"{signer.deputy.name}代表{said}您的建议《{suggestion.title}》。"
    )
