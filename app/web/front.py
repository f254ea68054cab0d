"""The bare address: whoever types only the host's name is led on."""

from flask import Blueprint, redirect
from werkzeug import Response

from app.service import Service


def front(service: Service) -> Blueprint:
    """To the offices' console; in the demo to the phones of the simulator. Phones come by links of their own."""
    pages = Blueprint("front", __name__)
    home = "/simulator" if service.settings.simulator.enabled else "/console/"

    @pages.get("/")
    def door() -> Response:
        return redirect(home, 302)

    return pages
