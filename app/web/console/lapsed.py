"""A long reply outlives the session: when it is over, what was typed is kept as a draft, and nothing else is done.

The form carries a token of its own for that (`app.draft_tokens`); it opens no page and shows nothing to anybody.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request
from sqlalchemy import select

from app.draft_tokens import DraftTokens, MayKeep
from app.security import Vault
from app.web.console.house import now, page, present, see_next, service
from handlers import reply_drafts
from handlers.desk import Desk, Refusal
from models.account import Account
from models.people import Organ

P = ParamSpec("P")
NO_SESSION, STALE_FORM = 401, 403
FIELD = "draft_token"
KEPT = "登录有过变动，这份答复还没有送出。您写的内容已替您存成草稿，请核对后再送出。"


def token_for(account_id: int, number: int) -> str:
    """What the reply form carries."""
    with service().db.reading() as session:
        generation = session.get_one(Account, account_id).generation
    return _tokens().make(MayKeep(account_id, generation, number), present())


def _tokens() -> DraftTokens:
    return DraftTokens(service().settings.security.secret_key)


def kept_when_lapsed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Put it above the guard of the view that takes the reply."""

    @wraps(view)
    def kept(*args: P.args, **values: P.kwargs) -> Response:
        response = view(*args, **values)
        if response.status_code not in {NO_SESSION, STALE_FORM}:
            return response
        may = _tokens().open(request.form.get(FIELD, ""), present())
        if may is None or not _keep(may):
            return response
        path = f"/console/organ/{may.number}/reply"
        if response.status_code == STALE_FORM:
            return see_next(path, KEPT)
        return page(None, "organ/lapsed", NO_SESSION, path=path)

    return kept


def _keep(may: MayKeep) -> bool:
    """False when the account was reset meanwhile, or the matter is no longer the organ's."""
    house = service()
    phone = Vault(house.settings.security.secret_key).seal(request.form.get("handler_phone", "").strip()[:32])
    try:
        with house.db.transaction() as session:
            account = session.scalars(
                select(Account).where(Account.id == may.account_id, Account.generation == may.generation)
            ).one_or_none()
            organ = session.get(Organ, account.organ_id) if account and account.organ_id else None
            if organ is None or not organ.active:
                return False
            desk = Desk(session, house.rules, house.places, now())
            reply_drafts.keep(desk, organ, may.number, request.form, phone)
    except Refusal:
        return False
    return True
