"""How an act on a matter or an assignment comes in: one form, one handler, one transaction, back to the same page."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from app.web import written
from app.web.console import matter_page
from app.web.console.acting import act, go_on, seen
from app.web.console.form_fields import text_of
from app.web.console.guards import staff_only
from app.web.console.house import Clerk, Kept
from handlers import access, standing
from handlers.desk import BadInput, Desk
from handlers.issue_life import find_issue
from models.people import StaffMember
from models.rules.permissions import Permit

Do = Callable[[Desk, StaffMember, int], str]


def on_issue(pages: Blueprint, name: str, *permits: Permit) -> Callable[[Do], Do]:
    """`POST /console/issues/<number>/<name>` does it, for staff with one of the permits."""

    def register(do: Do) -> Do:
        @staff_only(*permits)
        def view(clerk: Clerk, number: int) -> Response:
            stand = seen()

            def once(desk: Desk, me: StaffMember) -> str:
                issue = find_issue(desk, number)
                if issue is not None and access.sees(me, issue):
                    access.still(desk, issue, stand)
                return do(desk, me, number)

            def again(kept: Kept, status: int) -> Response:
                return matter_page.show_issue(clerk, number, kept, status)

            return go_on(act(clerk, once), name, f"/console/issues/{number}", again)

        pages.add_url_rule(f"/issues/<int:number>/{name}", f"issue_{name}", view, methods=["POST"])
        return do

    return register


def on_assignment(pages: Blueprint, name: str, *permits: Permit) -> Callable[[Do], Do]:
    """`POST /console/assignments/<number>/<name>`; afterwards the page it was sent from."""

    def register(do: Do) -> Do:
        @staff_only(*permits)
        def view(clerk: Clerk, number: int) -> Response:
            stand, item = seen(), text_of("item")

            def once(desk: Desk, me: StaffMember) -> str:
                standing.still(desk, me, number, stand)
                return do(desk, me, number)

            def again(kept: Kept, status: int) -> Response:
                return matter_page.show_assignment(clerk, number, kept, status)

            form = f"{name}-{item}" if item else name
            return go_on(act(clerk, once), form, f"/console/assignments/{number}", again)

        pages.add_url_rule(f"/assignments/<int:number>/{name}", f"assignment_{name}", view, methods=["POST"])
        return do

    return register


def number_of(field: str, why: str) -> int:
    """A number typed or carried along. Raises BadInput with `why`."""
    found = written.number(text_of(field).removeprefix("№").strip())
    if found is None:
        raise BadInput(why, field)
    return found


def ticked(prefix: str) -> tuple[str, ...]:
    """The codes of the ticked boxes whose names begin with the prefix."""
    return tuple(name.removeprefix(prefix) for name in request.form if name.startswith(prefix))
