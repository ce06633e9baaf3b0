"""From an empty database to open doors, as whoever has the code does it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.html import publish_first
from tests.stating import TYPED
from tribe import mail
from tribe.access import Role
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Category, Topic
from tribe.mail.models import Mail, MailAddress, MailState
from tribe.members.models import Member
from tribe.pages.models import PageKey
from tribe.pages.queries import find_version
from tribe.settings import current
from tribe.setup import commands, notice, queries, services
from tribe.setup.categories import category_sets
from tribe.setup.steps import list_steps
from tribe.voice.models import CharterValue

FOUNDER = {"name": "Odile", "email": "odile@example.org", "password": "three unrelated words"}


@pytest.fixture(autouse=True)
def unheard(session_app: Flask) -> Iterator[None]:
    """Other tests have made the process think that nothing is to be set up."""
    session_app.extensions.pop(notice.EXTENSION, None)
    yield
    session_app.extensions.pop(notice.EXTENSION, None)


@pytest.fixture
def code(app: Flask) -> str:
    """The code of a new place."""
    with app.app_context():
        made = services.begin()
        session.commit()
    assert made is not None
    return made


def test_a_new_place_is_set_up_from_the_code_to_open_doors(
    app: Flask, client: FlaskClient, code: str
) -> None:
    assert 'href="/setup"' in client.get("/").text
    assert code in client.get(f"/setup?code={code}").text
    assert client.post("/setup", data=FOUNDER | {"code": code.lower()}).location == "/setup/place"
    answers = [
        ("place", {"name": "Levain", "tagline": "", "brand": "Four", "accent": "#804000"}),
        ("languages", {"languages": "fr", "language": "fr", "zone": "Europe/Paris"}),
        ("voice", {"who": "me"}),
        ("charter", {"title_1": "We mend", "meaning_1": "before we buy"}),
        (
            "categories",
            {"set": "things", "things_hello": "1", "things_hello_name": "Bonjour"}
            | {"things_table": "1", "things_table_name": "Autour de la table"},
        ),
        ("rules", {"text_fr": "Soyez bons."}),
        ("privacy", {"text_fr": "Rien n’est vendu."}),
        ("mail", {"mail_from": "levain@example.org", "to": "odile@example.org"}),
        ("mail", {"arrived": "1"}),
        ("welcome", {"title": "Bienvenue à tous", "body": "Qui êtes-vous ?"} | TYPED),
    ]
    accepted = ""
    for step, sent in answers:
        page = client.get(f"/setup/{step}")
        assert page.status_code == 200, step
        assert accepted in page.text, step  # the browser forgets what the step before kept
        draft = f"setup-{step}"
        accepted = f'name="accepted" content="{draft}"' if "data-draft" in page.text else ""
        assert ('name="draft"' in page.text) == bool(accepted), step
        answer = publish_first(client, f"/setup/{step}", sent | {"draft": draft})
        assert answer.status_code == 303, step
    asked = client.post("/setup/finish")
    assert asked.status_code == 200
    assert accepted in asked.text
    named = set(re.findall(r'<li><a href="(/setup/[^"]+)">', asked.text))
    assert named == {"/setup/mail", "/setup/registration"}  # no mail leaves here
    assert client.post("/setup/finish", data={"anyway": "1"}).location == "/setup/begun"
    assert "/rituals/new" in client.get("/setup/begun").text
    with app.app_context():
        founder = session.scalars(select(Member)).one()
        assert (founder.role, founder.is_brand, founder.is_measured) == (Role.ADMIN, True, False)
        said = current()
        assert (said["name"], said["brand"], said["zone"]) == ("Levain", "Four", "Europe/Paris")
        assert session.scalars(select(CharterValue.title)).all() == ["We mend"]
        made = session.execute(select(Category.slug, Category.name).order_by(Category.id)).all()
        assert made == [("hello", "Bonjour"), ("table", "Autour de la table")]
        rules = find_version(PageKey.RULES)
        assert rules is not None
        assert rules.texts == {"fr": "Soyez bons."}
        assert session.scalars(select(Topic.title)).one() == "Bienvenue à tous"
    guest = app.test_client()
    assert "Bienvenue à tous" in guest.get("/").text
    assert "Autour de la table" not in guest.get("/topics").text  # members only
    assert guest.get("/setup").status_code == 404
    assert guest.get("/setup/place").status_code == 404
    assert client.get("/setup/place").status_code == 200
    assert client.post("/setup/finish", data={"anyway": "1"}).status_code == 404


def test_what_is_open_is_named_before_the_doors_are_and_until_it_is_done(
    app: Flask, client: FlaskClient, code: str
) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    client.post("/setup/place", data={"name": "Levain", "accent": "#804000"})
    asked = client.post("/setup/finish").text
    assert "can read nowhere what becomes of it" in asked
    assert 'href="/setup/privacy"' in asked
    assert 'href="/setup/place"' not in asked
    with app.app_context():
        assert queries.find_setup() is not None  # it was only asked
    client.post("/setup/finish", data={"anyway": "1"})
    kept = client.get("/admin").text
    assert 'href="/setup/privacy"' in kept
    assert "Open the doors" not in client.get("/setup").text
    assert publish_first(client, "/setup/privacy", {"text_en": "Kept."}).status_code == 303
    assert publish_first(client, "/pages/rules/edit", {"text_en": "Be good."}).status_code == 303
    kept = client.get("/admin").text
    assert 'href="/setup/privacy"' not in kept
    assert 'href="/setup/rules"' not in kept  # done on its own page is done
    assert 'href="/setup/mail"' in kept


def test_the_first_topic_says_who_begins(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    hello = {"set": "things", "things_hello": "1", "things_hello_name": "Bonjour"}
    client.post("/setup/categories", data=hello)
    draft = re.search(r"<textarea[^>]*>\n?([^<]*)<", client.get("/setup/welcome").text)
    assert draft is not None
    assert "⟨" in draft[1]
    sent = {"title": "Bienvenue à tous", "body": draft[1]}
    refused = client.post("/setup/welcome", data=sent)
    assert (refused.status_code, "the draft leaves open: ⟨" in refused.text) == (422, True)
    told = {"body": re.sub("⟨[^⟩]*⟩", "Odile, baker", draft[1])}
    assert client.post("/setup/welcome", data=sent | told).status_code == 303


def test_the_test_mail_goes_to_whom_it_was_sent(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    wrong = client.post("/setup/mail", data={"mail_from": "nobody", "to": "x@example.org"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    sent = client.post("/setup/mail", data={"mail_from": "a@example.org", "to": "x@example.org"})
    assert "x@example.org" in client.get(sent.location).text
    with app.app_context():
        sent_to = session.execute(select(Mail.kind, MailAddress.address).join(Mail.address)).all()
    assert sent_to == [("mail.test", "x@example.org")]


def test_without_the_code_nothing_begins(app: Flask, client: FlaskClient, code: str) -> None:
    refused = client.post("/setup", data=FOUNDER | {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert refused.status_code == 422
    assert refused.text.count("This is not the code") == 2  # above, and beside the field
    assert refused.text.count("tribe setup code") == 1
    assert "odile@example.org" in refused.text
    assert FOUNDER["password"] not in refused.text
    all_wrong = {"code": "AAAA", "name": "!", "email": "nobody", "password": "short"}
    told = client.post("/setup", data=all_wrong).text
    assert set(re.findall(r'<a href="#f-(\w+)">', told)) == set(all_wrong)  # all at once
    without = client.post("/setup", data=all_wrong | {"password": ""}).text
    assert set(re.findall(r'<a href="#f-(\w+)">', without)) == set(all_wrong)
    weak = client.post("/setup", data=FOUNDER | {"code": code, "password": "short"})
    assert weak.status_code == 422
    assert client.get("/setup/place").location.startswith("/sign-in")
    assert client.post("/setup/place", data={"name": "Mine"}).status_code == 403
    with app.app_context():
        assert not session.scalar(select(func.count()).select_from(Member))


def test_a_code_opens_one_account(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    second = app.test_client()
    other = FOUNDER | {"name": "Mallory", "email": "m@example.org", "code": code}
    assert second.post("/setup", data=other).status_code == 409
    with app.app_context():
        with pytest.raises(RuleBroken) as refusal:
            services.found(code, "Mallory", "m@example.org", "three unrelated words")
        assert refusal.value.code == "setup.has_admin"


def test_a_new_code_makes_the_old_one_useless(app: Flask, code: str) -> None:
    with app.app_context():
        newer = services.renew_code()
        services.check_code(newer)
        with pytest.raises(RuleBroken):
            services.check_code(code)


def test_serving_greets_until_the_place_is_set_up(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session.execute(select(1))
        said = commands.greet("http://place.example")  # the cast has an admin: no code is needed
        assert said is not None
        assert said.endswith("http://place.example/setup")
        services.finish(cast.get("ada"))
        session.commit()
        assert commands.greet("http://place.example") is None


def test_serving_a_new_place_prints_a_code_each_time(app: Flask) -> None:
    with app.app_context():
        first, second = (commands.greet("http://place.example") or "" for _ in range(2))
        code = second.split("code=")[1].split()[0]
        services.check_code(code)
        assert code not in first


def test_a_place_that_was_begun_otherwise_is_never_set_up(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        session.add(Category(slug="hall", name="Hall", description=""))
        session.commit()
        assert services.begin() is None
        assert queries.find_setup() is None
    assert client.get("/setup").status_code == 404


def test_only_an_admin_goes_on(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    for name in ("cleo", "ben"):
        member = sign_in(app, cast, name)
        assert member.get("/setup").status_code == 403
        assert member.get("/setup/place").status_code == 403
        assert member.post("/setup/finish").status_code == 403
        assert "Go on setting up" not in member.get("/").text
    ada = sign_in(app, cast, "ada")
    assert "Go on setting up" in ada.get("/").text
    assert ada.get("/setup/begun").location == "/setup"  # nobody says that the doors are open
    assert ada.get("/setup/nothing").status_code == 404


def test_steps_done_twice_do_no_harm(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    chosen = {"set": "places", "places_hello": "1", "places_hello_name": "Hello"}
    for _ in range(2):
        assert ada.post("/setup/categories", data=chosen).status_code == 303
    none = ada.post("/setup/categories", data={"set": "places"})
    assert none.status_code == 422
    with app.app_context():
        assert session.scalars(select(Category.slug)).all() == ["hello"]


def test_what_was_typed_is_kept(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    half = ada.post("/setup/charter", data={"meaning_2": "Words without a value"})
    assert half.status_code == 422
    assert "Words without a value" in half.text
    assert '<a href="#f-title_2">Value 2 – Give it a few words too' in half.text
    named = ada.post("/setup/charter", data={"title_1": "A value without words"})
    assert '<a href="#f-meaning_1">Value 1 – Say what it means too' in named.text
    nameless = ada.post("/setup/place", data={"name": ""})
    assert '<a href="#f-name">Name – Please fill this in.</a>' in nameless.text
    colour = ada.post("/setup/place", data={"name": "Levain", "accent": "brown"})
    assert colour.status_code == 422
    assert 'value="Levain"' in colour.text
    assert 'value="brown"' in colour.text


def test_nobody_joins_before_the_doors_are_open(app: Flask, client: FlaskClient, code: str) -> None:
    guest = app.test_client()
    joining = {"name": "Early", "email": "early@example.org", "password": "three unrelated words"}
    for path, sent in (("/join", joining), ("/setup", FOUNDER | {"code": code})):
        assert "not open yet" in guest.get("/join").text
        refused = guest.post("/join", data=joining)
        assert (refused.status_code, "not open yet" in refused.text) == (409, True)
        assert path == "/join" or client.post(path, data=sent).status_code == 303
    with app.app_context():
        assert session.scalars(select(Member.name)).all() == ["Odile"]
    client.post("/setup/finish", data={"anyway": "1"})
    assert guest.post("/join", data=joining).status_code == 303


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_step_speaks_the_readers_language(app: Flask, cast: Cast, language: str) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    heard = {"Accept-Language": language}
    with app.test_request_context(headers=heard):
        found = list_steps()
        names = {one.name for held in category_sets() for one in held.categories}
    page = ada.get("/setup/categories", headers=heard).text
    assert all(name in page.replace("&#39;", "'") for name in names)
    for step in found[:-1]:  # the last needs a category
        assert f"<h1>{step.label}</h1>" in ada.get(step.address, headers=heard).text


def test_the_notice_comes_and_goes_in_every_process(app: Flask, cast: Cast) -> None:
    """This process has looked at home before another began the setting up, and ends it later."""
    guest = app.test_client()
    assert "/setup" not in guest.get("/").text
    with app.app_context():  # as `tribe serve` elsewhere does
        services.begin()
        session.commit()
    assert 'href="/setup"' in guest.get("/").text
    with app.app_context():
        services.finish(cast.get("ada"))
        session.commit()
    assert "/setup" not in guest.get("/").text
    with count_queries(app) as sent:
        guest.get("/")
    assert not [query for query in sent if "FROM setup" in query]


def test_a_zone_is_offered_checked_and_kept_as_it_was_typed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    assert '<option value="Europe/Paris">' in ada.get("/setup/languages").text
    sent = {"languages": "en", "language": "en", "zone": "Paris, I think"}
    refused = ada.post("/setup/languages", data=sent)
    assert refused.status_code == 422
    assert 'value="Paris, I think"' in refused.text
    assert "There is no time zone of this name" in refused.text
    assert ada.post("/setup/languages", data=sent | {"zone": "europe/paris"}).status_code == 303
    assert 'value="Europe/Paris"' in ada.get("/setup/languages").text


def test_a_page_is_shown_before_it_is_published(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    sent = {"text_en": "Be *kind*."}
    shown = client.post("/setup/rules", data=sent)
    assert (shown.status_code, "<em>kind</em>" in shown.text) == (200, True)
    assert "not published yet" in shown.text
    with app.app_context():
        assert find_version(PageKey.RULES) is None
    mark = shown.text.split('name="shown" value="')[1].split('"')[0]
    back = client.post("/setup/rules", data=sent | {"shown": mark, "change": "1"})
    assert "Be *kind*.</textarea>" in back.text
    assert client.post("/setup/rules", data=sent | {"shown": mark}).location == "/setup/privacy"


def test_a_test_mail_that_cannot_be_sent_is_not_said_to_be_on_its_way(
    client: FlaskClient, code: str
) -> None:
    client.post("/setup", data=FOUNDER | {"code": code})
    mailed = {"mail_from": "a@example.org", "to": "x@example.org"}
    client.post("/setup/mail", data=mailed)
    told = client.get("/setup/mail?to=x@example.org").text
    assert "The test to x@example.org waits until then" in told
    assert "on its way" not in told
    assert 'name="arrived"' not in told


@pytest.mark.parametrize(
    ("state", "answer", "words", "may_go_on"),
    [
        (MailState.WAITING, "", "waits for its turn", True),
        (MailState.SENT, "250", "has taken the test to x@example.org", True),
        (MailState.DEFERRED, "no_connection", "did not leave: the mail server cannot be", False),
        (MailState.FAILED, "550", "did not leave: the mail server answered 550", False),
    ],
)
def test_where_the_test_mail_stands_is_said_as_it_is(
    app: Flask,
    client: FlaskClient,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    state: MailState,
    answer: str,
    words: str,
    may_go_on: bool,
) -> None:
    monkeypatch.setattr(mail, "why_not_sending", lambda: None)
    client.post("/setup", data=FOUNDER | {"code": code})
    mailed = {"mail_from": "a@example.org", "to": "x@example.org"}
    shown = client.post("/setup/mail", data=mailed).location
    with app.app_context():
        session.execute(update(Mail).values(state=state, answer=answer))
        session.commit()
    told = client.get(shown).text
    assert words in told
    assert ('name="arrived"' in told) is may_go_on
    assert "x@example.org" not in client.get("/setup/mail?to=y@example.org").text


def test_a_new_place_is_offered_the_founders_language(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    page = ada.get("/setup/languages", headers={"Accept-Language": "fr"}).text
    assert '<option value="fr" selected>' in page
    ada.post("/setup/languages", data={"languages": "en", "language": "en", "zone": "Asia/Tokyo"})
    page = ada.get("/setup/languages", headers={"Accept-Language": "fr"}).text
    assert '<option value="en" selected>' in page
    assert "Asia/Tokyo" in page


def test_the_clocks_of_a_place_are_suggested_and_never_those_of_nobody(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    ada = sign_in(app, cast, "ada")
    for language, zone, said in (("fr", "Europe/Paris", "une suggestion"), ("en", "", "not said")):
        page = ada.get("/setup/languages", headers={"Accept-Language": language}).text
        assert f'name="zone" value="{zone}"' in page.replace(' type="text"', "")
        assert said in page
    ada.set_cookie("zone", "Europe/Brussels")
    page = ada.get("/setup/languages").text
    assert 'value="Europe/Brussels"' in page
    assert "is a suggestion" in page


def test_the_step_of_mail_says_how_a_server_is_given(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.begin()
        session.commit()
    page = sign_in(app, cast, "ada").get("/setup/mail").text
    assert "TRIBE_MAIL_URL=smtp://" in page
    assert "starts Tribe again" in page
    assert "docs/operators/mail.md" in page
