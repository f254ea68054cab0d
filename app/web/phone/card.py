"""亮身份: the deputy's card with the grid's QR code, to be held out or printed; and the public page the code leads to.

Until WeChat has drawn the mini-program's own code for the scene `grid=<code>`, the QR code is the address of that page.
"""

from io import BytesIO
from urllib.parse import quote

import segno
from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.web.phone.guards import anyone, only
from app.web.phone.house import Visitor, missing, page, service
from app.web.phone.my_grid import served
from app.web.phone.passes import Area
from handlers import wording
from models.people import Deputy, GridDeputy
from models.place import Grid

pages = Blueprint("phone_card", __name__, url_prefix="/m/deputy/card")
public_pages = Blueprint("phone_public", __name__, url_prefix="/m/grid")
guard = only(Area.DEPUTY)
QUIET_ZONE = 4
"""Modules of white around the code, as its standard asks."""


@pages.get("")
@guard
def card(visitor: Visitor) -> Response:
    """Who I am; with several grids `?grid=` says whose code is shown."""
    with service().db.reading() as session:
        me = session.get_one(Deputy, visitor.key)
        grids = served(session, me.id)
        wanted = request.args.get("grid", "")
        shown = next((one for one in grids if one.code == wanted), grids[0] if grids else None)
        return page(
            "deputy_card", visitor, me=me, title=_title(me), station=me.station, grids=grids, shown=shown
        )


@public_pages.get("/<code>")
@anyone("says of a grid only what the published cards of its deputies say")
def grid(code: str) -> Response:
    """Who serves this grid, where and when they can be met, how to write to them."""
    with service().db.reading() as session:
        found = _grid(session, code)
        if found is None:
            return missing()
        deputies = _deputies(session, found)
        stations = {one.station.id: one.station for one in deputies if one.station and one.station.active}
        body = render_template(
            "phone/grid.html",
            grid=found,
            place=wording.place(found),
            deputies=[(one.name, _title(one)) for one in deputies],
            stations=list(stations.values()),
        )
    return make_response(body)


@public_pages.get("/<code>/code.svg")
@anyone("the QR code of a public address")
def code(code: str) -> Response:
    """The QR code of the grid's page. A picture of its own: the pages' policy forbids what stands inline."""
    with service().db.reading() as session:
        found = _grid(session, code)
    if found is None:
        return missing()
    address = f"{service().settings.server.public_url}/m/grid/{quote(found.code, safe='')}"
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=QUIET_ZONE, light="#fff", omitsize=True
    )
    response = make_response(drawn.getvalue())
    response.headers["Content-Type"] = "image/svg+xml"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _grid(session: Session, code: str) -> Grid | None:
    return session.scalars(select(Grid).where(Grid.code == code, Grid.active)).one_or_none()


def _deputies(session: Session, grid: Grid) -> list[Deputy]:
    """In office, the responsible one first."""
    query = select(Deputy).join(GridDeputy, GridDeputy.deputy_id == Deputy.id)
    query = query.where(GridDeputy.grid_id == grid.id, Deputy.active)
    in_order = query.order_by(GridDeputy.rank, GridDeputy.id).options(selectinload(Deputy.station))
    return list(session.scalars(in_order))


def _title(deputy: Deputy) -> str:
    """县、乡人大代表."""
    return wording.titled(deputy).partition("（")[2].removesuffix("）")
