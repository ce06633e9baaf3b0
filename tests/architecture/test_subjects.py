"""What rows refer to by a word and a number is declared, and hidden from whoever may not see it."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.architecture.test_hidden import HIDDEN, hide
from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.access import GUEST
from tribe.features import FEATURES
from tribe.web.subjects import show, show_all, subjects

# What has no page of its own: it is a part of something, or nobody's to look up.
INWARD = {"consent", "council_key", "sealed_copy", "seat"}
OWN = {"bookmark", "conversation", "data_export", "held_text", "message"}  # of one member or some
OWN |= {"moderation_report", "step_aside"}
STAFFS = {
    "address",
    "moderation_case",
    "moderation_decision",
    "report",
}  # of those who judge or look
LARGEST = 40


def test_what_happened_was_done_to_a_declared_subject(session_app: Flask) -> None:
    with session_app.app_context():
        known = set(subjects()) | INWARD
    done_to = {kind.subject for feature in FEATURES for kind in feature.activities}
    assert done_to - known == set()


@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_hidden_is_shown_by_its_number(app: Flask, cast: Cast, name: str) -> None:
    hide(app, cast)
    with app.test_request_context("/"):
        actor = GUEST if name == "-" else cast.get(name)
        seen = [
            f"{shown.title} {shown.text} {shown.address}"
            for subject in subjects()
            for number in range(LARGEST)
            if (shown := show(actor, subject, number)) is not None
        ]
    assert seen
    assert [word for word in HIDDEN[name] if any(word in text for text in seen)] == []


@pytest.mark.parametrize("name", ["-", "cleo", "ada"])
def test_several_are_shown_as_each_is(app: Flask, cast: Cast, name: str) -> None:
    hide(app, cast)
    with app.test_request_context("/"):
        actor = GUEST if name == "-" else cast.get(name)
        assert [subject for subject in subjects().values() if subject.show_all is not None]
        for subject in subjects():
            each = {number: show(actor, subject, number) for number in range(LARGEST)}
            shown = {number: replace(one, text="") for number, one in each.items() if one}
            of_all = show_all(actor, subject, list(each))
            assert {number: replace(one, text="") for number, one in of_all.items()} == shown


def test_a_thing_is_found_where_it_says(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        types = sorted(subjects().keys() - OWN - STAFFS)
    for subject in types:
        answer = cleo.get(f"/go/{subject}/1")
        assert answer.status_code == 302, subject
        page = cleo.get(answer.location, follow_redirects=True)
        assert page.status_code == 200, answer.location
    assert cleo.get("/go/topic/999").status_code == 404
    assert cleo.get("/go/nothing/1").status_code == 404


def test_what_people_wrote_can_be_reported_and_has_words(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.test_request_context("/"):
        reportable = [subject for subject in subjects().values() if subject.is_reportable]
        assert {subject.type for subject in reportable} >= {"post", "event", "ritual", "member"}
        for subject in subjects().values():
            if subject.type in OWN | STAFFS:
                continue
            shown = subject.show(cast.get("ada"), 1)
            assert shown is not None, subject.type
            assert subject.label()
            assert shown.title
