"""Permissions by their names, for templates: `may("forum:topic:close", topic)`.

A long list asks hundreds of times; it says `by=member`, so that the reader is looked up once.
"""

from collections.abc import Callable, Iterable

from flask import Flask

from tribe.access.actors import Actor
from tribe.access.permissions import Answer, Permission, may


class NamedTwice(ValueError):
    """Two permissions bear one name."""


def init_app(
    app: Flask, permissions: Iterable[Permission], current_actor: Callable[[], Actor]
) -> None:
    """Register what the features declare, and let templates ask about whoever reads."""
    register: dict[str, Permission] = {}
    for permission in permissions:
        if register.setdefault(permission.name, permission) is not permission:
            raise NamedTwice(permission.name)

    def ask(name: str, *about: object, by: Actor | None = None, **facts: object) -> Answer:
        return may(by or current_actor(), register[name], *about, **facts)

    app.extensions["permissions"] = register
    app.jinja_env.globals["may"] = ask
