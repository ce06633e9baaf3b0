"""The pages of rites, as a reader meets them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.rituals.conftest import Make, make_event, make_topic
from tribe.base.db import now, session
from tribe.events.models import Event, Rsvp
from tribe.events.queries import get_event
from tribe.events.services import answer
from tribe.rituals.models import Enactment, Ritual
from tribe.rituals.queries import get_visible_topic, lock_ritual
from tribe.rituals.services import enact, recap, rest

XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
FRENCH = {"Accept-Language": "fr"}
PAGE = "/rituals/the-thursday-table"
Enacted = Callable[..., tuple[int, int]]


def typed(**changes: str) -> dict[str, str]:
    """What a browser sends for a valid rite, with some of it changed."""
    fields = {
        "name": "The Thursday table",
        "purpose": "We *mend* together.",
        "cadence": "weekly",
        "steps": "Light the lamp.\r\n\r\n  Mend until nine.  ",
    }
    return fields | changes


def test_a_member_declares_a_rite(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    response = cleo.post("/rituals/new", data=typed())
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    page = cleo.get(PAGE).text
    for words in ("<em>mend</em>", "Light the lamp.", "Mend until nine.", "Every week", "/u/cleo"):
        assert words in page
    assert page.count('<li><span dir="auto">') == 2
    assert "Chaque semaine" in cleo.get(PAGE, headers=FRENCH).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Please fill this in"),
        ("name", "x" * 121, "at most 120"),
        ("purpose", " \n ", "Please fill this in"),
        ("purpose", "x" * 20_001, "at most 20000"),
        ("cadence", "hourly", "one of the values"),
        ("steps", "\n".join("step" for _ in range(21)), "At most 20 steps"),
        ("steps", "fine\n" + "x" * 301, "Step 2 is longer than 300"),
    ],
)
def test_a_wrong_field_is_said_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, make: Make, field: str, value: str, words: str
) -> None:
    make(name="Already there")
    cleo = sign_in(app, cast, "cleo")
    for path in ("/rituals/new", "/rituals/already-there/edit"):
        response = cleo.post(path, data=typed(**{field: value}))
        assert response.status_code == 422
        assert 'role="alert"' in response.text
        assert words in response.text
        assert field == "name" or 'value="The Thursday table"' in response.text
        assert field == "purpose" or "We *mend* together." in response.text
    with app.app_context():
        assert session.scalars(select(Ritual.name)).all() == ["Already there"]


@pytest.mark.parametrize("field", ["name", "purpose", "steps"])
def test_nothing_typed_becomes_markup(app: Flask, cast: Cast, field: str) -> None:
    cleo = sign_in(app, cast, "cleo")
    home = cleo.post("/rituals/new", data=typed(**{field: XSS})).headers["Location"]
    for path in ("/rituals", home, f"{home}/edit", f"{home}/enact", "/rituals/choose?what=" + XSS):
        page = cleo.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_the_list_says_when_next_and_asks_for_keepers(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    weekly = make()
    enacted(weekly, days=-5, title="The last table")
    enacted(weekly, days=2, title="The next table")
    enacted(weekly, days=9, title="The table after")
    enacted(make(name="Yearly walk"), days=-100, title="Last year's walk")
    make(name="Letters", keeper="dov")
    resting = make(name="Winter swap")
    with app.app_context():
        rest(cast.get("cleo"), lock_ritual(resting))
        session.commit()
    dov = sign_in(app, cast, "dov")
    dov.post("/rituals/letters/release")
    page = dov.get("/rituals").text
    assert "The next table" in page
    assert "The table after" not in page
    assert "The last table" not in page
    assert "Last year&#39;s walk" in page
    assert page.count("Will you keep it?") == 1
    assert page.index("At rest") < page.index("Winter swap")
    guest = app.test_client().get("/rituals").text
    assert "Will you keep it?" in guest
    assert "/rituals/letters/keep" not in guest


def test_keeping_resting_and_laying_down(app: Flask, cast: Cast, make: Make) -> None:
    make()
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert dov.post(f"{PAGE}/keep").status_code == 303
    assert "dov would like to keep" in re.sub("<[^>]+>", "", cleo.get("/").text)
    for path in ("edit", "rest", "retire"):
        assert dov.post(f"{PAGE}/{path}", data=typed()).status_code == 403
    assert dov.post(f"{PAGE}/keepers", data={"name": "dov"}).status_code == 403
    assert cleo.post(f"{PAGE}/keepers", data={"name": "dov"}).status_code == 303
    assert "/u/dov" in dov.get(PAGE).text
    assert cleo.post(f"{PAGE}/release").status_code == 303
    assert cleo.post(f"{PAGE}/release").status_code == 409
    assert cleo.post(f"{PAGE}/rest").status_code == 403
    for turn, words in (
        ("rest", "at rest"),
        ("wake", "No date is set"),
        ("retire", "ended, with thanks"),
    ):
        assert dov.post(f"{PAGE}/{turn}").status_code == 303
        assert words in dov.get(PAGE).text
    assert PAGE not in dov.get("/rituals").text
    assert PAGE in dov.get("/rituals?retired=1").text
    assert cleo.post(f"{PAGE}/keep").status_code == 409


def test_a_keeper_asks_and_a_change_is_undone(app: Flask, cast: Cast, make: Make) -> None:
    make()
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    cleo.post(f"{PAGE}/keepers", data={"name": "dov"})
    assert "You are asked to keep a rite" in dov.get("/u/dov").text
    assert dov.post(f"{PAGE}/edit", data=typed()).status_code == 403
    with app.app_context():
        number = cast.ids["dov"]
    assert dov.post(f"{PAGE}/decline", data={"member": str(number)}).status_code == 303
    cleo.post(f"{PAGE}/keepers", data={"name": "dov"})
    assert dov.post(f"{PAGE}/keep").status_code == 303
    assert dov.post(f"{PAGE}/edit", data=typed(purpose="x", steps="")).status_code == 303
    assert dov.post(f"{PAGE}/retire").status_code == 303
    page = cleo.get(f"{PAGE}/history").text
    assert "Put back what stood before" in page
    assert cleo.post(f"{PAGE}/history", data={"revision": "1"}).status_code == 303
    page = cleo.get(PAGE).text
    assert "Light the lamp." in page
    assert "ended, with thanks" not in page


def test_what_nobody_keeps_waits_for_who_is_known(app: Flask, cast: Cast, make: Make) -> None:
    make()
    cleo, dov, ben = (sign_in(app, cast, name) for name in ("cleo", "dov", "ben"))
    cleo.post(f"{PAGE}/release")
    dov.post(f"{PAGE}/keep")
    assert dov.post(f"{PAGE}/retire").status_code == 403
    assert ben.post(f"{PAGE}/keepers", data={"name": "dov"}).status_code == 303
    assert dov.post(f"{PAGE}/release").status_code == 303
    with app.app_context():
        cast.get("ines").joined_at -= timedelta(days=8)
        session.commit()
    ines = sign_in(app, cast, "ines")
    ines.post(f"{PAGE}/keep")
    assert ines.post(f"{PAGE}/rest").status_code == 303


@pytest.mark.parametrize(
    "what",
    [
        "/events/1",
        "https://tribe.example/events/1?x=y#z",
        " events/1 ",
        "1",
        "event:1",
        "events/1/",
    ],
)
def test_a_gathering_is_marked_by_its_address_or_number(
    app: Flask, cast: Cast, make: Make, what: str
) -> None:
    make()
    with app.app_context():
        make_event(cast)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    assert cleo.post(f"{PAGE}/enact", data={"what": what}).status_code == 303
    assert "/events/1" in cleo.get(PAGE).text
    page = cleo.get("/events/1").text
    assert f'<a href="{PAGE}">The Thursday table</a>' in page
    assert "Part of the rite" in cleo.get("/events").text


@pytest.mark.parametrize("what", ["/t/1", "https://tribe.example/t/1/a-question?page=2", "topic:1"])
def test_a_topic_is_marked_by_its_address(app: Flask, cast: Cast, make: Make, what: str) -> None:
    make()
    with app.app_context():
        make_topic(cast)
        session.commit()
    dov = sign_in(app, cast, "dov")
    assert dov.post(f"{PAGE}/enact", data={"what": what}).status_code == 303
    assert 'href="/t/1/a-question"' in dov.get(PAGE).text
    note = f'<a href="{PAGE}">An enactment of the rite The Thursday table</a>'
    assert note in dov.get("/t/1/a-question").text


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("", "Please fill this in"),
        ("the mill", "not the address"),
        ("/u/dov", "not the address"),
        ("/events/999999999999", "not the address"),
        ("/events/4000000000", "not the address"),
        ("/events/77", "no such gathering"),
        ("/t/77", "no such topic"),
        (XSS, "not the address"),
    ],
)
def test_what_enacts_nothing_is_said_and_kept(
    app: Flask, cast: Cast, make: Make, what: str, words: str
) -> None:
    make()
    response = sign_in(app, cast, "cleo").post(f"{PAGE}/enact", data={"what": what})
    assert response.status_code == 422
    assert words in response.text
    assert "<script>alert" not in response.text
    if what.startswith("/"):
        assert f'value="{what}"' in response.text


def test_marking_twice_is_said(app: Flask, cast: Cast, make: Make, enacted: Enacted) -> None:
    number, _enactment = enacted(make())
    response = sign_in(app, cast, "cleo").post(f"{PAGE}/enact", data={"what": str(number)})
    assert response.status_code == 422
    assert "enactment of a rite already" in response.text


def test_a_host_chooses_the_rite_from_the_page_of_the_gathering(
    app: Flask, cast: Cast, make: Make
) -> None:
    make()
    make(name="Yearly walk")
    with app.app_context():
        number = make_event(cast)
        session.commit()
    dov = sign_in(app, cast, "dov")
    address = f"/rituals/choose?what=/events/{number}"
    assert address in dov.get(f"/events/{number}").text
    page = dov.get(address).text
    assert 'action="/rituals/yearly-walk/enact"' in page
    assert f'name="what" value="/events/{number}"' in page


def test_the_chronicle_is_told_by_those_who_were_there(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    number, enactment = enacted(make())
    with app.app_context():
        event = get_event(number)
        assert event is not None
        answer(cast.get("ines"), event, Rsvp.GOING, at=event.starts_at)
        session.commit()
    ines, path = sign_in(app, cast, "ines"), f"{PAGE}/enactments/{enactment}/recap"
    assert path in ines.get(PAGE).text
    assert path not in sign_in(app, cast, "ada").get("/rituals").text
    wrong = ines.post(path, data={"recap": "  "})
    assert (wrong.status_code, "Please fill this in" in wrong.text) == (422, True)
    done = ines.post(path, data={"recap": f"We were **nine**. {XSS}"})
    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}#e-{enactment}")
    page = app.test_client().get(PAGE).text
    assert "<strong>nine</strong>" in page
    assert "told by ines" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    eve = app.test_client()
    assert eve.post(path, data={"recap": "x"}).status_code == 403


def test_what_is_to_come_cannot_be_told_yet(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    _number, enactment = enacted(make(), days=2)
    path = f"{PAGE}/enactments/{enactment}/recap"
    assert sign_in(app, cast, "cleo").post(path, data={"recap": "x"}).status_code == 409


def test_a_mistaken_mark_is_taken_away(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    _number, enactment = enacted(make())
    cleo, path = sign_in(app, cast, "cleo"), f"{PAGE}/enactments/{enactment}"
    assert f"{path}/remove" in cleo.get(f"{path}/recap").text
    assert cleo.post(f"{path}/remove").status_code == 303
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Enactment)) == 0
    assert cleo.post(f"{path}/remove").status_code == 404


def test_an_enactment_is_found_under_its_own_rite_only(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    make(name="Yearly walk")
    _number, enactment = enacted(make())
    cleo = sign_in(app, cast, "cleo")
    assert cleo.get(f"/rituals/yearly-walk/enactments/{enactment}/recap").status_code == 404


def test_a_topic_out_of_sight_stays_out_of_the_chronicle(
    app: Flask, cast: Cast, make: Make
) -> None:
    ritual_id = make()
    with app.app_context():
        ben = cast.get("ben")
        topic = get_visible_topic(
            make_topic(cast, "ben", "The hidden round", seen_by="moderator"), ben
        )
        assert topic is not None
        enactment = enact(ben, lock_ritual(ritual_id), topic=topic, at=now() - timedelta(days=1))
        recap(ben, enactment, "What we said among ourselves")
        session.commit()
    hidden = ("The hidden round", "among ourselves")
    for client in (app.test_client(), sign_in(app, cast, "dov")):
        pages = client.get(PAGE).text + client.get("/rituals").text
        assert not any(words in pages for words in hidden)
    assert all(words in sign_in(app, cast, "ben").get(PAGE).text for words in hidden)


def test_the_chronicle_is_paged_by_twenty(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    ritual_id = make()
    for index in range(25):
        enacted(ritual_id, days=-1 - index, title=f"Number {index:02}.")
    client = app.test_client()
    page = client.get(PAGE).text
    seen = [part[:2] for part in page.split("Number ")[1:]]
    onward = page.split('rel="next" href="')[1].split('"')[0]
    second = client.get(onward).text
    seen += [part[:2] for part in second.split("Number ")[1:]]
    assert seen == [f"{index:02}" for index in range(25)]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_many_rites_lead_on(app: Flask, make: Make) -> None:
    for index in range(35):
        make(name=f"Rite {index:02}")
    client = app.test_client()
    first = client.get("/rituals").text
    second = client.get(first.split('rel="next" href="')[1].split('"')[0]).text
    assert "Rite 29" in first
    assert "Rite 30" not in first
    assert "Rite 30" in second
    assert 'rel="next"' not in second


def test_pages_cost_the_same_for_one_and_for_twenty(
    app: Flask, cast: Cast, make: Make, enacted: Enacted
) -> None:
    def cost(path: str, client: FlaskClient) -> int:
        with count_queries(app) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    guest, dov = app.test_client(), sign_in(app, cast, "dov")
    paths = ("/rituals", PAGE, "/events", "/events?past=1")
    first = make()
    for days in (-1, 1):
        enacted(first, days=days)
    few = [cost(path, client) for path in paths for client in (guest, dov)]
    for index in range(19):
        other = make(name=f"Rite {index}")
        for days in (-2 - index, 2 + index):
            enacted(first, days=days)
            enacted(other, days=days)
    assert [cost(path, client) for path in paths for client in (guest, dov)] == few
    assert few[::2] == [4, 6, 4, 4]
    assert few[1::2] == [6, 11, 7, 7]  # a member has the bell, and perhaps a bookmark


@pytest.mark.parametrize("path", ["/rituals/none", "/rituals/%00", "/rituals/a%00b/edit"])
def test_there_is_nothing_at_unknown_addresses(app: Flask, cast: Cast, path: str) -> None:
    assert sign_in(app, cast, "cleo").get(path).status_code == 404


@pytest.mark.parametrize("after", ["none", "%00", "x" * 500, "the-thursday-table"])
def test_a_cursor_out_of_nowhere_is_no_error(client: FlaskClient, make: Make, after: str) -> None:
    make()
    assert client.get(f"/rituals?after={after}").status_code == 200


def test_empty_lists_say_what_will_be_there(client: FlaskClient) -> None:
    assert "No rite has been declared yet" in client.get("/rituals").text
    assert "No rite has ended" in client.get("/rituals?retired=1").text
    assert "Aucun rite" in client.get("/rituals", headers=FRENCH).text


def test_a_card_says_the_hour_and_the_zone_that_is_not_the_readers(
    app: Flask, cast: Cast, make: Make
) -> None:
    make()
    with app.app_context():
        ritual = session.scalars(select(Ritual)).one()
        starts = datetime(2099, 6, 1, 17, tzinfo=UTC)
        number = make_event(cast, zone="Europe/Brussels")
        event = session.get_one(Event, number)
        event.starts_at, event.ends_at = starts, starts + timedelta(hours=1)
        enact(cast.get("cleo"), ritual, event=event)
        cast.get("cleo").zone, cast.get("dov").zone = "Europe/Paris", "America/New_York"
        session.commit()
    near, far = (sign_in(app, cast, name).get("/rituals").text for name in ("cleo", "dov"))
    assert "Next on Monday 1 June 2099, 19:00:" in near
    assert "Next on Monday 1 June 2099, 19:00, Brussels time:" in far
