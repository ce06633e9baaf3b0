"""Rules and privacy notice: written by admins, read by all, never lost in any version."""

import re
from importlib.resources import files

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.html import publish_first
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.demo.grammar import read_words
from tribe.pages import queries, services
from tribe.pages.drafts import DRAFTED, draft_of, drafts_of
from tribe.pages.forms import GAP
from tribe.pages.models import MAX_TEXT_LENGTH, PageKey

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"
SAID = {"text_en": "### Be kind\n\nTo *all*.", "text_fr": "Soyez bons."}


def test_a_page_is_read_in_the_readers_language(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    assert client.get("/pages/rules").status_code == 404
    ada = sign_in(app, cast, "ada")
    assert publish_first(ada, "/pages/rules/edit", SAID).status_code == 303
    shown = client.get("/pages/rules", headers={"Accept-Language": "en"}).text
    assert "<em>all</em>" in shown
    assert "/pages/rules/edit" not in shown
    assert "Soyez bons" in client.get("/pages/rules", headers={"Accept-Language": "fr"}).text
    assert 'href="/pages/rules"' in client.get("/pages").text


def test_a_page_in_one_language_says_so_in_the_other(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    ada = sign_in(app, cast, "ada")
    publish_first(ada, "/pages/imprint/edit", {"text_en": f"We are here {XSS}"})
    shown = client.get("/pages/imprint", headers={"Accept-Language": "fr"}).text
    assert "pas encore écrite dans votre langue" in shown
    assert '<div class="prose" lang="en"' in shown
    assert "<script>alert" not in shown
    assert "onerror" not in shown.replace("&lt;img src=x onerror", "")


def test_every_version_is_kept_and_can_be_put_back(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    ada = sign_in(app, cast, "ada")
    for text, note in (("First words", ""), ("Second words", "A rule on dogs <b>")):
        publish_first(ada, "/pages/rules/edit", {"text_en": text, "note": note})
    assert "Second words" in client.get("/pages/rules").text
    assert "First words" in client.get("/pages/rules?version=1").text
    listed = client.get("/pages/rules/versions").text
    assert "A rule on dogs &lt;b&gt;" in listed
    assert "<form" not in listed.split("<main")[1].split("</main>")[0]
    assert client.get("/pages/rules?version=3").status_code == 404
    assert client.get("/pages/rules?version=x").status_code == 404
    assert ada.post("/pages/rules/versions", data={"number": "1"}).status_code == 303
    assert "First words" in client.get("/pages/rules").text
    with app.app_context():
        rows = queries.list_versions(PageKey.RULES)
        assert [(row.number, row.author) for row in rows] == [(3, "ada"), (2, "ada"), (1, "ada")]
        published = select(AuditEntry).where(AuditEntry.kind == "page.published")
        entries = session.scalars(published.order_by(AuditEntry.id))
        assert [entry.facts for entry in entries] == [
            {"before": number - 1, "after": number} for number in (1, 2, 3)
        ]


def test_who_was_overtaken_compares_and_loses_nothing(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    publish_first(ada, "/pages/rules/edit", {"text_en": "First words"})
    form = ada.get("/pages/rules/edit").text
    version = form.split('name="version" value="')[1].split('"')[0]
    ada.post("/pages/rules/edit", data={"text_en": "Words of another", "version": version})
    late = ada.post("/pages/rules/edit", data={"text_en": "My words", "version": version})
    assert late.status_code == 409
    assert "Words of another" in late.text
    assert "My words" in late.text


def test_bad_input_is_told_and_kept(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    assert ada.get("/pages/nothing").status_code == 404
    assert ada.get("/pages/nothing/edit").status_code == 404
    publish_first(ada, "/pages/rules/edit", {"text_en": "Be kind"})
    empty = ada.post("/pages/rules/edit", data={"text_en": " ", "note": "so far"})
    assert empty.status_code == 422
    assert "so far" in empty.text
    long = ada.post("/pages/rules/edit", data={"text_en": "x" * (MAX_TEXT_LENGTH + 1)})
    assert long.status_code == 422
    assert ada.post("/pages/rules/versions", data={"number": "9" * 30}).status_code == 404


def test_only_admins_write(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ada, ben = cast.get("ada"), cast.get("ben")
        with pytest.raises(Forbidden):
            services.publish(ben, PageKey.RULES, {"en": "Mine"})
        with pytest.raises(RuleBroken):
            services.publish(ada, PageKey.RULES, {"en": "  "})
        with pytest.raises(NotFound):
            services.restore(ada, PageKey.RULES, 1)
        assert services.publish(ada, PageKey.RULES, {"en": "Ours"}) is not None
        assert services.publish(ada, PageKey.RULES, {"en": "Ours"}) is None  # as it stands


def test_a_draft_with_gaps_is_not_published(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    draft = draft_of(PageKey.PRIVACY, "en", name="Brique", brand="Terre")
    refused = ada.post("/pages/privacy/edit", data={"text_en": draft})
    assert refused.status_code == 422
    named = (
        "fill in what the draft leaves open: ⟨name, postal address, e-mail⟩, ⟨e-mail⟩, "
        "⟨what a law obliges you to keep: article 6(1)(c); or nothing⟩, "
        "⟨services you ask about spam, and where they are; or none⟩, ⟨30 days⟩"
    )
    assert named in refused.text  # all at once, and none twice
    filled = re.sub("⟨[^⟩]*⟩", "Odile, 1 rue du Four", draft)
    assert publish_first(ada, "/pages/privacy/edit", {"text_en": filled}).status_code == 303


def test_a_first_version_is_read_as_a_page_before_it_is_published(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    ada = sign_in(app, cast, "ada")
    shown = ada.post("/pages/rules/edit", data=SAID)
    assert (shown.status_code, "<em>all</em>" in shown.text) == (200, True)
    assert client.get("/pages/rules").status_code == 404
    mark = shown.text.split('name="shown" value="')[1].split('"')[0]
    back = ada.post("/pages/rules/edit", data=SAID | {"shown": mark, "change": "1"})
    assert 'name="text_en"' in back.text
    assert "Soyez bons." in back.text
    other = {"text_en": "Words that nobody has read", "shown": mark}
    assert ada.post("/pages/rules/edit", data=other).status_code == 200
    assert client.get("/pages/rules").status_code == 404
    by_browser = SAID | {"text_en": SAID["text_en"].replace("\n", "\r\n"), "shown": mark}
    assert ada.post("/pages/rules/edit", data=by_browser).status_code == 303
    assert client.get("/pages/rules").status_code == 200


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("### How we treat each other\n\nKindly.\n\n#### At table", ["h2", "h3"]),
        ("# One\n\n## Two\n\n### Three", ["h2", "h3", "h4"]),
        ("No heading at all", []),
    ],
)
def test_headings_follow_that_of_the_page(
    app: Flask, cast: Cast, client: FlaskClient, typed: str, levels: list[str]
) -> None:
    ada = sign_in(app, cast, "ada")
    publish_first(ada, "/pages/rules/edit", {"text_en": typed})
    page = client.get("/pages/rules").text
    body = page[page.index("</h1>") : page.index("</main>")]
    assert re.findall(r"<(h\d)[ >]", body)[: len(levels)] == levels
    assert "<h5" not in body


@pytest.mark.parametrize("key", DRAFTED)
def test_a_new_page_begins_from_a_draft_in_each_language(
    app: Flask, cast: Cast, key: PageKey
) -> None:
    form = sign_in(app, cast, "ada").get(f"/pages/{key}/edit").text
    for language in ("en", "fr"):
        draft = draft_of(key, language, name="Brique", brand="Terre")
        assert "{" not in draft
        assert "Terre" in draft
        assert draft.split("\n")[2][:20] in form.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["follows by mail", "asks a question", "by name", "asks to come in", "is invited"]),
        ("fr", ["suit par e-mail", "pose une question", "rencontre en donnant un nom"]),
        ("fr", ["demande à entrer", "est invité par e-mail"]),
    ],
)
def test_the_draft_of_the_privacy_notice_tells_of_people_without_an_account_and_on_what_it_rests(
    language: str, said: list[str]
) -> None:
    draft = draft_of(PageKey.PRIVACY, language, name="Brique", brand="Terre")
    assert not [words for words in said if words not in draft]
    bases = {"en": "article 6(1)({})", "fr": "article 6, § 1, {}"}[language]
    assert not [basis for basis in "abcf" if bases.format(basis) not in draft]


def test_a_page_costs_two_queries_however_often_it_changed(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    costs = []
    with app.app_context():
        for count in (1, 20):
            for number in range(count):
                services.publish(cast.get("ada"), PageKey.RULES, {"en": f"{count} {number}"})
            session.commit()
            client.get("/pages/rules")
            with count_queries(app) as sent:
                client.get("/pages/rules")
            costs.append(len(sent))
    assert costs[0] == costs[1] <= 3


@pytest.mark.parametrize("key", DRAFTED)
def test_the_demo_says_what_a_draft_leaves_open(context: Flask, key: PageKey) -> None:
    said = read_words("doors")["responsible"]
    for language, draft in drafts_of(key, name="Hearth", brand="Hearth").items():
        gaps = GAP.findall(draft)
        assert len(gaps) in (0, len(said[language])), (language, gaps)
        assert not [gap for gap in gaps if not gap.endswith("⟩")], language  # each whole


def test_no_french_draft_needs_an_elision_before_a_name_that_nobody_knows_yet() -> None:
    words = files("tribe.pages").joinpath("words")
    drafts = [one for one in words.iterdir() if one.name.endswith(".fr.md")]
    needing = re.compile(r"\b(que|de|le|la|ne|se|jusque|lorsque|puisque) \{(name|brand)\}", re.I)
    assert drafts
    assert [one.name for one in drafts if needing.search(one.read_text("utf-8"))] == []
