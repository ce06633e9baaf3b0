"""Posts that are removed or hidden leave every place, and come back exactly as they were."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.states import differences, take_state
from tests.forum.talks import Talk, a_topic
from tests.mail.reading import read_letters
from tests.notices.conftest import work
from tribe import audit
from tribe.access import SYSTEM
from tribe.audit.models import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.bookmarks import services as bookmarks
from tribe.forum import services
from tribe.forum.models import Category, Gone, Post, ReactionKind, Topic
from tribe.ledger.models import Interaction
from tribe.moderation import services as moderation
from tribe.moderation.models import Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling

WORD = "zanzibar"
Act = Callable[..., object]


def a_talk(forum: Forum) -> Topic:
    """A topic in which Dov says the word, is quoted, answered, thanked and kept."""
    topic = forum.topic("cleo", forum.room(), "Tea at dawn", "Who comes?")
    said = forum.reply("dov", topic, f"@cleo Let us go to {WORD}!\n\n> [cleo](/p/1)\n> Who comes?")
    forum.reply("ines", topic, f"> [dov](/p/{said.id})\n>\n> Let us go to {WORD}!\n\nOh yes", said)
    services.react(forum.cast.get("ines"), said, ReactionKind.THANKS)
    services.react(forum.cast.get("ada"), said, ReactionKind.SMILE)
    bookmarks.toggle(forum.cast.get("ines"), "post", said.id)
    session.commit()
    return topic


@pytest.fixture
def said(forum: Forum) -> Post:
    """What Dov said."""
    a_talk(forum)
    return session.scalars(select(Post).where(Post.number == 2)).one()


@pytest.mark.parametrize("how", ["by its author", "by a moderator", "hidden"])
def test_what_comes_back_is_as_it_was(forum: Forum, said: Post, how: str) -> None:
    dov, ben = forum.cast.get("dov"), forum.cast.get("ben")
    actor = dov if how == "by its author" else ben
    before = take_state()
    (services.hide if how == "hidden" else services.remove)(actor, said)
    session.commit()
    between = differences(before, take_state())
    assert set(between) == {"post", "topic", "interaction", "search_document"}
    services.restore(actor, said)
    session.commit()
    assert differences(before, take_state()) == {}


def test_a_first_answer_that_comes_back_is_a_welcome_again(forum: Forum, said: Post) -> None:
    before = take_state()
    services.remove(forum.cast.get("ben"), said)
    other = forum.reply("ada", session.get_one(Topic, said.topic_id))
    services.restore(SYSTEM, said)
    services.remove(forum.cast.get("ada"), other)
    session.commit()
    assert "interaction" not in differences(before, take_state())


def test_whoever_is_measured_no_more_is_not_written_of_again(forum: Forum, said: Post) -> None:
    services.remove(forum.cast.get("ben"), said)
    forum.cast.get("ines").is_measured = False
    session.commit()
    services.restore(forum.cast.get("ben"), said)
    session.commit()
    ines = forum.cast.ids["ines"]
    of_it = select(Interaction.actor_id).where(Interaction.cause_id == said.id)
    givers = set(session.scalars(of_it))
    assert forum.cast.ids["ada"] in givers
    assert ines not in givers


def test_who_may_bring_back_what(forum: Forum, said: Post) -> None:
    dov, ben, cleo = (forum.cast.get(name) for name in ("dov", "ben", "cleo"))
    services.remove(dov, said)
    for other in (ben, cleo):  # the author took it back themselves
        with pytest.raises(Forbidden):
            services.restore(other, said)
    services.restore(dov, said)
    for take in (services.remove, services.hide):
        take(ben, said)
        for other in (dov, cleo):
            with pytest.raises(Forbidden):
                services.restore(other, said)
        services.restore(ben, said)
    with pytest.raises(Forbidden):
        services.hide(cleo, said)
    with pytest.raises(Forbidden):
        services.restore(ben, said)  # it stands


def places(client: FlaskClient) -> str:
    """All that one reader finds in the places in which a post stands."""
    addresses = (
        "/t/1/tea-at-dawn",
        "/t/1/after?after=0&from=1&until=20&age=100",
        "/p/2/fragment",
        "/t/1/reply?quote=2",
        "/p/3/fragment",
        "/t/1/feed.atom",
        "/feed.atom",
        "/c/hall/feed.atom",
        "/topics",
        "/c/hall",
        "/",
        "/new",
        f"/search?q={WORD}",
        f"/search?q={WORD}&in=posts",
        "/u/dov",
        "/notices",
        "/me/bookmarks",
        "/p/2/history",
        "/go/post/2",
        "/sitemap.xml",
    )
    pages = (client.get(one, follow_redirects=True).text for one in addresses)
    return "".join(page.replace(f'value="{WORD}"', "") for page in pages)


@pytest.mark.parametrize("how", ["delete", "hide"])
def test_its_words_leave_every_place(app: Flask, cast: Cast, talk: Talk, how: str) -> None:
    talk(lambda forum: a_talk(forum).id)
    with app.app_context():
        work()
    readers = [app.test_client(), sign_in(app, cast, "cleo"), sign_in(app, cast, "ines")]
    for client in readers:
        assert WORD in places(client)
    ben = sign_in(app, cast, "ben")
    assert (
        ben.post(f"/p/2/{how}", data={"why": "Advertising", "rule": "No advertising"}).status_code
        == 303
    )
    with app.app_context():
        work()
        assert WORD not in "".join(letter.text for letter in read_letters("forum.addressed"))
    for client in readers:
        found = places(client)
        assert f"go to {WORD}" not in found
        assert f"<strong>{WORD}" not in found
        assert f"<mark>{WORD}" not in found
    assert ben.post("/p/2/undelete", data={"why": "I was wrong"}).status_code == 303
    for client in readers:
        assert f"go to {WORD}" in client.get("/t/1/tea-at-dawn").text
        assert f"go to {WORD}" in client.get("/p/3/fragment").text


def test_hidden_words_are_read_by_their_author_and_moderators_alone(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    ben.post("/p/2/hide", data={"why": "Advertising", "rule": "No advertising"})
    for address in ("/t/1/tea-at-dawn", "/p/2/fragment", "/t/1/after?after=1&from=1&until=20"):
        for name, is_shown in (("dov", True), ("ben", True), ("cleo", False), ("ines", False)):
            page = sign_in(app, cast, name).get(address).text
            assert (f"go to {WORD}" in page) is is_shown, (name, address)
            assert "hidden by a moderator" in page
        assert WORD not in app.test_client().get(address).text
    assert sign_in(app, cast, "dov").get("/p/2/edit").status_code == 403


def test_a_moderator_says_why_and_an_author_need_not(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(3))
    ben, dov = sign_in(app, cast, "ben"), sign_in(app, cast, "dov")
    for path in ("delete", "hide"):
        refused = ben.post(f"/p/3/{path}", data={"why": " ", "rule": "Keep to it"})
        assert refused.status_code == 422
        assert "Please fill this in" in refused.text
    assert ben.post("/p/3/hide", data={"why": "Off topic", "rule": "Keep to it"}).status_code == 303
    assert ben.post("/p/3/undelete", data={"why": "It is not"}).status_code == 303
    assert dov.post("/p/3/delete").status_code == 303
    assert "Bring it back" in dov.get("/t/1/tea-at-dawn").text
    assert "Bring it back" not in ben.get("/t/1/tea-at-dawn").text
    assert ben.post("/p/3/undelete", data={"why": "Hm"}).status_code == 403
    with app.app_context():
        noted = select(AuditEntry.kind, AuditEntry.why).order_by(AuditEntry.id)
        found = [tuple(row) for row in session.execute(noted)]
        told = session.scalars(select(Decision)).one()
    assert found == [("moderation.decided", "Off topic"), ("moderation.undone", "It is not")]
    assert (told.act, told.rule, told.member_id) == (
        "forum.post.hide",
        "Keep to it",
        cast.ids["dov"],
    )


def test_who_moderates_one_category_decides_with_a_rule_and_undoes_it(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(a_topic(3))
    with app.app_context():
        hall = session.scalars(select(Category.id)).one()
        services.appoint(cast.get("ada"), cast.get("ines"), hall)
        session.commit()
    ines = sign_in(app, cast, "ines")
    assert ines.post("/p/3/hide", data={"why": "Off topic"}).status_code == 422
    ruled = {"why": "Off topic", "rule": "Keep to it"}
    assert ines.post("/p/3/hide", data=ruled).status_code == 303
    assert ines.post("/p/3/undelete", data={"why": "It is not"}).status_code == 303
    with app.app_context():
        noted = select(AuditEntry.kind, AuditEntry.why).order_by(AuditEntry.id)
        found = [tuple(row) for row in session.execute(noted) if row.kind.startswith("mod")]
    assert found == [("moderation.decided", "Off topic"), ("moderation.undone", "It is not")]


def test_a_case_takes_a_post_from_view_and_its_reversal_is_exact(forum: Forum, said: Post) -> None:
    ben, before = forum.cast.get("ben"), take_state()
    for act in ("forum.post.hide", "forum.post.remove"):
        why = Ruling(act, "It is advertising", "No advertising")
        decision = moderation.decide_on(ben, "post", said.id, why)
        assert said.is_removed
        moderation.undo(ben, decision, "It is not")
        session.commit()
        left = differences(before, take_state()).keys()
        assert {name for name in left if not name.startswith("moderation_")} == set()


def test_a_post_that_comes_back_while_its_topic_is_gone_comes_with_it(
    forum: Forum, said: Post
) -> None:
    ben = forum.cast.get("ben")
    services.remove(ben, said)
    topic = session.get_one(Topic, said.topic_id)
    services.remove_topic(ben, topic)
    services.restore(SYSTEM, said)
    assert said.gone is Gone.TOPIC
    services.restore_topic(ben, topic)
    session.refresh(said)
    assert not said.is_removed


def test_a_quote_of_what_is_gone_stays_covered_through_an_edit(forum: Forum, said: Post) -> None:
    quoting = session.scalars(select(Post).where(Post.number == 3)).one()
    before = quoting.html
    services.hide(forum.cast.get("ben"), said)
    services.edit(forum.cast.get("ines"), quoting, quoting.source + " indeed")
    assert WORD not in quoting.html
    services.restore(forum.cast.get("ben"), said)
    assert quoting.html == before.replace("Oh yes", "Oh yes indeed")


def test_the_files_of_what_is_hidden_are_kept(forum: Forum, said: Post) -> None:
    services.hide(forum.cast.get("ben"), said)
    said.files_count, said.deleted_at = 1, now() - timedelta(days=99)
    session.commit()
    services.prune_files()
    assert said.files_count == 1
    said.gone = Gone.MODERATOR
    session.flush()
    services.prune_files()
    session.refresh(said)
    assert said.files_count == 0


def test_the_audit_has_words_for_each_act(context: Flask) -> None:
    for kind in ("post.removed", "post.hidden", "post.restored"):
        assert audit.kinds.label_of(kind) != kind


def test_what_its_author_removed_a_moderator_keeps_away_and_gives_back(
    forum: Forum, said: Post
) -> None:
    dov, ben = forum.cast.get("dov"), forum.cast.get("ben")
    moderation.report(forum.cast.get("cleo"), "post", said.id, ReportKind.HARM)
    services.remove(dov, said)
    session.commit()
    before = take_state()
    case = session.scalars(select(ModerationCase)).one()
    with pytest.raises(RuleBroken, match="is_gone"):
        moderation.decide(ben, case, Ruling("forum.post.hide", "It shames her", "Respect"))
    decision = moderation.decide(ben, case, Ruling("forum.post.remove", "It shames her", "Respect"))
    session.commit()
    assert {"post", "interaction"} & set(differences(before, take_state())) == {"post"}
    with pytest.raises(Forbidden):
        services.restore(dov, said)
    moderation.undo(ben, decision, "Another said it")
    session.commit()
    after = differences(before, take_state())
    assert not {"post", "topic", "interaction", "search_document"} & set(after)
    services.restore(dov, said)
    assert said.gone is None


def test_its_page_says_what_it_is_to_keep_away_what_its_author_removed(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben, dov = sign_in(app, cast, "ben"), sign_in(app, cast, "dov")
    assert dov.post("/p/2/delete").status_code == 303
    refused = ben.get("/p/2/hide")
    assert refused.status_code == 403
    assert "It is out of sight already." in refused.text
    assert "Only moderators hide posts" not in refused.text
    assert 'href="/p/2/delete"' in ben.get("/t/1/tea-at-dawn").text
    assert 'href="/p/2/delete"' not in dov.get("/t/1/tea-at-dawn").text
    assert "As your decision, it stays away." in ben.get("/p/2/delete").text
    words = {"why": "It shames her", "rule": "Respect"}
    assert ben.post("/p/2/delete", data=words).status_code == 303
    assert dov.post("/p/2/undelete").status_code == 403
    statement = dov.get("/moderation/decisions/1").text
    assert "Your post was removed." in statement
    back = ben.post("/p/2/undelete", data={"why": "It was another"}, follow_redirects=True)
    assert "Its author had removed the post, and can bring it back." in back.text
    assert dov.post("/p/2/undelete").status_code == 303
    assert WORD in app.test_client().get("/t/1/tea-at-dawn").text
