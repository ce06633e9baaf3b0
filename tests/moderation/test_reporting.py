"""Everything that a person wrote can be reported, by members and by guests, and who did hears."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import causes, work
from tests.world import World, furnish
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, Finding, ModerationCase, Report, ReportKind
from tribe.moderation.services import Ruling
from tribe.rituals.models import Ritual
from tribe.web.subjects import find_reportable, subjects

BEFORE = "CASES_BEFORE"  # in the settings of the app: the last case that the world has
NOTICE = {
    "url": "/p/1",
    "kind": "illegal",
    "words": "It sells what no law lets one sell.",
    "name": "Wren",
    "email": "wren@example.org",
}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    made = furnish(app, cast)
    with app.app_context():
        app.config[BEFORE] = session.scalar(select(func.max(ModerationCase.id)))
    return made


def cases(app: Flask) -> list[tuple[str, int]]:
    """Which things were brought up, in order."""
    with app.app_context():
        chosen = select(ModerationCase.subject_type, ModerationCase.subject_id)
        later = chosen.where(ModerationCase.id > app.config[BEFORE])
        found = session.execute(later.order_by(ModerationCase.id)).all()
        return [(row[0], row[1]) for row in found]


def latest() -> Report:
    """What was reported last."""
    return session.scalars(select(Report).order_by(Report.id.desc()).limit(1)).one()


def decide_all(cast: Cast, act: str = NO_ACTION) -> None:
    """Ben decides on what was reported and waits; a text that waits is published or not."""
    own = ModerationCase
    waiting = select(own).where(own.state == "open", own.subject_type != "held_text")
    for case in session.scalars(waiting):
        services.decide(cast.get("ben"), case, Ruling(act, "It was looked at.", "Be kind"))
    work()


def test_each_thing_has_its_report_on_its_page(app: Flask, cast: Cast, world: World) -> None:
    ben = sign_in(app, cast, "ben")
    pages = {
        f"/t/{world.topic}/some-plain-words": f"/p/{world.post}/report",
        f"/events/{world.event}": f"/report/event/{world.event}",
        f"/rituals/{world.rite}": "/report/ritual/1",
        f"/acts/{world.act}": f"/report/brand_act/{world.act}",
        "/promises": f"/report/promise/{world.promise}",
        "/u/cleo": f"/report/member/{cast.ids['cleo']}",
    }
    for page, action in pages.items():
        assert action in ben.get(page).text, page
    assert f"/report/enactment/{world.enactment}" in ben.get(f"/rituals/{world.rite}").text
    cleo = sign_in(app, cast, "cleo")
    for page in (f"/events/{world.event}", "/u/cleo"):  # hers
        assert "/report/" not in cleo.get(page).text


def test_a_member_reports_in_one_press_and_reads_what_became_of_it(
    app: Flask, cast: Cast, world: World
) -> None:
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post(f"/p/{world.post}/report", data={"kind": "spam"})
    assert (answer.status_code, answer.location.startswith("/t/")) == (303, True)
    assert "you will be told the outcome" in cleo.get(answer.location).text
    assert "Waiting for a moderator." in cleo.get("/me/reported").text
    with app.app_context():
        decide_all(cast)
        assert ("cleo", "moderation.report_answered") in causes()
    page = cleo.get("/me/reported").text
    assert "A moderator reviewed it: it stays." in page
    assert "ben" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Your report was reviewed" in cleo.get("/notices").text
    assert "You have reported nothing" in sign_in(app, cast, "dov").get("/me/reported").text


def test_something_else_asks_for_words_and_keeps_what_was_typed(
    app: Flask, cast: Cast, world: World
) -> None:
    cleo, ines = sign_in(app, cast, "cleo"), sign_in(app, cast, "ines")
    answer = ines.post("/report/ritual/1", data={"kind": "nonsense", "words": "So loud"})
    assert (answer.status_code, "So loud" in answer.text) == (422, True)
    assert "Edit or remove it yourself" in cleo.get("/report/ritual/1").text
    assert cleo.post(f"/p/{world.post}/report", data={"kind": "other"}).status_code == 422
    assert cases(app) == []


@pytest.mark.parametrize("thing", ["nothing", "topic", "category"])
def test_what_nobody_wrote_is_not_reported(
    app: Flask, cast: Cast, world: World, thing: str
) -> None:
    assert sign_in(app, cast, "cleo").get(f"/report/{thing}/1").status_code == 404


def test_addresses_lead_to_what_stands_there(app: Flask, cast: Cast, world: World) -> None:
    with app.test_request_context("/", base_url="http://localhost"):
        rite = session.scalars(select(Ritual.id).where(Ritual.slug == world.rite)).one()
        first = world.post - 1
        found = {
            f"/p/{world.post}": ("post", world.post),
            f"http://localhost/t/{world.topic}/whatever?page=1#post-2": ("post", world.post),
            f"/t/{world.topic}#post-1": ("post", first),
            f"/t/{world.topic}/2": ("post", world.post),
            f"/files/{world.file}/preview": ("post", world.post),
            f"/events/{world.event}": ("event", world.event),
            f"/events/{world.event}.ics": ("event", world.event),
            f"/rituals/{world.rite}": ("ritual", rite),
            f"/rituals/{world.rite}#e-{world.enactment}": ("enactment", world.enactment),
            f"/acts/{world.act}": ("brand_act", world.act),
            f"/promises#promise-{world.promise}": ("promise", world.promise),
            f"/promises/{world.promise}/settle": ("promise", world.promise),
            "/u/Cleo": ("member", cast.ids["cleo"]),
            "/u/cleo/avatar": ("member", cast.ids["cleo"]),
        }
        assert {address: find_reportable(address) for address in found} == found
        for nothing in (
            "/topics",
            "/promises",
            "/promises#promise-99",
            "https://elsewhere.example/p/1",
            "/t/99",
            f"/t/{world.topic}",
            f"/t/{world.topic}/some-plain-words",
            "",
            "//[",
            "/p/x",
        ):
            assert find_reportable(nothing) is None, nothing


def test_every_reportable_thing_says_where_it_stands(app: Flask, cast: Cast, world: World) -> None:
    with app.test_request_context("/"):
        for subject in subjects().values():
            if not subject.is_reportable:
                continue
            shown = subject.show(cast.get("ada"), 1)
            if shown is None or not subject.pages:
                continue  # private
            assert find_reportable(shown.address) == (subject.type, 1), subject.type


def test_a_guest_gives_notice_and_follows_it_by_a_link(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    answer = client.post("/report", data=NOTICE | {"url": f"http://localhost/p/{world.post}"})
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    page = client.get(answer.location)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Waiting for a moderator." in page.text
    with app.app_context():
        report = latest()
        assert (report.kind, report.email) == (ReportKind.ILLEGAL, "wren@example.org")
        assert report.follow_digest is not None
        assert answer.location.rpartition("/")[2] not in report.follow_digest
        [letter] = read_letters("moderation.received")
        assert answer.location in letter.text
        decide_all(cast)
        assert report.finding is Finding.DISMISSED
        [told] = read_letters("moderation.outcome")
        assert "it stays" in told.text
        assert "court" in told.text
        assert "ben" not in told.text.lower()
    assert "If you disagree" in client.get(answer.location).text
    assert client.get("/report/of-nobody").status_code == 404


def test_a_notice_tells_a_guest_nothing_of_what_only_members_see(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    with app.app_context():
        attic = Category(slug="attic", name="Zibeline")
        session.add(attic)
        session.flush()
        for audience, may_create in ((Audience.MEMBER, False), (Audience.MODERATOR, True)):
            grant = {"may_see": True, "may_create": may_create}
            session.add(CategoryPermission(category_id=attic.id, audience=audience, **grant))
        session.flush()
        topic = forum.create_topic(cast.get("ben"), attic, "Quagmire", "It is flummoxed")
        session.commit()
        hidden = f"/t/{topic.id}"
    pages = []
    for url in (hidden, "/t/98765", "https://elsewhere.example/t/1", "no address at all"):
        answer = client.post("/report", data=NOTICE | {"url": url})
        assert answer.status_code == 303, url
        page = client.get(answer.location).text.partition("<main")[2]
        assert "Quagmire" not in page
        assert "flummoxed" not in page
        pages.append(len(page.replace(url, "")))
    assert max(pages) - min(pages) < 20  # but for the number and the time
    assert [kind for kind, _number in cases(app)] == ["topic", "address", "address", "address"]
    again = client.post("/report", data=NOTICE | {"url": "/t/98765"})
    assert again.status_code == 303
    assert len(cases(app)) == 4


@pytest.mark.parametrize("missing", ["url", "kind", "words"])
def test_a_notice_says_where_what_and_why(
    app: Flask, cast: Cast, world: World, client: FlaskClient, missing: str
) -> None:
    answer = client.post("/report", data={**NOTICE, missing: " \u200b"})
    assert answer.status_code == 422
    assert "wren@example.org" in answer.text
    assert cases(app) == []


def test_who_says_it_may_stay_unnamed_and_other_sites_send_nothing(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    bare = {key: NOTICE[key] for key in ("url", "kind", "words")} | {"children": "1"}
    assert client.post("/report", data=bare).status_code == 303
    with app.app_context():
        report = latest()
        assert (report.email, report.reason) == (None, "abuse_of_children")
        assert read_letters("moderation.received") == []
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/report", data=bare, headers=elsewhere).status_code == 400


def test_a_member_may_give_an_address_too(app: Flask, cast: Cast, world: World) -> None:
    cleo = sign_in(app, cast, "cleo")
    sent = {"url": f"/p/{world.post}", "kind": "harm", "words": ""}
    assert cleo.post("/report", data=sent).location == "/me/reported"
    assert cleo.post("/report", data=sent).location == "/me/reported"
    own = cleo.post("/report", data=sent | {"url": "/u/cleo"})
    assert own.status_code == 409
    with app.app_context():
        report = latest()
        assert session.get_one(Member, report.reporter_id).name == "cleo"


def test_who_reports_again_what_waits_is_told_so_and_adds_nothing(
    app: Flask, cast: Cast, world: World
) -> None:
    cleo, address = sign_in(app, cast, "cleo"), f"/p/{world.post}/report"
    assert "You already reported this" not in cleo.get(address).text
    cleo.post(address, data={"kind": "spam"})
    assert "You already reported this" in cleo.get(address).text
    with app.app_context():
        before = session.scalar(select(func.count(Report.id)))
    again = cleo.post(address, data={"kind": "harm", "words": "And more"}, follow_redirects=True)
    assert "You already reported this" in again.text
    assert "you will be told the outcome" not in again.text
    typed = cleo.post("/report", data={"url": f"/p/{world.post}", "kind": "harm"})
    assert "You already reported this" in cleo.get(typed.location).text
    with app.app_context():
        assert session.scalar(select(func.count(Report.id))) == before
        assert latest().kind is ReportKind.SPAM
        decide_all(cast)
    assert "You already reported this" not in cleo.get(address).text
