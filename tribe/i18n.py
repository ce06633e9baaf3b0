"""French and English: which the reader gets, and the catalogues of every room.

Each room keeps its French in `tribe/translations/fr/LC_MESSAGES/<room>.po`; the English is in the
code. `python -m tribe.i18n` joins the rooms into the one catalogue that is read, as set-up does.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from tribe.config import LOCALES
from tribe.graph.words import unbroken

CATALOGUES = Path(__file__).parent / "translations"
Said = str | tuple[str, ...] | list[str] | None


def read_catalogue(locale: str) -> Catalog:
    """All that the rooms have in a language, as one catalogue."""
    whole = Catalog(locale=locale, charset="utf-8")
    for path in sorted((CATALOGUES / locale / "LC_MESSAGES").glob("*.po")):
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


def compile_catalogues() -> None:
    """Write the catalogue of each language that has rooms."""
    for folder in sorted(CATALOGUES.glob("*/LC_MESSAGES")):
        with (folder / "messages.mo").open("wb") as target:
            write_mo(target, read_catalogue(folder.parent.name))


def reader_locale() -> str:
    """What the reader chose, else what their account says, else what their browser asks for."""
    default: str = current_app.config["DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    for choice in (session.get("locale"), getattr(current_user, "locale", None)):
        if choice in LOCALES:
            return str(choice)
    return request.accept_languages.best_match(LOCALES, default) or default


def reader_language() -> str:
    """`en` or `fr`, wherever words are made: a request, or a job with a forced locale."""
    locale = get_locale()
    return locale.language if locale is not None else LOCALES[0]


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
def _phrase(_language: str, text: str) -> Markup:
    return Markup(get_translations().ugettext(text))  # noqa: S704 (our own words)


@lru_cache(maxsize=8192)
def _words(language: str, text: str) -> Markup:
    return _phrase(language, text) % {}  # a per cent sign is written %% with and without values


@lru_cache(maxsize=8192)
def _count(_language: str, one: str, many: str, num: int) -> Markup:
    return Markup(get_translations().ungettext(one, many, num)) % {"num": num}  # noqa: S704


def init_app(app: Flask) -> None:
    """Let Flask-Babel speak to each reader in their language."""
    Babel(
        app,
        default_locale=app.config["DEFAULT_LOCALE"],
        default_translation_directories=str(CATALOGUES),
        locale_selector=reader_locale,
    )
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_count)


if __name__ == "__main__":
    compile_catalogues()
