"""Slots: named places in a page into which other features put their parts.

A page asks for a slot by name and knows nobody who fills it; a feature that fills it names the slot
in its declaration. So a page of the forum can show a rite while the forum knows of no rites.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Filler = Callable[..., Any]  # asked with what the page tells; None means that it has nothing here
EXTENSION = "tribe_slots"


@dataclass(frozen=True)
class Part:
    """A part of a page: a template, and what it calls `about`."""

    template: str
    about: Any


def for_oneself(filler: Callable[[Any], Part | None]) -> Filler:
    """What a feature tells its reader, on the reader's own page; others do not see it there."""

    def on_page(member: Any, reader: Any) -> Part | None:
        return filler(reader) if reader is not None and reader.id == member.id else None

    return on_page


def answers(slot: str, *told: Any) -> list[Any]:
    """What each feature that fills a slot has to say, in the order of the features."""
    fillers: Iterable[Filler] = current_app.extensions[EXTENSION].get(slot, ())
    return [answer for filler in fillers if (answer := filler(*told)) is not None]


def merged(slot: str, *told: Any) -> dict[Any, Any]:
    """The answers of a slot whose fillers answer by key, as one mapping."""
    found: dict[Any, Any] = {}
    for answer in answers(slot, *told):
        found |= answer
    return found


def rendered(slot: str, *told: Any) -> Markup:
    """The parts that fill a slot, drawn one after the other."""
    parts: list[Part] = answers(slot, *told)
    templates = current_app.jinja_env
    return Markup("").join(
        Markup(templates.get_template(part.template).render(about=part.about))  # noqa: S704 (escaped)
        for part in parts
    )


def init_app(app: Flask, slots: Iterable[Mapping[str, Filler]]) -> None:
    """Let the templates of an application ask for what its features put into slots."""
    filled: dict[str, list[Filler]] = {}
    for declared in slots:
        for name, filler in declared.items():
            filled.setdefault(name, []).append(filler)
    app.extensions[EXTENSION] = filled
    app.jinja_env.globals.update(slot=rendered, slot_answers=answers, slot_merged=merged)
