"""Roles, accounts of the brand, suspensions and passwords: who decides, and what is kept of it."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe.access import SYSTEM, Role
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.members import staff
from tribe.members.models import Member, State
from tribe.members.passwords import is_password
from tribe.members.services import Unfit
from tribe.moderation.commands import member
from tribe.moderation.services import reopen_account, suspend_account
from tribe.moderation.services.accounts import SUSPEND


def audited() -> list[tuple[str, str, int | None]]:
    """What the audit has: kind, whom, by whom."""
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.kind, row.subject_id, row.actor_id) for row in rows]


def test_admins_give_and_take_roles(cast: Cast, context: Flask) -> None:
    ada, dov = cast.get("ada"), cast.get("dov")
    staff.give_role(ada, dov, Role.MODERATOR, "asked by all")
    staff.give_role(ada, dov, Role.MODERATOR)  # nothing changes, nothing is noted
    staff.set_brand(ada, dov, True)
    staff.set_brand(ada, dov, False)
    assert (dov.role, dov.is_brand) == (Role.MODERATOR, False)
    dov_id = str(dov.id)
    assert audited() == [
        ("members.role.given", dov_id, ada.id),
        ("members.brand.given", dov_id, ada.id),
        ("members.brand.taken", dov_id, ada.id),
    ]
    first = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert first is not None
    assert (first.facts, first.why) == ({"before": "member", "after": "moderator"}, "asked by all")


@pytest.mark.parametrize("name", ["ben", "ines", "cleo", "eve"])
def test_nobody_else_does(cast: Cast, context: Flask, name: str) -> None:
    actor, dov = cast.get(name), cast.get("dov")
    for verb in (
        lambda: staff.give_role(actor, dov, Role.ADMIN),
        lambda: staff.set_brand(actor, dov, True),
        lambda: staff.set_password(actor, dov, "a lantern by the door"),
    ):
        with pytest.raises(Forbidden):
            verb()
    assert audited() == []


def test_the_last_admin_stays(cast: Cast, context: Flask) -> None:
    ada, cleo = cast.get("ada"), cast.get("cleo")
    for actor in (ada, SYSTEM):
        with pytest.raises(RuleBroken, match="last_admin"):
            staff.give_role(actor, ada, Role.MEMBER)
    staff.give_role(ada, cast.get("eve"), Role.ADMIN)  # suspended, so she keeps nothing
    with pytest.raises(RuleBroken, match="last_admin"):
        staff.give_role(ada, ada, Role.MEMBER)
    staff.give_role(ada, cleo, Role.ADMIN)
    staff.give_role(ada, ada, Role.MEMBER)
    assert ada.role is Role.MEMBER


def test_who_is_suspended_is_signed_out_at_once(app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "dov")
    assert browser.get("/me/sessions").status_code == 200
    with app.app_context():
        suspend_account(cast.get("ada"), cast.get("dov"), "spam", "No spam")
        with pytest.raises(RuleBroken):
            suspend_account(cast.get("ada"), cast.get("dov"), "spam", "No spam")
        session.commit()
    assert browser.get("/me/sessions").status_code == 303
    with app.app_context():
        reopen_account(cast.get("ada"), cast.get("dov"), "It was another")
        with pytest.raises(RuleBroken):
            reopen_account(cast.get("ada"), cast.get("dov"), "Again")
        session.commit()
    assert browser.get("/me/sessions").status_code == 303  # that cookie stays ended


def test_a_new_password_ends_what_was_open(app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "dov")
    with app.app_context():
        with pytest.raises(Unfit):
            staff.set_password(SYSTEM, cast.get("dov"), "short")
        staff.set_password(SYSTEM, cast.get("dov"), "a lantern by the door")
        session.commit()
        assert is_password("a lantern by the door", cast.get("dov").password_hash)
        assert audited() == [("members.password.set", str(cast.ids["dov"]), None)]
    assert browser.get("/me/sessions").status_code == 303


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    """`tribe member …` as an operator runs it."""
    return CliRunner().invoke(member, arguments, obj=lambda: app, input=typed)


def test_an_operator_does_it_from_a_terminal(app: Flask, cast: Cast) -> None:
    assert run(app, "role", "CLEO", "admin").output == "cleo (admin)\n"
    assert run(app, "brand", "ada").output == "ada speaks for the brand.\n"
    assert run(app, "brand", "ada", "--off").exit_code == 0
    assert run(app, "suspend", "dov").exit_code == 2  # no act without a reason
    assert run(app, "suspend", "dov", "--why", "spam").exit_code == 0
    assert run(app, "unsuspend", "eve").exit_code == 0
    said = run(app, "password", "ben")
    password = said.output.split("Password: ")[1].strip()
    typed = run(app, "password", "ines", "--password-stdin", typed="a lantern by the door\n")
    assert "Password" not in typed.output
    with app.app_context():
        assert is_password(password, cast.get("ben").password_hash)
        assert cast.get("dov").state is State.SUSPENDED
        assert cast.get("eve").state is State.ACTIVE
        assert (
            session.scalar(
                select(AuditEntry.why).where(AuditEntry.facts["act"].as_string() == SUSPEND)
            )
            == "spam"
        )
    listed = run(app, "list").output.splitlines()
    assert [line.split("\t")[:3] for line in listed[:2]] == [
        ["ada", "admin", "active"],
        ["ben", "moderator", "active"],
    ]
    assert run(app, "list", "--suspended").output.startswith("dov\tmember\tsuspended\t")


def test_what_cannot_be_is_said_on_stderr(app: Flask, cast: Cast) -> None:
    unknown = run(app, "role", "nobody-here", "admin")
    assert (unknown.exit_code, "no member called nobody-here" in unknown.stderr) == (1, True)
    last = run(app, "role", "ada", "member")
    assert (last.exit_code, "only admin" in last.stderr) == (1, True)
    assert run(app, "role", "ada", "king").exit_code == 2
    with app.app_context():
        assert session.scalar(select(Member.role).where(Member.name == "ada")) is Role.ADMIN
