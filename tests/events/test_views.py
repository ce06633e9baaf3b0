"""The pages of gatherings, as a reader meets them."""

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.events.conftest import Make, add_members, get, typed
from tribe.base.db import now, session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.events.services import answer, cancel_event
from tribe.members.models import Member

XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
FRENCH = {"Accept-Language": "fr"}


def count_events(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_member_invites_and_the_page_says_when_in_words(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    year = now().year + 1
    starts, ends = f"{year}-11-25T19:00", f"{year}-11-25T21:00"
    response = cleo.post("/events/new", data=typed(starts=starts, ends=ends, capacity="12"))
    assert (response.status_code, response.headers["Location"]) == (303, "/events/1")
    weekday = f"{datetime(year, 11, 25):%A}"  # noqa: DTZ001
    page = cleo.get("/events/1").text
    assert f"{weekday} 25 November {year}, 19:00–21:00, Paris time" in page
    assert "Bring a <em>cup</em>." in page
    french = cleo.get("/events/1", headers=FRENCH).text
    assert f" 25 novembre {year}, 19:00–21:00, heure de Paris" in french
    assert "https://www.openstreetmap.org/search?query=The+mill%2C+3+rue+du+Pont" in page


def test_an_empty_end_is_two_hours_later(app: Flask, cast: Cast) -> None:
    sign_in(app, cast, "cleo").post("/events/new", data=typed(ends=""))
    with app.app_context():
        assert get(1).ends_at - get(1).starts_at == timedelta(hours=2)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please fill this in"),
        ("title", "ab", "at least 3"),
        ("title", "x" * 201, "at most 200"),
        ("description", "x" * 20_001, "at most 20000"),
        ("mode", "moon", "one of the values"),
        ("place", "", "in which place people meet"),
        ("zone", "Mars/Olympus", "no time zone of this name"),
        ("zone", "", "Please fill this in"),
        ("starts", "", "Please fill this in"),
        ("starts", "tomorrow", "Please give a date"),
        ("starts", "2026-13-45T99:99", "Please give a date"),
        ("starts", "2020-01-01T10:00", "at most"),
        ("ends", "2020-01-01T10:00", "must come after"),
        ("capacity", "0", "whole number"),
        ("capacity", "many", "whole number"),
        ("capacity", "9" * 30, "whole number"),
        ("hosts", "nobody-at-all", "No member is called nobody-at-all"),
        ("hosts", "eve", "No member is called eve"),
        ("hosts", ",".join("ben" for _ in range(13)), "At most 12"),
    ],
)
def test_a_wrong_field_is_said_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, field: str, value: str, words: str
) -> None:
    response = sign_in(app, cast, "cleo").post("/events/new", data=typed(**{field: value}))
    page = response.text
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert words in page or (field == "starts" and "month at most" in page)
    assert "The mill, 3 rue du Pont" in page or field == "place"
    assert "Bring a *cup*." in page or field == "description"
    assert count_events(app) == 0


def test_an_end_before_the_start_is_told_beside_all_else_that_is_wrong(
    app: Flask, cast: Cast
) -> None:
    data = typed(title="", zone="Nowhere", starts="2027-06-01T12:00", ends="2027-06-01T10:00")
    page = sign_in(app, cast, "cleo").post("/events/new", data=data).text
    assert "The end must come after the start." in page
    assert "There is no time zone of this name" in page


def test_a_gathering_that_is_over_offers_nothing_to_come(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    data = typed(mode="online", online_url="https://meet.example.org/x")
    cleo = sign_in(app, cast, "cleo")
    address = cleo.post("/events/new", data=data).location
    page = client.get(address).text
    assert "Put it in your calendar" in page
    assert "is shown to members who come" in page
    with app.app_context():
        long_ago = now() - timedelta(days=9)
        session.execute(
            update(Event).values(starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
        )
        session.commit()
    page = client.get(address).text
    assert "Put it in your calendar" not in page
    assert "is shown to members who come" not in page
    assert "was shown to members who came" in page


def test_a_gathering_that_is_over_already_is_refused(app: Flask, cast: Cast) -> None:
    data = typed(starts="2024-06-01T10:00", ends="2024-06-01T12:00")
    response = sign_in(app, cast, "cleo").post("/events/new", data=data)
    assert response.status_code == 422
    assert "already over" in response.text


def test_a_time_that_does_not_exist_is_said_in_words(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    data = typed(starts="2027-03-28T02:30", ends="2027-03-28T05:00", zone="europe/paris")
    page = cleo.post("/events/new", data=data).text
    assert "This time does not exist in Europe/Paris" in page
    assert "03:30" in page
    french = cleo.post("/events/new", data=data, headers=FRENCH).text
    assert "n’existe pas" in french


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "meet.example/room",
        "https://",
        "https://user:secret@a.example/",
        "http://[::1",
        'https://a.example/" onload=x',
        "https://a.example:99999/",
    ],
)
def test_only_web_addresses_lead_online(app: Flask, cast: Cast, url: str) -> None:
    data = typed(mode="online", online_url=url)
    response = sign_in(app, cast, "cleo").post("/events/new", data=data)
    assert response.status_code == 422
    assert "begins with https://" in response.text


def test_online_needs_no_place_and_shows_its_address(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.post(
        "/events/new",
        data=typed(mode="online", place="", online_url="https://meet.example/r?a=1&b=2"),
    )
    page = cleo.get("/events/1").text
    assert 'href="https://meet.example/r?a=1&amp;b=2"' in page
    assert "openstreetmap" not in page


@pytest.mark.parametrize("field", ["title", "description", "place", "zone", "hosts", "capacity"])
def test_nothing_typed_becomes_markup(app: Flask, cast: Cast, field: str) -> None:
    cleo = sign_in(app, cast, "cleo")
    response = cleo.post("/events/new", data=typed(**{field: XSS}))
    pages = [response.text]
    if response.status_code == 303:
        pages = [cleo.get(path).text for path in ("/events", "/events/1", "/events/1/edit")]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_nobody_hosts_without_having_agreed(app: Flask, cast: Cast) -> None:
    cleo, dov, ada = (sign_in(app, cast, name) for name in ("cleo", "dov", "ada"))
    cleo.post("/events/new", data=typed(hosts="@DOV, ada"))
    assert hosts(app) == ["cleo"]
    assert dov.get("/events/1/edit").status_code == 403
    for path in ("/", "/events/1", "/u/dov"):
        assert "Yes, I host it and come" in dov.get(path).text
    assert "Yes, I host it" not in cleo.get("/u/dov").text
    assert dov.post("/events/1/hosting", data={"answer": "yes"}).status_code == 303
    assert ada.post("/events/1/hosting", data={"answer": "no"}).status_code == 303
    assert ada.post("/events/1/hosting", data={"answer": "yes"}).status_code == 404
    assert hosts(app) == ["cleo", "dov"]
    assert "You are going" not in dov.get("/").text
    assert 'value="going" checked' in dov.get("/events/1").text
    data = typed(title="Morning at the mill", hosts="")
    assert dov.post("/events/1/edit", data=data).status_code == 303
    assert hosts(app) == ["cleo", "dov"]  # nobody drops out by saving a form
    assert cleo.post("/events/1/hosting", data={"answer": "leave"}).status_code == 303
    assert dov.post("/events/1/hosting", data={"answer": "leave"}).status_code == 409
    assert hosts(app) == ["dov"]


def hosts(app: Flask) -> list[str]:
    with app.app_context():
        of_first = select(Member.name).join(EventHost).where(EventHost.event_id == 1)
        return list(session.scalars(of_first.order_by(Member.name)))


def test_a_gathering_can_be_brought_back_and_a_change_undone(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    cleo.post("/events/new", data=typed())
    dov.post("/events/1/rsvp", data={"status": "going"})
    cleo.post("/events/1/edit", data=typed(title="Nothing at all", place="Nowhere"))
    page = cleo.get("/events/1/history").text
    assert "Nothing at all" in page
    assert "Nowhere" in page
    assert dov.get("/events/1/history").status_code == 403
    assert cleo.post("/events/1/history", data={"revision": "1"}).status_code == 303
    assert "Nothing at all" not in cleo.get("/events/1").text
    assert cleo.post("/events/1/history", data={"revision": "99"}).status_code == 404
    cleo.post("/events/1/cancel")
    assert "Let it take place after all" not in dov.get("/events/1").text
    assert dov.post("/events/1/reinstate").status_code == 403
    assert cleo.post("/events/1/reinstate").status_code == 303
    page = dov.get("/events/1").text
    assert "is cancelled" not in page
    assert 'value="going" checked' in page
    assert cleo.post("/events/1/reinstate").status_code == 409


WAY_IN = "https://meet.example/x?pwd=y"


def test_the_way_in_is_for_those_who_come(app: Flask, cast: Cast, client: FlaskClient) -> None:
    cleo, dov, ben = (sign_in(app, cast, name) for name in ("cleo", "dov", "ben"))
    cleo.post("/events/new", data=typed(mode="online", place="", online_url=WAY_IN))
    hidden = [client.get(path) for path in ("/events/1", "/events.ics", "/events/1.ics", "/events")]
    hidden += [dov.get(path) for path in ("/events/1", "/events/1.ics", "/")]
    assert not [answer for answer in hidden if "meet.example" in answer.text]
    shown = html.escape(WAY_IN)
    dov.post("/events/1/rsvp", data={"status": "interested"})
    assert shown not in dov.get("/events/1").text
    dov.post("/events/1/rsvp", data={"status": "going"})
    assert all(shown in one.get("/events/1").text for one in (cleo, dov, ben))


def test_an_own_calendar_is_secret_and_can_be_taken_away(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    cleo.post("/events/new", data=typed(mode="online", place="", online_url=WAY_IN))
    cleo.post("/events/new", data=typed(title="Not for dov"))
    dov.post("/events/1/rsvp", data={"status": "going"})

    def address() -> str:
        found = re.search(r"/calendar/[\w-]+\.ics", dov.get("/me/calendar").text)
        return found[0] if found else ""

    assert address() == ""
    dov.post("/me/calendar")
    first = address()
    feed = client.get(first)
    assert feed.headers["Cache-Control"] == "no-cache, private"
    assert WAY_IN in feed.text.replace("\r\n ", "")
    assert "Not for dov" not in feed.text
    dov.post("/events/1/rsvp", data={"status": "interested"})
    assert "meet.example" not in client.get(first).text
    dov.post("/me/calendar")
    assert client.get(first).status_code == 404
    assert client.get(address()).status_code == 200
    second = address()
    dov.post("/me/calendar", data={"act": "close"})
    assert client.get(second).status_code == 404
    assert client.get("/calendar/%00.ics").status_code == 404


def test_edit_keeps_what_was_typed(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make()
    response = sign_in(app, cast, "cleo").post(
        f"/events/{event_id}/edit", data=typed(title="", place="A place just typed")
    )
    assert response.status_code == 422
    assert "A place just typed" in response.text
    with app.app_context():
        assert get(event_id).place == "The mill, 3 rue du Pont"


def test_nobody_comes_or_is_asked_to_host_once_it_is_cancelled(
    app: Flask, cast: Cast, make: Make
) -> None:
    event_id, dov, cleo = make(), sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    cleo.post(f"/events/{event_id}/edit", data=typed(hosts="ines"))
    dov.post(f"/events/{event_id}/rsvp", data={"status": "going", "guests": "0"})
    assert "you are going" in dov.get("/events").text
    assert "Asked to host" in dov.get(f"/events/{event_id}").text
    cleo.post(f"/events/{event_id}/cancel")
    listed = dov.get("/events").text
    assert "cancelled" in listed
    assert "you are going" not in listed
    assert "Asked to host" not in dov.get(f"/events/{event_id}").text


def test_cancelling_asks_first_and_leaves_the_page(app: Flask, cast: Cast, make: Make) -> None:
    event_id, cleo = make(), sign_in(app, cast, "cleo")
    assert "Cancel the gathering?" in cleo.get(f"/events/{event_id}/cancel").text
    with app.app_context():
        assert get(event_id).status is EventStatus.CONFIRMED
    assert cleo.post(f"/events/{event_id}/cancel").status_code == 303
    page = cleo.get(f"/events/{event_id}").text
    assert "This gathering is cancelled" in page
    assert "/rsvp" not in page
    assert cleo.post(f"/events/{event_id}/cancel").status_code == 409
    assert cleo.post(f"/events/{event_id}/edit", data=typed()).status_code == 403


def test_answering_and_the_place_in_the_line(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make(capacity=1)
    clients = {name: sign_in(app, cast, name) for name in ("ben", "dov", "ines")}
    for client in clients.values():
        response = client.post(f"/events/{event_id}/rsvp", data={"status": "going", "guests": "0"})
        assert (response.status_code, response.headers["Location"]) == (303, f"/events/{event_id}")
    assert "You are going" in clients["ben"].get(f"/events/{event_id}").text
    assert "You are next in line" in clients["dov"].get(f"/events/{event_id}").text
    assert "number 2 on the waitlist" in clients["ines"].get(f"/events/{event_id}").text
    clients["ben"].post(f"/events/{event_id}/rsvp", data={"status": "not_going"})
    assert "A place became free" in clients["dov"].get(f"/events/{event_id}").text
    assert "You are next in line" in clients["ines"].get(f"/events/{event_id}").text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 422, "one of the values"),
        ({"status": "waitlisted"}, 422, "one of the values"),
        ({"status": "going", "guests": "11"}, 422, "from 0 to 10"),
        ({"status": "going", "guests": "-1"}, 422, "from 0 to 10"),
        ({"status": "going", "guests": "x"}, 422, "from 0 to 10"),
        ({"status": "going", "guests": "4"}, 409, "room for 3 people"),
    ],
)
def test_an_answer_that_cannot_be_is_said_beside_what_was_chosen(
    app: Flask, cast: Cast, make: Make, data: dict[str, str], status: int, words: str
) -> None:
    event_id = make(capacity=3)
    response = sign_in(app, cast, "dov").post(f"/events/{event_id}/rsvp", data=data)
    assert response.status_code == status
    assert words in response.text
    if "guests" in data:
        assert f'value="{data["guests"]}"' in response.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_guests_see_how_many_and_members_who(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make()
    with app.app_context():
        answer(cast.get("dov"), get(event_id), Rsvp.GOING, guests=2)
        session.commit()
    guest = app.test_client().get(f"/events/{event_id}").text
    assert "3 people are coming" in guest
    assert "/u/dov" not in guest
    assert f"/sign-in?next=/events/{event_id}" in guest
    assert "/u/dov" in sign_in(app, cast, "ines").get(f"/events/{event_id}").text


def test_a_party_larger_than_what_is_left_is_told_how_much_is(
    app: Flask, cast: Cast, make: Make
) -> None:
    event_id = make(capacity=4)
    address = f"/events/{event_id}/rsvp"
    sign_in(app, cast, "ben").post(address, data={"status": "going", "guests": "1"})
    dov = sign_in(app, cast, "dov")
    dov.post(address, data={"status": "going", "guests": "2"})
    assert "There are 2 places left, and you are 3" in dov.get(f"/events/{event_id}").text


def test_the_waitlist_is_for_hosts_and_moderators(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make(capacity=1)
    with app.app_context():
        for name in ("ada", "dov"):
            answer(cast.get(name), get(event_id), Rsvp.GOING)
        session.commit()
    for name, sees in (("cleo", True), ("ben", True), ("ines", False), ("dov", False)):
        page = sign_in(app, cast, name).get(f"/events/{event_id}").text
        assert ("Waiting for a place, in turn" in page) is sees, name


def test_lists_of_what_is_to_come_and_what_was(app: Flask, cast: Cast, make: Make) -> None:
    make(title="Was long ago", starts_at=now() - timedelta(days=30))
    make(title="Was lately", starts_at=now() - timedelta(days=3))
    off = make(title="Is called off")
    make(title="Is tomorrow", starts_at=now() + timedelta(days=1))
    make(title="Is on now", starts_at=now() - timedelta(hours=1))
    with app.app_context():
        cancel_event(cast.get("cleo"), get(off))
        session.commit()
    client = app.test_client()
    page, past = client.get("/events").text, client.get("/events?past=1").text
    titles = ["Is on now", "Is tomorrow", "Is called off"]
    assert sorted(titles, key=page.index) == titles
    assert "Was" not in page
    assert past.index("Was lately") < past.index("Was long ago")
    assert "Is tomorrow" not in past


@pytest.mark.parametrize("past", [True, False])
def test_pages_of_twenty_lead_on_and_back(app: Flask, make: Make, past: bool) -> None:
    for index in range(45):
        days = -index - 1 if past else index + 1
        make(title=f"Number {index:02}.", starts_at=now() + timedelta(days=days))
    client, base = app.test_client(), "/events?past=1&" if past else "/events?"

    def read(address: str) -> tuple[list[str], dict[str, str]]:
        page = client.get(address).text
        links = {
            relation: base
            + tail.split('"')[0].replace("&amp;", "&").split("?", 1)[1].replace("past=1&", "")
            for relation in ("prev", "next")
            for tail in page.split(f'rel="{relation}" href="')[1:]
        }
        return [part[:2] for part in page.split("Number ")[1:]], links

    first, links = read(base)
    second, onward = read(links["next"])
    third, last = read(onward["next"])
    assert (len(first), len(second), len(third)) == (20, 20, 5)
    assert first + second + third == [f"{index:02}" for index in range(45)]
    assert "next" not in last
    assert "prev" not in links
    assert read(last["prev"])[0] == second
    back, links = read(onward["prev"])
    assert back == first
    assert "prev" not in links


@pytest.mark.parametrize(
    "cursor", ["x", "1-", "-1", "9" * 40 + "-1", "1-99999999999", "1-1", "%00"]
)
@pytest.mark.parametrize("end", ["after", "before"])
def test_a_cursor_out_of_nowhere_is_no_error(client: FlaskClient, cursor: str, end: str) -> None:
    assert client.get(f"/events?{end}={cursor}").status_code == 200


def test_empty_lists_say_what_will_be_there(app: Flask, cast: Cast) -> None:
    assert "No gathering is planned" in app.test_client().get("/events").text
    assert "Nothing behind us yet" in app.test_client().get("/events?past=1").text
    assert "Aucune rencontre" in app.test_client().get("/events", headers=FRENCH).text


def test_the_list_costs_the_same_for_one_and_for_twenty(app: Flask, cast: Cast, make: Make) -> None:
    def cost(client: FlaskClient) -> int:
        with count_queries(app) as queries:
            assert client.get("/events").status_code == 200
        return len(queries)

    def fill(count: int) -> None:
        for _ in range(count):
            event_id = make(host_ids=(cast.ids["ada"], cast.ids["dov"]))
            with app.app_context():
                for name in ("ben", "ines"):
                    answer(cast.get(name), get(event_id), Rsvp.GOING)
                session.commit()

    guest, ben = app.test_client(), sign_in(app, cast, "ben")
    fill(1)
    few = cost(guest), cost(ben)
    fill(19)
    assert (cost(guest), cost(ben)) == few
    # a moderator's menu counts who asks to come in and which cases they may see wait; and the bell
    assert few == (4, 10)


def test_the_page_costs_the_same_for_one_and_for_twenty(app: Flask, cast: Cast, make: Make) -> None:
    def cost(event_id: int, client: FlaskClient) -> int:
        with count_queries(app) as queries:
            assert client.get(f"/events/{event_id}").status_code == 200
        return len(queries)

    event_id, cleo, guest = make(), sign_in(app, cast, "cleo"), app.test_client()
    costs: list[tuple[int, int]] = []
    for count in (1, 19):
        with app.app_context():
            for member in add_members(count + len(costs)) if not costs else _more(count):
                answer(member, get(event_id), Rsvp.GOING)
            session.commit()
        costs.append((cost(event_id, guest), cost(event_id, cleo)))
    assert costs[0] == costs[1]
    assert costs[0] == (4, 10)  # a member has the bell, and perhaps a bookmark


def _more(count: int) -> list[Any]:
    from tribe.members.models import Member

    members = [Member(name=f"n{i:03}", name_key=f"n{i:03}") for i in range(count)]
    session.add_all(members)
    session.flush()
    return members


def test_a_form_may_be_filled_by_its_address(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "cleo").get("/events/new?title=A+joint+walk&hosts=ada").text
    assert 'value="A joint walk"' in page


def test_there_is_nothing_at_unknown_numbers(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for path in ("/events/77", "/events/77/edit", "/events/77/cancel", "/events/99999999999"):
        assert cleo.get(path).status_code == 404
    assert cleo.post("/events/77/rsvp", data={"status": "going"}).status_code == 404


def test_an_answer_that_comes_too_late_is_told_so(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make()
    sign_in(app, cast, "cleo").post(f"/events/{event_id}/cancel")
    late = sign_in(app, cast, "dov").post(f"/events/{event_id}/rsvp", data={"status": "going"})
    assert late.status_code == 409
    assert 'role="alert"' in late.text
