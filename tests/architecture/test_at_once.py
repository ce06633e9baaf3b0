"""The same form sent by several windows at once: one act, or words of refusal, never a 500."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.arrival import services as arrival_services
from tribe.arrival.models import WelcomeClosed
from tribe.base.db import Base, insert_missing, session
from tribe.forum import services as forum
from tribe.forum.models import Category, Topic
from tribe.forum.services import CategoryDraft
from tribe.members.models import Member
from tribe.members.services import Unfit, open_account
from tribe.pages.models import PageAnswer
from tribe.personal_data.models import ImportClaim
from tribe.reports.models import Snapshot
from tribe.rituals.models import Enactment
from tribe.rituals.services import RitualDraft, declare, enact
from tribe.voice.models import CharterValue, CouncilSeat
from tribe.voice.services import add_value

WINDOWS = 6
Form = dict[str, str]
Storm = Callable[[str, Sequence[tuple[str, Form]]], list[int]]


@pytest.fixture
def storm(app: Flask, cast: Cast) -> Storm:
    """Send forms from so many windows at the same moment; the answers' statuses.

    The windows are one person's, or in turn those of several.
    """

    def send(name: str, forms: Sequence[tuple[str, Form]]) -> list[int]:
        names = name.split()
        clients = [sign_in(app, cast, names[n % len(names)]) for n in range(WINDOWS)]
        start = threading.Barrier(WINDOWS)

        def one(window: int) -> int:
            path, form = forms[window % len(forms)]
            data: dict[str, object] = dict(form)
            if "avatar" in form:
                data["avatar"] = (BytesIO(picture(window)), form["avatar"])
            start.wait()
            return clients[window].post(path, data=data).status_code

        with ThreadPoolExecutor(WINDOWS) as pool:
            return list(pool.map(one, range(WINDOWS)))

    return send


@pytest.fixture
def hall(app: Flask, cast: Cast) -> None:
    """Two categories, a topic with an answer, and a rite that it enacts."""
    with app.app_context():
        first = forum.create_category(cast.get("ada"), CategoryDraft("Hall"))
        forum.create_category(cast.get("ada"), CategoryDraft("Den"))
        topic = forum.create_topic(cast.get("cleo"), first, "Tea at dawn", "Who comes?")
        forum.reply(cast.get("dov"), topic, "I do.")
        rite = declare(cast.get("cleo"), RitualDraft("Tea", "To wake up"))
        enact(cast.get("cleo"), rite, topic=session.get_one(Topic, topic.id))
        session.commit()


def picture(shade: int) -> bytes:
    """A picture that differs from those of other windows."""
    target = BytesIO()
    Image.new("RGB", (40, 40), (shade * 30, 0, 0)).save(target, "PNG")
    return target.getvalue()


def count(app: Flask, model: type[Base]) -> int:
    """How many rows there are."""
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_profile(storm: Storm) -> None:
    forms = [("/me/profile", {"bio": "", "values": f"tea {n}\nbread"}) for n in range(WINDOWS)]
    assert set(storm("cleo", forms)) == {303}


def test_a_first_picture(storm: Storm) -> None:
    found = storm("cleo", [("/me/profile", {"bio": "", "avatar": "me.png"})])
    assert set(found) <= {303, 503}
    assert found.count(303) >= WINDOWS - 1  # four wait for the one that is drawn


def test_a_category(storm: Storm, app: Flask) -> None:
    found = storm("ada", [("/categories/new", {"name": "Garden", "member_see": "1"})])
    assert sorted(found) == [303] + [409] * (WINDOWS - 1)
    assert count(app, Category) == 1


def test_what_may_be_done_in_a_category(storm: Storm, hall: None) -> None:
    form = {"name": "Hall", "slug": "hall", "member_see": "1", "member_reply": "1"}
    assert set(storm("ada", [("/c/hall/edit", form)])) == {303}


def test_two_categories_that_are_put_into_each_other(
    storm: Storm, hall: None, app: Flask, client: FlaskClient
) -> None:
    one = ("/c/hall/edit", {"name": "Hall", "slug": "hall", "parent": "2"})
    other = ("/c/den/edit", {"name": "Den", "slug": "den", "parent": "1"})
    assert set(storm("ada", [one, other])) <= {303, 409, 422}
    with app.app_context():
        assert None in session.scalars(select(Category.parent_id)).all()
    assert client.get("/topics").status_code == 200


def test_a_seat_on_the_council(storm: Storm, app: Flask) -> None:
    found = storm("ada", [("/council", {"name": "cleo", "since": "2026-01-01"})])
    assert sorted(found) == [303] + [409] * (WINDOWS - 1)
    assert count(app, CouncilSeat) == 1


def test_a_report_of_the_same_period(storm: Storm, hall: None, app: Flask) -> None:
    form = {"purpose": "For the council", "since": "2020-01-01"}
    assert set(storm("ines", [("/reports", form)])) == {303}
    assert count(app, Snapshot) == 1


def test_a_value_that_is_reworded_while_it_is_removed(storm: Storm, app: Flask) -> None:
    with app.app_context():
        number = add_value(None, "Slowness", "We wait for each other.").id
        session.commit()
    reword = (f"/charter/{number}/edit", {"title": "Patience", "meaning": "We wait."})
    found = storm("ada", [reword, (f"/charter/{number}/remove", {})])
    assert set(found) <= {303, 404}
    assert count(app, CharterValue) == 0


def test_a_mark_that_is_taken_away(storm: Storm, hall: None) -> None:
    found = storm("cleo", [("/rituals/tea/enactments/1/remove", {})])
    assert sorted(found) == [303] + [404] * (WINDOWS - 1)


def test_a_mark_that_is_taken_away_while_its_story_is_told(
    storm: Storm, hall: None, app: Flask
) -> None:
    tell = ("/rituals/tea/enactments/1/recap", {"recap": "We woke up."})
    found = storm("cleo", [tell, ("/rituals/tea/enactments/1/remove", {})])
    assert set(found) <= {303, 404}
    assert count(app, Enactment) == 0


def test_values_that_are_added(storm: Storm, app: Flask) -> None:
    forms = [("/charter/new", {"title": f"Value {n}", "meaning": "We wait."}) for n in range(3)]
    assert set(storm("ada", forms)) == {303}
    with app.app_context():
        places = session.scalars(select(CharterValue.position).order_by(CharterValue.id)).all()
    assert sorted(places) == list(range(1, WINDOWS + 1))


def test_two_names_that_look_alike(storm: Storm, app: Flask) -> None:
    """Neither is the other, so that no constraint of the table holds them apart."""
    forms = [("/me/name", {"name": name}) for name in ("quill2mark", "qui1l2mark")]
    assert set(storm("cleo dov", forms)) <= {303, 409, 422}
    with app.app_context():
        alike = select(func.count(Member.id)).where(Member.name_shape == "quill2mark")
        assert session.scalar(alike) == 1


def test_joining_under_names_that_look_alike(app: Flask) -> None:
    with ThreadPoolExecutor(2) as pool:
        start = threading.Barrier(2)

        def join(name: str) -> bool:
            with app.app_context():
                start.wait()
                try:
                    open_account(name, f"{name}@example.org", "-", is_measured=False)
                except Unfit:
                    return False
                session.commit()
                return True

        assert sorted(pool.map(join, ("quill2mark", "qui1l2mark"))) == [False, True]


def test_two_who_ask_for_one_account_of_an_import(storm: Storm, app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        first = session.scalars(select(ImportClaim)).one()
        asked = {"member_id": first.member_id, "wish": first.wish, "proof": "Mine"}
        other = ImportClaim(email="other@example.org", **asked)
        session.add(other)
        session.commit()
        numbers = [first.id, other.id]
    yes = {"answer": "yes", "why": "Seen"}
    found = storm("ada", [(f"/admin/claims/{number}", yes) for number in numbers])
    assert sorted(found) == [303] + [404] * (WINDOWS - 1)


def test_topics_that_are_written_while_their_category_is_merged(
    storm: Storm, hall: None, app: Flask
) -> None:
    """The merge is done; who writes comes in before it, or keeps the words for another try."""
    write = {"category": "hall", "title": "While it goes", "body": "Words"}
    forms = [("/c/hall/remove", {"into": "2"}), *[("/t/new", write)] * (WINDOWS - 1)]
    merged, *written = storm("ada", forms)
    assert merged == 303
    assert set(written) <= {303, 404, 409, 422}
    with app.app_context():
        topics = session.scalars(select(Topic.category_id)).all()
    assert topics == [2] * (1 + written.count(303))


ONCE = [("/greeting", {"greets": "yes"}), ("/welcome/close", {})]


@pytest.mark.parametrize(("path", "form"), ONCE)
def test_a_button_that_is_pressed_twice(
    storm: Storm, app: Flask, path: str, form: dict[str, str]
) -> None:
    assert set(storm("cleo", [(path, form)])) == {303}


def test_rules_that_are_agreed_to_twice(storm: Storm, app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    later, agreed = ("/me/rules", {"number": "1", "answer": "no"}), {"number": "1", "answer": "yes"}
    assert set(storm("cleo", [("/me/rules", agreed), later])) <= {303, 409}
    with app.app_context():
        answers = select(PageAnswer.is_agreed).where(PageAnswer.member_id == cast.ids["cleo"])
        assert session.scalars(answers).all() == [True]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Somebody else changed"), ("fr", "d’autre vient de changer")]
)
def test_who_was_overtaken_is_told_in_their_language(
    app: Flask,
    cast: Cast,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: str,
) -> None:
    if database_name != "postgresql":
        pytest.skip("on SQLite those who write take turns")

    def close(member: Member) -> None:
        session.execute(insert_missing(WelcomeClosed), {"member_id": member.id})
        session.add(WelcomeClosed(member_id=member.id))
        session.flush()

    with app.app_context():
        cast.get("cleo").locale = language
        session.commit()
    client = sign_in(app, cast, "cleo")
    monkeypatch.setattr(arrival_services, "close_welcome", close)
    answer = client.post("/welcome/close")
    assert answer.status_code == 409
    assert said in answer.text
