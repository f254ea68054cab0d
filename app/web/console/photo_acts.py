"""Staff look at a photo the content check held back or has not passed, and let it be shown or not."""

from flask import Blueprint, Response, make_response

from app.web.console.acts import number_of, on_issue
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, missing, service
from app.web.photo_files import going_out
from handlers import access, photos
from handlers.desk import Desk
from handlers.photos import can_be_seen
from models.people import StaffMember
from models.queries import matter
from models.rules.permissions import Permit

pages = Blueprint("console_photo_acts", __name__, url_prefix="/console")
WHICH = "请在照片下面点按钮。"


@pages.get("/issues/<int:number>/photos/<int:photo_id>")
@staff_only(Permit.RELEASE)
def look(clerk: Clerk, number: int, photo_id: int) -> Response:
    """What is held back opens for whoever decides on it, signed in and in their territory; never by a link to pass on."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        issue = matter.issue(session, number)
        if issue is None or not access.sees(me, issue):
            return missing()
        found = [
            one
            for one in (*issue.attachments, *issue.deputy_photos)
            if one.id == photo_id and can_be_seen(one)
        ]
    shown = going_out(service().files, found[0]) if found else None
    if shown is None:
        return missing()
    return make_response(shown[0], {"Content-Type": shown[1], "Content-Disposition": "inline"})


@on_issue(pages, "pass-photo", Permit.RELEASE)
def pass_photo(desk: Desk, me: StaffMember, number: int) -> str:
    return photos.pass_photo(desk, me, number, number_of("item", WHICH))


@on_issue(pages, "hold-photo", Permit.RELEASE)
def hold_photo(desk: Desk, me: StaffMember, number: int) -> str:
    return photos.hold_photo(desk, me, number, number_of("item", WHICH))
