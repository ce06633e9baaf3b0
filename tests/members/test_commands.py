"""`tribe member add`, run as an operator runs it."""

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from tribe.access import Role
from tribe.base.db import session
from tribe.members.commands import member
from tribe.members.models import Member
from tribe.members.passwords import is_password


def test_an_admin_is_added_with_a_password_from_a_pipe(app: Flask) -> None:
    done = CliRunner().invoke(
        member,
        ["add", "Ada", "--email", "ada@example.org", "--role", "admin", "--password-stdin"],
        input="well-kept village hall\nsecond line\n",
        obj=lambda: app,
    )
    assert (done.exit_code, done.output) == (0, "Ada (admin) can sign in.\n")
    with app.app_context():
        added = session.scalars(select(Member)).one()
        assert (added.role, added.is_measured) == (Role.ADMIN, False)
        assert is_password("well-kept village hall", added.password_hash)


def test_a_password_is_made_and_printed_when_none_is_read(app: Flask) -> None:
    done = CliRunner().invoke(member, ["add", "Ada", "--email", "a@example.org"], obj=lambda: app)
    password = done.output.split("Password: ")[1].strip()
    with app.app_context():
        assert is_password(password, session.scalars(select(Member)).one().password_hash)


def test_what_cannot_be_done_is_said_on_stderr(app: Flask) -> None:
    add = ["add", "Ada", "--email", "ada@example.org"]
    assert CliRunner().invoke(member, add, obj=lambda: app).exit_code == 0
    again = CliRunner().invoke(member, add, obj=lambda: app)
    assert again.exit_code == 1
    assert "NAME: Someone here already has this name" in again.stderr
    assert "\n--email: " in again.stderr
    assert "Password" not in again.stdout
    for wrong in (["add", "Bo"], ["add", "Bo", "--email", "b@c.de", "--role", "king"], ["ad"]):
        assert CliRunner().invoke(member, wrong, obj=lambda: app).exit_code == 2
    short = CliRunner().invoke(
        member, ["add", "Bo", "--email", "b@c.de", "--password-stdin"], input="", obj=lambda: app
    )
    assert (short.exit_code, "the password: " in short.stderr) == (1, True)
