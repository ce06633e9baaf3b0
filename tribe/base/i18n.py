"""French and English: which the reader gets, and the catalogues of every feature.

Each feature keeps its French in `translations/fr/LC_MESSAGES/<feature>.po`; the English is in the
code. `python -m tribe.base.i18n` joins them into the one that is read, as set-up does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request, session
from flask.globals import _cv_app
from flask_babel import Babel, get_locale, get_timezone, get_translations, refresh
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from tribe.base import zones
from tribe.config import LOCALES
from tribe.speech.catalogues import FOLDER as CATALOGUES
from tribe.speech.catalogues import unbroken

EXTENSION = "tribe_i18n"
ZONE_COOKIE = "zone"  # set by script
FIRST_OF_MONTH = re.compile(r"(?<!\d)1 (?=[^\W\d])")
Said = str | tuple[str, ...] | list[str] | None


def read_catalogue(locale: str, folder: Path = CATALOGUES) -> Catalog:
    """All that the features have in a language, as one catalogue."""
    whole = Catalog(locale=locale, charset="utf-8")
    for path in sorted((folder / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=locale):
                if message.id:
                    message.string = held_together(message.string, locale)
                    whole[message.id] = message
    return whole


def held_together(said: Said, locale: str) -> Said:
    """A message, or its singular and plurals, with French signs held to their words."""
    if locale != "fr" or said is None:
        return said
    return unbroken(said) if isinstance(said, str) else tuple(map(unbroken, said))


def compile_catalogues(folder: Path = CATALOGUES) -> None:
    """Write the catalogue of each language."""
    for texts in sorted(folder.glob("*/LC_MESSAGES")):
        with (texts / "messages.mo").open("wb") as target:
            write_mo(target, read_catalogue(texts.parent.name, folder))


@dataclass(frozen=True)
class Preferences:
    """What a place says of its languages and its clocks; asked at each request."""

    offered: Callable[[], Sequence[str]]
    default: Callable[[], str]
    zone: Callable[[], str]


def offered_locales() -> tuple[str, ...]:
    """The languages that readers may choose here, one at least."""
    preferences: Preferences = current_app.extensions[EXTENSION]
    return tuple(preferences.offered())


def reader_locale() -> str:
    """What the reader chose, else what their account says, else what their browser asks for."""
    if told := g.get("read_by"):
        return str(told[0])
    if not has_request_context():
        return str(current_app.config["DEFAULT_LOCALE"])
    choices = (session.get("locale"), getattr(current_user, "locale", None))
    offered = offered_locales()  # after the member, whose query tells of changed settings
    for choice in choices:
        if choice in offered:
            return str(choice)
    return best_locale(request.accept_languages, offered) or _default_locale(offered)


def best_locale(asked: Iterable[tuple[str, float]], offered: Sequence[str]) -> str | None:
    """The first language asked for, by weight, that is offered; a region asks for its language.

    As RFC 4647 looks up, so that fr-FR before en is French.
    """
    by_weight = sorted(asked, key=lambda pair: -pair[1])
    primary = (language.replace("_", "-").split("-")[0].lower() for language, q in by_weight if q)
    return next((language for language in primary if language in offered), None)


def date_locale() -> str:
    """The locale that dates are written in: in English the day comes before the month."""
    return dates_of(reader_language())


def dates_of(language: str) -> str:
    """The locale that dates are written in for who reads a language."""
    return "en_GB" if language == "en" else language


def long_day(day: date) -> str:
    """A day in the reader's words, with its year."""
    locale = date_locale()
    return with_first_of_month(format_date(day, "long", locale=locale), locale)


def with_first_of_month(written: str, locale: str) -> str:
    """A written day as people say it: in French the first of a month alone is an ordinal."""
    return FIRST_OF_MONTH.sub("1er ", written) if locale == "fr" else written


def _default_locale(offered: Sequence[str]) -> str:
    preferences: Preferences = current_app.extensions[EXTENSION]
    default = preferences.default()
    return default if default in offered else offered[0]


def reader_zone() -> str:
    """The time zone that a member chose, else that of their browser, else that of the place.

    A guest's pages are the same for all guests, so they show the place's.
    """
    if told := g.get("read_by"):
        return str(told[1])
    if not has_request_context():
        return "UTC"
    preferences: Preferences = current_app.extensions[EXTENSION]
    default = preferences.zone()
    if not current_user.is_authenticated:
        return default
    chosen = getattr(current_user, "zone", None) or request.cookies.get(ZONE_COOKIE, "")
    return zones.canonical(chosen[:64]) or default


@contextmanager
def read_by(locale: str | None, zone: str | None) -> Iterator[None]:
    """Speak to a reader who is not asking: words and times as they prefer, else as the place does.

    For mails and other things that are made outside of a request.
    """
    preferences: Preferences = current_app.extensions[EXTENSION]
    offered = preferences.offered()
    held = g.get("read_by")
    g.read_by = (
        locale if locale in offered else _default_locale(offered),
        zones.canonical(zone or "") or preferences.zone(),
    )
    refresh()
    try:
        yield
    finally:
        g.read_by = held
        refresh()


def reader_language() -> str:
    """`en` or `fr`, wherever words are made: a request, or a job with a forced locale."""
    locale = getattr(_asked(), "babel_locale", None) or get_locale()  # asked for with each text
    return locale.language if locale is not None else LOCALES[0]


def local_time(moment: datetime) -> datetime:
    """A moment as the clocks of the reader's zone have it."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    zone: tzinfo = getattr(_asked(), "babel_tzinfo", None) or get_timezone()
    return moment.astimezone(zone)


def reader_clock() -> tuple[str, tzinfo]:
    """The reader's language and zone, for what says twenty moments of a page."""
    asked = _asked()
    locale = getattr(asked, "babel_locale", None) or get_locale()
    zone: tzinfo = getattr(asked, "babel_tzinfo", None) or get_timezone()
    return locale.language if locale is not None else LOCALES[0], zone


def _asked() -> Any:
    """Where flask-babel keeps whom this page speaks to; None before it has asked."""
    context = _cv_app.get(None)  # the proxies ask the same, at three times the price
    return context.g.get("_flask_babel") if context is not None else None


def gettext(text: str, /, **values: Any) -> str:
    """A text in the reader's language, for what a page says twenty times in Python."""
    said = _text(reader_language(), text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The same, as a number asks."""
    return _number(reader_language(), one, many, num) % ({"num": num} | values)


@pass_eval_context
def say(context: EvalContext, text: str, /, **values: Any) -> str:
    """`_` of the templates: a text in the reader's language, its values escaped.

    Jinja's own asks who reads, and fills in the text, hundreds of times a page.
    """
    if not context.autoescape:
        return str(get_translations().ugettext(text)) % values
    language = reader_language()
    return _phrase(language, text) % values if values else _words(language, text)


@pass_eval_context
def say_count(context: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    """`ngettext` of the templates: the same, as a number asks; it may be said by `%(num)s`."""
    if context.autoescape and not values:
        return _count(reader_language(), one, many, num)
    text = get_translations().ungettext(one, many, num)
    return (Markup(text) if context.autoescape else str(text)) % ({"num": num} | values)  # noqa: S704


@lru_cache(maxsize=8192)
def _text(_language: str, text: str) -> str:
    return str(get_translations().ugettext(text))


@lru_cache(maxsize=8192)
def _number(_language: str, one: str, many: str, num: int) -> str:
    return str(get_translations().ungettext(one, many, num))


@lru_cache(maxsize=8192)
def _phrase(_language: str, text: str) -> Markup:
    return Markup(get_translations().ugettext(text))  # noqa: S704 (our own words)


@lru_cache(maxsize=8192)
def _words(language: str, text: str) -> Markup:
    return _phrase(language, text) % {}  # a per cent sign is written %% with and without values


@lru_cache(maxsize=8192)
def _count(_language: str, one: str, many: str, num: int) -> Markup:
    return Markup(get_translations().ungettext(one, many, num)) % {"num": num}  # noqa: S704


@lru_cache
def _locale(written: str) -> Locale:
    return Locale.parse(written)


def init_app(
    app: Flask,
    offered: Callable[[], Sequence[str]],
    default: Callable[[], str],
    zone: Callable[[], str],
) -> None:
    """Let Flask-Babel speak to each reader in their language, as the place prefers."""
    app.extensions[EXTENSION] = Preferences(offered, default, zone)
    Babel(
        app,
        default_locale=app.config["DEFAULT_LOCALE"],
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: _locale(reader_locale()),
        timezone_selector=reader_zone,
    )
    app.jinja_env.globals.update(
        _=say, gettext=say, ngettext=say_count, offered_locales=offered_locales
    )


if __name__ == "__main__":
    compile_catalogues()
