"""What members put aside is theirs alone: a note, a time, and nothing of what is gone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import Hall, causes, hall, work
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.bookmarks import services
from tribe.bookmarks.forms import offered
from tribe.bookmarks.mails import reminder
from tribe.bookmarks.models import Bookmark
from tribe.events import services as events
from tribe.events.models import Mode
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Post
from tribe.mail import Mail
from tribe.notices import services as notices
from tribe.rituals import services as rituals

__all__ = ["hall"]
TITLE = "Bread on Saturday"
DAY = timedelta(days=1)


@pytest.fixture
def post(hall: Hall) -> Post:
    """Dov's, in a topic of Ben's."""
    hall.cast.get("cleo").email_confirmed_at = now()
    hall.cast.get("cleo").locale = "en"
    return hall.reply("dov", hall.topic("ben", TITLE), "The secret of the crust")


@pytest.fixture
def browser(hall: Hall, post: Post, app: Flask, cast: Cast) -> FlaskClient:
    """Cleo's."""
    return sign_in(app, cast, "cleo")


def kept() -> list[tuple[str, int]]:
    session.rollback()
    return [(one.subject_type, one.subject_id) for one in session.scalars(select(Bookmark))]


def own() -> Bookmark:
    session.rollback()
    return session.scalars(select(Bookmark)).one()


def put_aside(hall: Hall, post: Post, at: datetime | None = None, note: str = "") -> Bookmark:
    """Cleo's bookmark of a post, and when she wants to be reminded."""
    cleo = hall.cast.get("cleo")
    services.toggle(cleo, "post", post.id)
    session.commit()
    mark = own()
    services.change(cleo, mark, note, at)
    work()
    return mark


def test_a_post_is_put_aside_and_taken_back(browser: FlaskClient, post: Post) -> None:
    place = f"/t/{post.topic_id}/bread-on-saturday"
    button = f'formaction="/p/{post.id}/bookmark" aria-pressed="{{}}"'
    assert button.format("false") in browser.get(place).text
    answer = browser.post(f"/p/{post.id}/bookmark")
    assert (answer.status_code, answer.location) == (303, f"{place}#post-2")
    assert kept() == [("post", post.id)]
    page = browser.get(place).text
    assert button.format("true") in page
    assert page.count('aria-pressed="true">Bookmark') == 1
    assert f'href="/p/{post.id}/bookmark"' in page
    assert browser.post(f"/p/{post.id}/bookmark").status_code == 303
    assert kept() == []


def test_one_press_throws_no_note_and_no_reminder_away(
    hall: Hall, browser: FlaskClient, post: Post
) -> None:
    for note, at in (("For Sunday", None), ("", now() + timedelta(days=1))):
        mark = put_aside(hall, post, at, note)
        pressed = browser.post(f"/p/{post.id}/bookmark")
        assert (pressed.status_code, pressed.location) == (303, f"/me/bookmarks/{mark.id}")
        assert "has a note or a reminder" in browser.get(pressed.location).text
        script = browser.post(f"/p/{post.id}/bookmark", headers={"Sec-Fetch-Mode": "cors"})
        assert script.status_code == 409  # and it sends the form as any other
        assert kept() == [("post", post.id)]
        assert browser.post(f"/me/bookmarks/{mark.id}/remove").status_code == 303
        assert kept() == []


def test_an_open_page_shows_at_once_what_its_reader_put_aside(
    browser: FlaskClient, post: Post
) -> None:
    address = f"/t/{post.topic_id}/after?after=1&from=1"
    button = f'formaction="/p/{post.id}/bookmark" aria-pressed="true"'
    assert button not in browser.get(address).text
    browser.post(f"/p/{post.id}/bookmark")
    assert button in browser.get(address).text
    browser.post(f"/p/{post.id}/bookmark")
    assert button not in browser.get(address).text


def test_a_note_that_is_written_before_it_is_told_loses_no_reminder(
    hall: Hall, browser: FlaskClient, post: Post
) -> None:
    mark = put_aside(hall, post, now())
    notices.remind()
    session.commit()
    answer = browser.post(f"/me/bookmarks/{mark.id}", data={"note": "For Sunday", "when": "never"})
    assert answer.status_code == 303
    work()
    assert hall.lines("cleo") == [(f"You wanted to be reminded of “{TITLE}”",)]
    assert notices.remind() == 0


def test_nobody_else_sees_what_was_put_aside(
    browser: FlaskClient, post: Post, app: Flask, cast: Cast
) -> None:
    """Neither on the page that is drawn once for all, nor what open pages fetch."""
    browser.post(f"/p/{post.id}/bookmark")
    number = own().id
    places = [f"/t/{post.topic_id}/bread-on-saturday", f"/p/{post.id}/fragment"]
    places.append(f"/t/{post.topic_id}/after?from=1&after=0")
    assert ['aria-pressed="true">Bookmark' in browser.get(one).text for one in places] == [True] * 3
    for who in ("dov", "ada"):
        other = sign_in(app, cast, who)
        for place in places:
            text = other.get(place).text
            assert 'aria-pressed="false">Bookmark' in text
            assert 'aria-pressed="true">Bookmark' not in text
            assert f'/p/{post.id}/bookmark">Note' not in text
    ada = sign_in(app, cast, "ada")
    for address in (f"/me/bookmarks/{number}", f"/me/bookmarks/{number}/thing"):
        assert ada.get(address).status_code == 404
    assert ada.post(f"/me/bookmarks/{number}/remove").status_code == 404
    assert ada.get(f"/go/bookmark/{number}").status_code == 404
    assert ada.get(f"/p/{post.id}/bookmark").status_code == 404
    assert "Nothing put aside yet" in ada.get("/me/bookmarks").text


def test_a_note_and_a_time_are_kept_on_ones_own_clock(
    browser: FlaskClient, post: Post, cast: Cast
) -> None:
    cast.get("cleo").zone = "America/New_York"
    session.commit()
    browser.post(f"/p/{post.id}/bookmark")
    address = f"/me/bookmarks/{own().id}"
    assert browser.get(f"/p/{post.id}/bookmark").location == address
    assert "New York time" in browser.get(address).text
    sent = {"note": "For  Sunday", "when": "at", "at": "2027-06-01T18:30"}
    assert browser.post(address, data=sent).status_code == 303
    assert own().remind_at == datetime(2027, 6, 1, 22, 30, tzinfo=UTC)
    assert 'value="2027-06-01T18:30"' in browser.get(address).text
    page = browser.get("/me/bookmarks").text
    assert all(words in page for words in (TITLE, "For", "reminder on 1 Jun 2027, 18:30"))
    for when in ("tomorrow", "week"):
        assert browser.post(address, data={"when": when}).status_code == 303
        morning = own().remind_at
        assert morning is not None
        assert morning.astimezone(ZoneInfo("America/New_York")).hour == 9
    assert browser.post(address, data={"when": "never"}).status_code == 303
    assert own().remind_at is None


def test_gatherings_and_rites_are_put_aside_on_their_pages(
    browser: FlaskClient, app: Flask, cast: Cast
) -> None:
    start = now() + timedelta(days=9)
    draft = events.EventDraft("Supper", Mode.PLACE, "UTC", start, start + DAY, place="Hall")
    event = events.create_event(cast.get("ben"), draft)
    rite = rituals.declare(cast.get("ben"), rituals.RitualDraft("First light", "To greet"))
    session.commit()
    pages = {
        "event": (f"/events/{event.id}", event.id),
        "ritual": (f"/rituals/{rite.slug}", rite.id),
    }
    for kind, (page, number) in pages.items():
        assert 'aria-pressed="false">Bookmark' in browser.get(page).text
        answer = browser.post("/me/bookmarks", data={"kind": kind, "number": number})
        assert (answer.status_code, answer.location) == (303, page)
        assert 'aria-pressed="true">Bookmark' in browser.get(page).text
    listed = browser.get("/me/bookmarks").text
    assert "Supper" in listed
    assert "First light" in listed
    for other in ({"kind": "event", "number": 999}, {"kind": "category", "number": 1}, {}):
        assert browser.post("/me/bookmarks", data=other).status_code == 404
    for kind, (_page, number) in pages.items():
        browser.post("/me/bookmarks", data={"kind": kind, "number": number})
    assert kept() == []


def test_what_is_offered_is_a_morning_of_the_zone() -> None:
    for zone in ("Pacific/Auckland", "America/New_York"):
        today = now().astimezone(ZoneInfo(zone)).date()
        assert [at.date() - today for at in offered(zone).values()] == [
            timedelta(days=1),
            timedelta(days=7),
        ]


@pytest.mark.parametrize(
    "sent",
    [
        {"when": "at"},
        {"when": "at", "at": "2020-01-01T10:00"},
        {"when": "at", "at": "2199-01-01T10:00"},
        {"when": "at", "at": "soon"},
        {"when": "some day"},
        {"when": "never", "note": "x" * 501},
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    browser: FlaskClient, post: Post, sent: dict[str, str]
) -> None:
    browser.post(f"/p/{post.id}/bookmark")
    answer = browser.post(f"/me/bookmarks/{own().id}", data={"note": "My words"} | sent)
    assert answer.status_code == 422
    assert sent.get("note", "My words") in answer.text
    assert own().remind_at is None


def test_one_is_reminded_once_at_the_time(hall: Hall, post: Post) -> None:
    at = now() + timedelta(minutes=30)
    mark = put_aside(hall, post, at, "For <Sunday>")
    assert notices.remind(at - timedelta(seconds=1)) == 0
    assert [notices.remind(at), notices.remind(at)] == [1, 0]
    work()
    assert [one for one in causes() if one[1] == "bookmarks.due"] == [("cleo", "bookmarks.due")]
    assert hall.lines("cleo") == [(f"You wanted to be reminded of “{TITLE}”",)]
    [mailed] = read_letters("bookmarks.reminder")
    assert (mailed.to, mailed.subject) == (
        "cleo@example.invalid",
        f"You wanted to be reminded of “{TITLE}”",
    )
    assert "For <Sunday>" in mailed.text
    assert f"/me/bookmarks/{mark.id}/thing" in mailed.text
    services.change(hall.cast.get("cleo"), mark, "", at + timedelta(days=1))
    assert notices.remind(at + timedelta(days=1)) == 1


def test_following_the_reminder_reads_it(hall: Hall, browser: FlaskClient, post: Post) -> None:
    mark = put_aside(hall, post, now())
    notices.remind()
    work()
    answer = browser.get(f"/me/bookmarks/{mark.id}/thing")
    assert answer.location == f"/t/{post.topic_id}/bread-on-saturday#post-2"
    session.rollback()
    assert [reminder(one.facts) for one in session.scalars(select(Mail))][-1] is None


@pytest.mark.parametrize("how", ["taken away", "another time"])
def test_what_was_changed_before_it_is_told_is_not_told(hall: Hall, post: Post, how: str) -> None:
    mark = put_aside(hall, post, now())
    notices.remind()
    if how == "taken away":
        services.remove(hall.cast.get("cleo"), mark.id)
    else:
        services.change(hall.cast.get("cleo"), mark, "", now() + timedelta(days=1))
    work()
    assert hall.lines("cleo") == []


@pytest.mark.parametrize("how", ["removed", "hidden"])
def test_of_what_is_gone_nothing_is_said(
    hall: Hall, browser: FlaskClient, post: Post, how: str
) -> None:
    mark = put_aside(hall, post, now(), "My own words")
    if how == "removed":
        forum.remove(hall.cast.get("ben"), post)
    else:
        hide(hall.room)
    work()
    notices.remind()
    work()
    gone = "You wanted to be reminded of something that is gone now"
    assert hall.lines("cleo")[0] == (gone,)
    [mailed] = read_letters("bookmarks.reminder")
    for text in (mailed.text, browser.get("/me/bookmarks").text):
        assert TITLE not in text
        assert "crust" not in text
    page = browser.get("/me/bookmarks").text
    assert "What stood here is gone" in page
    assert "My own words" in page
    assert browser.get(f"/me/bookmarks/{mark.id}/thing").location == f"/me/bookmarks/{mark.id}"
    assert browser.get(f"/me/bookmarks/{mark.id}").status_code == 200
    assert browser.post(f"/me/bookmarks/{mark.id}/remove").status_code == 303
    assert kept() == []


def hide(room: Category) -> None:
    """Let none but moderators see what is in it."""
    own = {"category_id": room.id, "may_see": True}
    session.add(CategoryPermission(audience=Audience.MODERATOR, **own))


def test_a_page_of_many_is_asked_for_at_once(
    hall: Hall, browser: FlaskClient, post: Post, app: Flask
) -> None:
    costs = []
    for number in (2, 22):
        while (session.scalar(select(func.count(Bookmark.id))) or 0) < number:
            another = hall.reply("dov", hall.topic("ben", "One"), "More")
            services.toggle(hall.cast.get("cleo"), "post", another.id)
            session.commit()
        with count_queries(app) as queries:
            page = browser.get("/me/bookmarks").text
        costs.append(len(queries))
        assert page.count("/thing") == min(number, 20)
    assert costs[0] == costs[1]
    assert "after=" in page


def test_what_is_due_is_known_to_its_member_alone(hall: Hall, post: Post) -> None:
    put_aside(hall, post, now())
    notices.remind()
    [act] = session.scalars(select(Activity).where(Activity.kind == "bookmarks.bookmark.due"))
    assert (act.actor_id, act.member_id, act.audience) == (None, hall.cast.ids["cleo"], "own")
