"""The organs side by side: what is open and late, how long replies take, what deputies thought. Small samples are not rated."""

from flask import Blueprint, Response

from app.web.console.guards import staff_only
from app.web.console.house import Clerk, now, page, service
from app.web.console.supervision import where_of
from app.web.console.territory import townships_of
from models.people import ORGAN_IN_WORDS, StaffMember
from models.queries.organ_figures import ENOUGH, NEWEST, organs
from models.rules.permissions import Permit

pages = Blueprint("console_organs", __name__, url_prefix="/console/organs")


@pages.get("")
@staff_only(Permit.SUPERVISE, Permit.INSTRUCT)
def listed(clerk: Clerk) -> Response:
    """Within the reader's territory, in the registry's order."""
    with service().db.reading() as session:
        found = organs(session, where_of(session, clerk), now())
        me = session.get_one(StaffMember, clerk.staff_id)
        townships = townships_of(session, me)
    return page(
        clerk,
        "organs",
        rows=found,
        kinds=ORGAN_IN_WORDS,
        enough=ENOUGH,
        newest=NEWEST,
        townships=townships,
    )
