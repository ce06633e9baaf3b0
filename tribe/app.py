"""The wiring of Tribe, readable as a table of contents."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, request
from flask import session as cookie
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError
from werkzeug.wrappers import Response as Answer

from tribe import access, activity, archive, blocking, jobs, live, mail, privacy, search, storage
from tribe.access import acquaintance
from tribe.activity import holding, notices, reminders, taking_part
from tribe.audit import kinds as audited
from tribe.audit import looking
from tribe.audit.refusals import REFUSALS as AUDIT_REFUSALS
from tribe.base import data_version, db, i18n, logs
from tribe.base.resources import resource_dir
from tribe.config import Settings
from tribe.feature import Feature
from tribe.features import FEATURES
from tribe.members import identity
from tribe.settings import declared, place, value_of
from tribe.settings.kinds import YES
from tribe.settings.refusals import REFUSALS as SETTING_REFUSALS
from tribe.web import (
    again,
    cache,
    discovery,
    drawn,
    errors,
    forms,
    hits,
    moderated,
    navigation,
    news,
    security,
    slots,
    subjects,
    tasks,
    typed,
)
from tribe.web.application import Application
from tribe.web.closed import open_to_suspended
from tribe.web.design import assets
from tribe.web.design import views as design
from tribe.web.design.environment import Environment
from tribe.web.same_site import from_here_alone

MAX_BODY_LENGTH = 8 * 2**20  # bytes; an avatar fits, and no post needs it


class Word(UnicodeConverter):
    """A word in an address; there is nothing where one has control characters, which no name has.

    PostgreSQL refuses a text with a NUL wherever it is asked about.
    """

    def to_python(self, value: str) -> str:
        """The word; raises ValidationError, so that another route is tried and then none found."""
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            raise ValidationError
        return value


class Id(IntegerConverter):
    """A row's number in an address; beyond what a database holds there is nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"max": forms.LARGEST} | options))


def create_app(settings: Settings | None = None, features: Sequence[Feature] = FEATURES) -> Flask:
    """Build the application from its settings and its features."""
    settings = settings or Settings.from_environ()
    app = Application(__name__, template_folder=resource_dir("templates"))
    app.jinja_environment = Environment
    app.url_map.merge_slashes = False  # it would redirect to whatever host the request names
    app.url_map.converters |= {"int": Id, "default": Word, "string": Word}
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        REDIS_URL=settings.redis_url,
        BASE_URL=settings.base_url,
        DEFAULT_LOCALE=settings.default_locale,
        MAX_CONTENT_LENGTH=MAX_BODY_LENGTH,
        MAX_FORM_MEMORY_SIZE=2**20,
        SESSION_COOKIE_NAME="__Host-tribe" if settings.is_https else "tribe",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # a late answer must not undo what was chosen meanwhile
        WTF_CSRF_TIME_LIMIT=None,  # a long draft must not fail for its age
        WTF_CSRF_SSL_STRICT=False,  # the token suffices where proxies drop the referrer
        RATELIMIT_STORAGE_URI=settings.redis_url or f"{hits.SCHEME}://",
        RATELIMIT_STORAGE_OPTIONS=live.REDIS_OPTIONS if settings.redis_url else {},
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
    db.let_go_gently(app)
    with app.app_context():
        db.tend(db.db.engine)
    Migrate(app, db.db, directory=resource_dir("migrations"))
    _read_without_lock(app)
    logs.init_app(app)
    data_version.init_app(app)
    cache.init_app(app)
    storage.init_app(app)
    security.init_app(app)
    i18n.init_app(
        app,
        offered=lambda: value_of(place.OFFERED),
        default=lambda: value_of(place.LANGUAGE),
        zone=lambda: value_of(place.ZONE),
    )
    identity.init_app(app)
    live.init_app(app)
    assets.init_app(app)
    app.register_blueprint(design.blueprint)
    _register(app, features)
    again.init_app(app)
    app.before_request(cache.find_page)  # once features have said who is held or led elsewhere
    app.add_url_rule("/language", "language", choose_language, methods=["POST"])
    return app


def _register(app: Flask, features: Sequence[Feature]) -> None:
    """Wire what each feature declares."""
    for feature in features:
        if feature.blueprint is not None:
            app.register_blueprint(feature.blueprint)
        if feature.context is not None:
            app.context_processor(feature.context)
        app.jinja_env.filters.update(feature.labels)
        app.jinja_env.globals.update(feature.globals)
        activity.register(feature.activities, feature.listeners, feature.followers)
        notices.register(feature.notices)
        reminders.register(feature.reminders)
        live.register(feature.watchable, feature.meetings)
        jobs.register(feature.jobs)
        jobs.register_schedule(feature.schedule)
    own = [setting for feature in features for setting in feature.settings]
    at_start = {
        "language": app.config["DEFAULT_LOCALE"],
        "mail_from": app.config["SETTINGS"].mail_from,
    }
    declared.init_app(app, [*place.SETTINGS, *own], at_start)
    mail.init_app(app, [one for feature in features for one in feature.mails])
    gates = (feature.mail_gate for feature in features)
    mail.keep_gate(app, next((one for one in gates if one is not None), mail.Gate()))
    notices.init_app(app, [one for f in features if (one := f.notice_group) is not None])
    taking_part.init_app(app, [one for feature in features for one in feature.taking_part])
    holding.init_app(app, [one for feature in features for one in feature.held])
    personal = [one for feature in features for one in feature.personal]
    audited.init_app(app, {k: said for one in features for k, said in one.audited.items()})
    blocking.init_app(app, [column for feature in features for column in feature.apart])
    looking.init_app(app, (look for one in features for look in one.looks))
    privacy.init_app(app, personal, [one for feature in features for one in feature.erasing])
    archive.init_app(app, [one for feature in features for one in feature.restored])
    acquaintance.init_app(app, [one for f in features for one in f.acquaintances])
    items = [item for feature in features for item in feature.navigation]
    navigation.init_app(app, items, identity.current_actor)
    permissions = [one for feature in features for one in feature.permissions]
    access.init_app(app, permissions, identity.current_actor)
    refusals = {code: said for feature in features for code, said in feature.refusals.items()}
    errors.init_app(app, access.REFUSALS | AUDIT_REFUSALS | SETTING_REFUSALS | refusals)
    subjects.init_app(app, [one for feature in features for one in feature.subjects])
    tasks.init_app(app, [one for feature in features for one in feature.tasks])
    moderated.init_app(
        app,
        [one for feature in features for one in feature.moderated],
        [one for feature in features for one in feature.moderation_acts],
    )
    discovery.init_app(
        app,
        [endpoint for feature in features for endpoint in feature.listed],
        [source for feature in features for source in feature.mapped],
        is_open=lambda: value_of(place.FOUND) == YES,
    )
    search.init_app(app, [one for feature in features for one in feature.searchable])
    drawn.init_app(app)
    typed.init_app(app)
    news.init_app(app, [source for feature in features for source in feature.news])
    slots.init_app(app, [feature.slots for feature in features])


@from_here_alone
@open_to_suspended
def choose_language() -> Answer:
    """Keep the language that the reader chose, and go back to their page."""
    if request.form.get("locale") in i18n.offered_locales():
        cookie["locale"] = request.form["locale"]
        cookie.permanent = True
    return again.go_back_as_typed()


def _read_without_lock(app: Flask) -> None:
    """Safe requests take no write lock, unless a view asks for `db.writing()`.

    Call it before anything that asks the database before a request.
    """

    @app.before_request
    def begin_deferred() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            db.read_only_request()

    @app.teardown_request
    def begin_immediate(_error: BaseException | None) -> None:
        db.end_request()
