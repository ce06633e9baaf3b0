"""`tribe privacy`, as an operator who answers a letter runs it; each act stands in the audit."""

from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.world import furnish
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.members.models import Member
from tribe.personal_data.commands import privacy

WHY = ("--why", "her letter of 3 May")


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    """The command with some arguments."""
    return CliRunner().invoke(privacy, list(arguments), obj=lambda: app, input=typed)


def noted(app: Flask) -> list[tuple[str, str, int | None]]:
    """What the audit has of it."""
    with app.app_context():
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.kind.startswith("privacy")).order_by(AuditEntry.id)
        )
        return [(entry.kind, entry.why, entry.actor_id) for entry in entries]


def test_what_is_held_is_shown_and_given(app: Flask, cast: Cast, tmp_path: Path) -> None:
    furnish(app, cast)
    shown = run(app, "show", "cleo@example.invalid", *WHY)
    assert "1\tmember\tyour account, and what your page shows" in shown.output
    assert "\tpost\t" in shown.output
    file = tmp_path / "cleo.zip"
    assert run(app, "export", "cleo", str(file), *WHY).exit_code == 0
    assert "json/post.json" in ZipFile(file).namelist()
    assert run(app, "export", "cleo", str(file), *WHY).exit_code == 1  # nothing is overwritten
    assert noted(app) == [
        ("privacy.shown", WHY[1], None),
        ("privacy.exported", WHY[1], None),
    ]


def test_who_asks_by_letter_is_erased_at_once(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    assert run(app, "erase", "cleo", "--words", "go", *WHY, typed="n\n").exit_code == 1
    done = run(app, "erase", "cleo", "--words", "go", "--yes", *WHY)
    assert done.exit_code == 0, done.output
    assert "former member 1" in done.output
    with app.app_context():
        assert session.get_one(Member, cast.ids["cleo"]).email is None
        own = select(Post.source).where(Post.author_id == cast.ids["cleo"])
        assert set(session.scalars(own)) == {""}
    assert noted(app) == [("privacy.erased", WHY[1], None)]
    assert run(app, "erase", "cleo", "--words", "go", "--yes", *WHY).exit_code == 1
    assert "0 erased again" in run(app, "forget-again").output


def test_the_last_admin_and_nobody_are_said_in_words(app: Flask, cast: Cast) -> None:
    refused = run(app, "erase", "ada", "--words", "go", "--yes", *WHY)
    assert refused.exit_code == 1
    assert "ada" in refused.stderr
    assert "no member" in run(app, "show", "nobody", *WHY).stderr
    assert run(app, "show", "ada").exit_code == 2  # without a reason
