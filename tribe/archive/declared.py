"""What features do after an archive was taken over."""

from collections.abc import Callable, Iterable

from flask import Flask, current_app

from tribe.base.db import session

EXTENSION = "tribe_archive"
Restored = Callable[[], str | None]


def init_app(app: Flask, restored: Iterable[Restored]) -> None:
    """Tell an application what its features do then."""
    app.extensions[EXTENSION] = tuple(restored)


def follow() -> list[str]:
    """Let features do what is theirs after it, and commit; gives what they say."""
    session.remove()
    said = [restored() for restored in current_app.extensions[EXTENSION]]
    session.commit()
    return [words for words in said if words]
