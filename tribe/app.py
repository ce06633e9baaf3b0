"""The wiring of Tribe, readable as a table of contents."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from flask import session as cookie
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as Answer

from tribe import db, forms, i18n, live, security
from tribe.config import LOCALES, Settings
from tribe.errors import TribeError
from tribe.events import views as events
from tribe.forum import views as forum
from tribe.home import views as home
from tribe.importers import models as _importers  # noqa: F401 (its table)
from tribe.look import assets
from tribe.look import views as look
from tribe.look.environment import Environment
from tribe.members import identity
from tribe.members import views as members
from tribe.reports import views as reports
from tribe.rituals import views as rituals
from tribe.voice import views as voice

ROOT = Path(__file__).parent.parent
ROOMS = (home, members, forum, events, rituals, voice, reports, look)
LONGEST_BODY = 8 * 2**20  # bytes; an avatar fits, and no post needs it


class Id(IntegerConverter):
    """A row's number in an address; beyond what a database holds there is nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"max": forms.LARGEST} | options))


def beside(name: str) -> str:
    """A folder that lies in the package when installed, else in the repository."""
    inside = Path(__file__).parent / name
    return str(inside if inside.is_dir() else ROOT / name)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings."""
    settings = settings or Settings.from_environ()
    app = Flask(__name__, template_folder=beside("templates"))
    app.jinja_environment = Environment
    app.url_map.converters["int"] = Id
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        REDIS_URL=settings.redis_url,
        BASE_URL=settings.base_url,
        DEFAULT_LOCALE=settings.default_locale,
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        MAX_FORM_MEMORY_SIZE=2**20,
        SESSION_COOKIE_NAME="__Host-tribe" if settings.is_https else "tribe",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a long draft must not fail for its age
        WTF_CSRF_SSL_STRICT=False,  # the token suffices where proxies drop the referrer
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.db.init_app(app)
    with app.app_context():
        db.tend(db.db.engine)
    Migrate(app, db.db, directory=beside("migrations"))
    security.init_app(app)
    i18n.init_app(app)
    identity.init_app(app)
    live.init_app(app)
    assets.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    _read_without_lock(app)
    _speak_of_errors(app)
    app.add_url_rule("/language", "language", choose_language, methods=["POST"])
    return app


def choose_language() -> Answer:
    """Keep the language that the reader chose, and go back to their page."""
    if request.form.get("locale") in LOCALES:
        cookie["locale"] = request.form["locale"]
        cookie.permanent = True
    return members.onward(request.form.get("next", ""))


def _read_without_lock(app: Flask) -> None:
    """Safe requests take no write lock, unless a view asks for `db.writing()`."""

    @app.before_request
    def begin_deferred() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            db.read_only_request()

    @app.teardown_request
    def begin_immediate(_error: BaseException | None) -> None:
        db.end_request()


def _speak_of_errors(app: Flask) -> None:
    """Every refusal is a page with words, in the reader's language."""

    def page(status: int, message: str | None = None) -> tuple[str, int]:
        db.session.rollback()
        return render_template("error.html", status=status, message=message), status

    @app.errorhandler(TribeError)
    def refused(error: TribeError) -> tuple[str, int]:
        return page(error.status, error.message)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> tuple[str, int]:
        return page(400)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        body, status = page(error.code)
        response = app.make_response((body, status))
        for name, value in error.get_headers():
            if name.lower() in ("retry-after", "allow"):
                response.headers[name] = value
        return response

    @app.errorhandler(500)
    def broken(_error: Exception) -> tuple[str, int]:
        return page(500)
