"""Markdown as members write it, cooked once on save: safe HTML, plain text, what it points to.

CommonMark with tables, ~~strikes~~, task lists, footnotes, `$TeX$` left as it is, ||spoilers||,
bare addresses as links, and @names. A quote is a blockquote whose first words link to one of our
posts:

    > [Cleo](/p/12)
    >
    > what Cleo wrote

Pictures of other sites become links, so that nobody is told who reads here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import nh3
from markdown_it.token import Token

from tribe.base.text import clean
from tribe.markup.meaning import Gathered
from tribe.markup.names import MAX_SOURCE_LENGTH, mentioned_names, name_key
from tribe.markup.parser import parser_for
from tribe.markup.plain import letter, plain, titles, without_quotes, words

__all__ = [
    "COOK_VERSION",
    "MAX_SOURCE_LENGTH",
    "Cooked",
    "TooLong",
    "cook",
    "letter_of",
    "mentioned_names",
    "name_key",
    "quotable",
    "titles_of",
    "words_of",
]

COOK_VERSION = 4
MAX_QUOTES = 20

_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li"),
        *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
        *("a", "sup", "section", "span", "div", "label", "input"),
    },
    attributes={
        "a": {"href", "title", "id"},
        "li": {"id"},
        "ol": {"start"},
        "input": {"checked", "disabled"},
    },
    tag_attribute_values={
        "input": {"type": {"checkbox"}},
        "span": {"tabindex": {"0"}},
        "th": {"align": {"left", "center", "right"}},
        "td": {"align": {"left", "center", "right"}},
    },
    allowed_classes={
        "a": {"mention", "footnote-backref"},
        "p": {"quote__from"},
        "span": {"spoiler", "math"},
        "div": {"math"},
        "ul": {"contains-task-list"},
        "ol": {"contains-task-list", "footnotes-list"},
        "li": {"task-list-item", "footnote-item"},
        "sup": {"footnote-ref"},
        "section": {"footnotes"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)


class TooLong(ValueError):
    """The source has more than MAX_SOURCE_LENGTH characters."""


@dataclass(frozen=True, slots=True)
class Cooked:
    """What came of a source."""

    html: str  # sanitised; may be shown as it is
    text: str  # plain, for search and excerpts: without quotes of others, spoilers covered
    mentions: tuple[str, ...] = ()  # keys of the members named outside quotes, in order
    links: tuple[str, ...] = ()
    quotes: tuple[int, ...] = ()  # ids of the posts quoted, in order


def quotable(source: str) -> str:
    """What its writer says in a source: without the words that it quotes. Raises TooLong."""
    return without_quotes(*_parsed(source))


def words_of(source: str) -> str:
    """What can be read of a source once it is cooked. Raises TooLong."""
    return _cooked_alone(source)[1]


@lru_cache(maxsize=8)
def titles_of(source: str) -> tuple[str, ...]:
    """What headings and the first words of list items say, in order. Raises TooLong.

    Of an item that begins in bold that alone.
    """
    return titles(_parsed(source)[1])


def letter_of(source: str, base: str = "") -> str:
    """A source as plain text for calendars; `base` makes our addresses whole. Raises TooLong."""
    return letter(_parsed(source)[1], base)


def _parsed(source: str) -> tuple[str, list[Token]]:
    if len(source) > MAX_SOURCE_LENGTH:
        raise TooLong(f"{len(source)} characters, more than {MAX_SOURCE_LENGTH}")
    source = clean(source)
    return source, parser_for(source).parse(source, {"gathered": Gathered({}), "docId": ""})


def cook(
    source: str, *, members: Mapping[str, str] | None = None, begins_at: int | None = None
) -> Cooked:
    """Cook a source; `members` maps the keys of known names to their pages. Raises TooLong.

    `begins_at` is the level that the highest headings get, where a text is all of its page;
    without it they stand two levels below those that are written.
    """
    if not members and begins_at is None:
        return _cooked_alone(source)[0]
    return _cook(source, Gathered(members or {}, begins_at))[0]


@lru_cache(maxsize=8)  # a form asks for its words, the service for them again, and then for all
def _cooked_alone(source: str) -> tuple[Cooked, str]:
    return _cook(source, Gathered({}))


def _cook(source: str, gathered: Gathered) -> tuple[Cooked, str]:
    """What comes of a source, and all the words in it."""
    if len(source) > MAX_SOURCE_LENGTH:
        raise TooLong(f"{len(source)} characters, more than {MAX_SOURCE_LENGTH}")
    source = clean(source)
    parser = parser_for(source)
    # Footnotes of several posts stand on one page: their anchors are told apart by the source.
    mark = sha256(source.encode()).hexdigest()[:8]
    env: dict[str, Any] = {"gathered": gathered, "docId": mark}
    tokens = parser.parse(source, env)
    read = words(tokens)
    cooked = Cooked(
        html=_CLEANER.clean(parser.renderer.render(tokens, parser.options, env)),
        text=plain(tokens),
        mentions=tuple(gathered.mentions),
        links=tuple(dict.fromkeys(gathered.links)),
        quotes=tuple(dict.fromkeys(gathered.quotes))[:MAX_QUOTES],
    )
    return cooked, read
