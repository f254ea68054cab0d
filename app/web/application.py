"""`create_app`: the web side in one Flask application, with the webhook in front of it."""

from collections.abc import Iterable

from flask import Blueprint, Flask

from app.service import Service
from app.web.console.blueprints import CONSOLE_PAGES
from app.web.errors import register_errors
from app.web.front import front
from app.web.ops import ops
from app.web.phone.blueprints import PHONE_PAGES
from app.web.webhook import Webhook, WebhookFirst

MAX_UPLOAD = 12 * 1024 * 1024


def create_app(service: Service, blueprints: Iterable[Blueprint] = ()) -> Flask:
    """Builds one application; `blueprints` come on top of what is always there (the simulator's page)."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD
    app.config["SECRET_KEY"] = service.settings.security.secret_key
    app.extensions["gridvoice"] = service
    register_errors(app)
    app.register_blueprint(ops(service))
    app.register_blueprint(front(service))
    for blueprint in (*PHONE_PAGES, *CONSOLE_PAGES, *blueprints):
        app.register_blueprint(blueprint)
    app.wsgi_app = WebhookFirst(Webhook(service), app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
    return app
