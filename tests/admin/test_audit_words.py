"""The audit and the public log say of each row what was done, by which rule and to what."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, count_queries, sign_in
from tribe import audit
from tribe.access import Actor
from tribe.audit.kinds import EXTENSION
from tribe.base.db import now, session
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    CaseState,
    Decision,
    Ground,
    ModerationCase,
)
from tribe.web.moderated import register
from tribe.web.subjects import subjects

RAW = re.compile(r"\b[a-z_]+\.[a-z_]+\.[a-z_.]+|\b[a-z]+_[a-z_]+\b|\bmoderation\.[a-z]+")
BESIDE = ("guest_question", "held_text", "mail", "mail_address", "outside_matter", "report")
GONE = "forum.post.obliterate"
ENTRIES = ("moderation.decided", "moderation.undone", "moderation.appeal_decided")
WORDS = {
    "en": {
        NO_ACTION: "No action taken",
        GONE: "An action from an earlier release",
        "overturned": "undone on appeal",
    },
    "fr": {
        NO_ACTION: "Il n’y avait rien à faire",
        GONE: "Un acte d’une version antérieure",
        "overturned": "annulée sur recours",
    },
}


def list_kinds(app: Flask) -> Sequence[str]:
    return sorted(app.extensions[EXTENSION])


def decide(actor: Actor, act: str, subject_type: str, rule: str) -> Decision:
    """A decision by any act, as its row is, without what the act does."""
    about = {"subject_type": subject_type, "subject_id": 1, "title": "It", "address": "/"}
    case = ModerationCase(**about, words="", state=CaseState.DECIDED)
    session.add(case)
    session.flush()
    made = Decision(
        case_id=case.id,
        subject_type=subject_type,
        subject_id=1,
        act=act,
        rule=rule,
        why="Because",
        ground=Ground.RULES if rule else Ground.NONE,
        decided_by_id=actor.id,
        made_at=now(),
        details={},
    )
    session.add(made)
    session.flush()
    return made


def read_all(client: FlaskClient, address: str, language: str) -> list[str]:
    """The rows of a list on all its pages as their words, the first first."""
    found: list[str] = []
    while address and len(found) < 500:
        text = client.get(address, headers={"Accept-Language": language}).text
        rows = re.findall(r'<li class="looks__row">(.*?)</li>', text, re.S)
        found += [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]
        further = re.search(r'rel="next" href="([^"]*)"', text)
        address = further[1].replace("&amp;", "&") if further else ""
    return found[::-1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_act_is_named_with_its_rule_and_its_thing(
    app: Flask, cast: Cast, language: str
) -> None:
    with app.app_context():
        acts = {name: (act.subject_type, act.logged) for name, act in register().acts.items()}
        assert len(acts) > 30
        told = acts | {NO_ACTION: ("post", None), GONE: ("post", None)}
        for name, (subject_type, _logged) in told.items():
            made = decide(cast.get("ben"), name, subject_type, "Be kind")
            for kind in ENTRIES:
                facts: dict[str, Any] = {"decision": made.id}
                if kind == "moderation.appeal_decided":
                    facts["outcome"] = AppealOutcome.OVERTURNED.value
                audit.record(kind, subject_type, 1, actor_id=cast.ids["ben"], facts=facts)
        session.commit()
    audited = read_all(sign_in(app, cast, "ada"), "/admin/audit", language)
    logged = read_all(app.test_client(), "/moderation/log", language)
    assert (len(audited), len(logged)) == (len(told) * len(ENTRIES), len(told))
    for number, (name, (subject_type, done)) in enumerate(told.items()):
        rows = audited[number * len(ENTRIES) : (number + 1) * len(ENTRIES)]
        said = done.said_in(language) if done is not None else WORDS[language][name]
        with app.test_request_context(headers={"Accept-Language": language}):
            label = str(subjects()[subject_type].label())
        is_private = subject_type == "message"  # of which no list has a word
        for row in (*rows, logged[number]):
            assert said in row, name
            assert ("Be kind" in row) is not is_private, name
            assert not RAW.search(row.replace(GONE, "")), row
        is_said_otherwise = subject_type in ("member", "held_text")
        assert is_said_otherwise or all(label in row for row in rows), name
        assert WORDS[language]["overturned"] in rows[-1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_kind_and_no_thing_is_named_as_programs_name_them(
    app: Flask, cast: Cast, language: str
) -> None:
    with app.app_context():
        kinds, types = list_kinds(app), [*sorted(subjects()), *BESIDE]
        for kind in kinds:
            audit.record(kind, "post", 1, actor_id=None)
        for subject_type in types:
            audit.record("post.removed", subject_type, 1, actor_id=None)
        session.commit()
    rows = read_all(sign_in(app, cast, "ada"), "/admin/audit", language)
    assert len(rows) == len(kinds) + len(types)
    assert [row for row in rows if RAW.search(row)] == []


def test_decisions_are_read_at_once(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")

    def cost() -> int:
        with app.app_context():
            for _turn in range(3):
                made = decide(cast.get("ben"), NO_ACTION, "post", "")
                facts = {"decision": made.id}
                audit.record("moderation.decided", "post", 1, actor_id=None, facts=facts)
            session.commit()
        with count_queries(app) as queries:
            assert ada.get("/admin/audit").status_code == 200
        return len(queries)

    assert cost() == cost()


def test_what_was_renamed_or_removed_is_named(app: Flask, cast: Cast) -> None:
    with app.app_context():
        audit.record("tag.removed", "tag", 1, actor_id=None, facts={"before": "knots"})
        session.commit()
    (row,) = read_all(sign_in(app, cast, "ada"), "/admin/audit", "en")
    assert "knots" in row
