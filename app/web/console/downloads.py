"""Files that leave the console: each is a line of the audit log before it is sent."""

from flask import request
from sqlalchemy.orm import Session

from app.web.console.house import Clerk, now, service
from handlers.audit import audit_export
from models.people import Organ, StaffMember

WORDS = "q"


def note_download(clerk: Clerk, what: str, narrowed: str | None = None) -> None:
    """`narrowed`: to what the file was narrowed; what the address says, if nothing else."""
    with service().db.transaction() as session:
        asked = _asked() if narrowed is None else narrowed
        audit_export(session, _who(session, clerk), what, asked, now())


def _who(session: Session, clerk: Clerk) -> str:
    if clerk.organ_id is not None:
        return f"organ:{session.get_one(Organ, clerk.organ_id).code}"
    return f"staff:{session.get_one(StaffMember, clerk.staff_id).code}"


def _asked() -> str:
    """Of words looked for only that there were some: the log holds nobody's words."""
    given = ((key, "…" if key == WORDS else value) for key, value in request.args.items() if value)
    return " ".join(f"{key}={value}" for key, value in given)
