"""However often a decision is replaced, each appeal of it waits on, and every word is read."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from tests.conftest import Cast
from tests.migrations.conftest import MIGRATIONS, bare_app
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide, read
from tribe.base import db as database
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import Appeal, AppealOutcome, Decision

__all__ = ["bare_app", "quarter"]
CLOSE = "forum.topic.close"


def appeal(cast: Cast, made: Decision, words: str, by: str = "dov") -> Appeal:
    found = services.appeal(cast.get(by), made, words)
    session.commit()
    return found


def waiting() -> Sequence[tuple[int, str, bool]]:
    chosen = select(Appeal.decision_id, Appeal.words, Appeal.is_carried).order_by(Appeal.id)
    return [tuple(row) for row in session.execute(chosen.where(Appeal.decided_at.is_(None)))]


@pytest.mark.parametrize("acts", [(HIDE, HIDE, HIDE), (REMOVE, HIDE, HIDE), (HIDE, REMOVE)])
def test_a_post_is_decided_of_again_while_two_appeals_wait(
    app: Flask, cast: Cast, quarter: Quarter, acts: tuple[str, ...]
) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    said = []
    for number, act in enumerate(acts):
        made = decide(cast, act, post.id, days=number + 2 if act == HIDE else None)
        said.append(f"Whisper {number}")
        appeal(cast, made, said[-1])
    ben = enter(app, cast, "ben")
    assert ben.post(f"/p/{post.id}/hide", data=SAID | {"days": "9"}).status_code == 303
    session.expire_all()
    last = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert last is not None
    assert waiting() == [(last.id, words, True) for words in said]
    own = appeal(cast, last, "And this")
    with pytest.raises(RuleBroken) as refused:
        services.appeal(cast.get("dov"), last, "And this again")
    assert refused.value.code == "moderation.appealed_already"
    ada = enter(app, cast, "ada")
    page = read(ada, f"/moderation/appeals/{own.id}")
    assert all(words in page for words in (*said, "And this"))
    assert "Your answer goes to all of these." in page
    services.judge(cast.get("ada"), own, AppealOutcome.OVERTURNED, "It was a whisper")
    session.commit()
    session.expire_all()
    assert waiting() == []
    assert post.gone is None
    answers = set(session.scalars(select(Appeal.outcome)))
    assert answers == {AppealOutcome.OVERTURNED}


def test_so_is_a_topic(cast: Cast, quarter: Quarter) -> None:
    for days in range(1, 6):
        made = decide(cast, CLOSE, quarter.topics[0].id, days=days)
        assert len(waiting()) == days - 1
        assert {number for number, _words, _carried in waiting()} <= {made.id}
        appeal(cast, made, f"For {days}", by="cleo")
    assert [words for _number, words, _carried in waiting()] == [f"For {n}" for n in range(1, 6)]


def test_of_the_same_decision_the_database_holds_one_own_appeal_and_many_carried(
    cast: Cast, quarter: Quarter
) -> None:
    made = decide(cast, HIDE, quarter.posts[0].id)
    first = appeal(cast, made, "Whisper")

    def another(*, is_carried: bool) -> Appeal:
        names = ("decision_id", "member_id", "words", "made_at", "due_at")
        row = {name: getattr(first, name) for name in names}
        empty = dict.fromkeys(("report_id", "decided_at", "decided_by_id", "late_at", "outcome"))
        return Appeal(**row, **empty, is_carried=is_carried)

    session.add_all([another(is_carried=True), another(is_carried=True)])
    session.commit()
    session.add(another(is_carried=False))
    with pytest.raises(sa.exc.IntegrityError):
        session.commit()
    session.rollback()


def test_up_and_down_no_word_of_an_appeal_is_lost(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=MIGRATIONS, revision="carried_again")
        engine = database.db.engine
        tables = sa.MetaData()
        tables.reflect(engine)
        fill = {
            "member": {
                "name": "dov",
                "name_key": "dov",
                "email": "dov@example.invalid",
                "role": "member",
                "state": "active",
                "trust": "new",
            },
            "moderation_case": {"subject_type": "post", "subject_id": 1, "state": "decided"},
            "moderation_decision": {"act": HIDE, "case_id": 1, "ground": "rules", "details": {}},
            "moderation_appeal": {"decision_id": 1, "member_id": 1},
        }
        with engine.begin() as connection:
            for name, values in fill.items():
                if name != "moderation_appeal":
                    connection.execute(
                        sa.insert(tables.tables[name]).values(row(tables, name, values))
                    )
            for words, is_carried in (("One", True), ("Two", True), ("Own", False)):
                values = fill["moderation_appeal"] | {"words": words, "is_carried": is_carried}
                table = tables.tables["moderation_appeal"]
                connection.execute(sa.insert(table).values(row(tables, table.name, values)))
        downgrade(directory=MIGRATIONS, revision="cases_settled")
        assert said(engine) == [("One\n\nTwo", True), ("Own", False)]
        upgrade(directory=MIGRATIONS, revision="carried_again")
        assert said(engine) == [("One\n\nTwo", True), ("Own", False)]


def row(tables: sa.MetaData, name: str, values: dict[str, object]) -> dict[str, object]:
    """What a table asks for, with some values; references to other rows are left out."""
    empty = {"DATETIME": database.now(), "TIMESTAMP": database.now(), "BOOLEAN": False}
    found: dict[str, object] = {}
    for column in tables.tables[name].columns:
        kind = str(column.type).split("(")[0].split()[0]
        is_number = kind in ("INTEGER", "BIGINT", "FLOAT")
        needed = not column.nullable and column.server_default is None and not column.primary_key
        if needed:
            found[column.name] = empty.get(kind, 1 if is_number else "")
    return found | values


def said(engine: sa.Engine) -> list[tuple[str, bool]]:
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT words, is_carried FROM moderation_appeal ORDER BY id")
        )
        return [(words, bool(is_carried)) for words, is_carried in rows]
