"""The ways through the site that features declare, and those of them that a reader sees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from flask import Flask, current_app, has_request_context, request

from tribe.access import GUEST, Actor, Answer
from tribe.web.closed import is_kept_out, is_open_at

EXTENSION = "tribe_navigation"


class Menu(StrEnum):
    """Where a link stands: main pages, parts of the reader's menu, the foot, what admins keep."""

    MAIN = "main"
    OWN = "own"  # what comes to a reader, and what they put aside
    MODERATING = "moderating"
    TENDING = "tending"  # guests, newcomers, and the place itself
    ACCOUNT = "account"  # the reader, and what is known and decided of them
    FOOT = "foot"
    KEEPING = "keeping"  # what admins arrange
    SERVER = "server"  # what the server does by itself, for admins to look at


def everyone(_reader: Actor) -> bool:
    """A link that is shown to all."""
    return True


@dataclass(frozen=True)
class NavigationItem:
    """A link that a feature adds to a menu; `label` is asked in the reader's language."""

    url: str
    label: Callable[[], str]
    order: int  # from left to right, or from top to bottom
    menu: Menu = Menu.MAIN
    is_shown: Callable[[Actor], Answer | bool] = everyone
    about: Callable[[], str] | None = None  # a sentence below the label, where there is room


class Link(NamedTuple):
    """A link as a page shows it."""

    url: str
    label: str
    current: bool
    about: str = ""


def is_within(path: str, url: str) -> bool:
    """Whether a page is the one of a link, or lies below it."""
    return path == url or (url != "/" and path.startswith(url + "/"))


def links(
    items: Iterable[NavigationItem], menu: Menu, reader: Actor, path: str
) -> tuple[Link, ...]:
    """The links of a menu that a reader sees on a page; none that is not open to them."""
    is_out = is_kept_out(reader)
    found = [
        Link(
            item.url,
            str(item.label()),
            is_within(path, item.url),
            str(item.about()) if item.about else "",
        )
        for item in items
        if item.menu is menu and item.is_shown(reader) and not (is_out and not is_open_at(item.url))
    ]
    return tuple(found)


def links_of_guests(menu: Menu) -> tuple[Link, ...]:
    """The links of a menu that are shown to everybody, on no page."""
    items: list[NavigationItem] = current_app.extensions[EXTENSION]
    return links(items, menu, GUEST, "")


def init_app(
    app: Flask, items: Iterable[NavigationItem], current_reader: Callable[[], Actor]
) -> None:
    """Give every template `nav` and `menu_links`, and what is open to the reader."""
    ordered = sorted(items, key=lambda item: item.order)
    app.extensions[EXTENSION] = ordered

    def menu_links(name: str) -> tuple[Link, ...]:
        is_page = has_request_context()
        reader, path = (current_reader(), request.path) if is_page else (GUEST, "")
        return links(ordered, Menu(name), reader, path)

    @app.context_processor
    def navigation() -> dict[str, tuple[Link, ...]]:
        return {"nav": menu_links(Menu.MAIN)}

    def may_open(address: str) -> bool:
        return not reader_is_out() or is_open_at(address)

    def reader_is_out() -> bool:
        return has_request_context() and is_kept_out(current_reader())

    told = {"has_closed_account": reader_is_out, "may_open": may_open}
    app.jinja_env.globals.update(menu_links=menu_links, **told)
