"""`invite-console`: the way to the very first console account, and back to one that nobody can reset any more."""

from datetime import timedelta

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.context import Configured, fail, pass_configured
from app.credentials import new_invitation
from handlers.accounts import Owner, invite_by_operator
from handlers.desk import Desk, Refusal
from models.people import Organ, StaffMember


@click.command("invite-console")
@click.argument("code")
@click.option(
    "--organ", is_flag=True, help="CODE is an organ's (机关编码) where a staff member has the same."
)
@pass_configured
def invite_console(configured: Configured, code: str, *, organ: bool) -> None:
    """A one-time invitation to the console for the staff member (工号) or organ (机关编码) CODE.

    Whoever had a password loses it, and all their sessions end.
    """
    with configured.service("invite-console") as service:
        invitation, lasts = new_invitation(), timedelta(days=service.settings.console.invitation_days)
        now = service.clock.now()
        try:
            with service.db.transaction() as session:
                owner = _owner(session, code, organ=organ)
                if owner is None:
                    fail(f"nobody in service has the code {code}; see the sheets 工作人员 and 机关")
                name = owner.name
                invite_by_operator(
                    Desk(session, service.rules, service.places, now), owner, invitation, lasts
                )
        except Refusal as refusal:
            fail(refusal.sentence)
        click.echo(f"{name} ({code})")
        click.echo(f"  open        {service.settings.server.public_url}/console/welcome")
        click.echo(f"  invitation  {invitation}   once, within {lasts.days} days; it is shown only here")


def _owner(session: Session, code: str, *, organ: bool) -> Owner | None:
    staff = select(StaffMember).where(StaffMember.code == code, StaffMember.active)
    organs = select(Organ).where(Organ.code == code, Organ.active)
    found: Owner | None = None if organ else session.scalars(staff).one_or_none()
    return found or session.scalars(organs).one_or_none()
