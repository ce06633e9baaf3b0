"""Two who quarrel step aside with a moderator: kept, with reasons, ended in words, undone whole."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_local import enter
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.access import Role
from tribe.aside import queries, services
from tribe.aside.models import Outcome, StepAside
from tribe.aside.services import Asking
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Post, Topic
from tribe.members.models import Member
from tribe.messages import services as messages
from tribe.messages.models import (
    Conversation,
    ConversationMember,
    Keeping,
    PrivateMessage,
    Standing,
)
from tribe.moderation import services as moderation
from tribe.moderation.models import CaseState, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.notices.models import Notice
from tribe.peace import services as peace
from tribe.personal_data.models import Words
from tribe.personal_data.services import erase

NEXT_WEEK = timedelta(days=7)
SETTLED = (Outcome.SETTLED, "They share it")
FORM = {
    "one": "cleo",
    "asks_one": "Say what you heard",
    "other": "@dov",
    "asks_other": "Say what you meant",
    "days": "7",
    "rule": "We are kind",
    "why": "It went on for three pages",
}


class Quarrel:
    """Cleo and Dov quarrel in a topic; Ben moderates."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        room = Category(slug="hall", name="Hall", description="")
        session.add(room)
        session.flush()
        self.topic = forum.create_topic(cast.get("cleo"), room, "Whose [oven] is it?", "Mine")
        forum.reply(cast.get("dov"), self.topic, "No, mine")

    def step_aside(self, until: timedelta | None = NEXT_WEEK, moderator: str = "ben") -> StepAside:
        asked = {self.cast.ids["cleo"]: "Say what you heard", self.cast.ids["dov"]: "And you"}
        ends = now() + until if until is not None else None
        asking = Asking(asked, "We are kind", "It went on for three pages", ends)
        return services.step_aside(self.cast.get(moderator), self.topic, asking)

    def reply(self, name: str) -> None:
        forum.reply(self.cast.get(name), self.topic, "And another thing")


@pytest.fixture
def quarrel(context: Flask, cast: Cast) -> Quarrel:
    return Quarrel(cast)


def talk(aside: StepAside) -> Conversation:
    return session.get_one(Conversation, aside.conversation_id)


def decisions() -> list[Decision]:
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def test_the_three_talk_and_both_are_told_the_same_and_why(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    [first] = session.scalars(select(PrivateMessage))
    assert f'href="/t/{quarrel.topic.id}"' in first.html
    assert "Whose [oven] is it?" in first.text
    assert "Asking this takes no side" in first.text
    assert "personne ne dit qui a raison" in first.text
    for words in ("Say what you heard", "And you"):
        assert words in first.text
    for name in ("cleo", "dov", "ben"):
        assert messages.read_place(quarrel.cast.get(name), aside.conversation_id)
    with pytest.raises(NotFound):
        messages.read_place(quarrel.cast.get("ada"), aside.conversation_id)
    told = {decision.member_id: decision.why for decision in decisions()}
    assert told == dict.fromkeys(
        (quarrel.cast.ids["cleo"], quarrel.cast.ids["dov"]), "It went on for three pages"
    )


def test_neither_answers_in_the_topic_until_then_and_others_do(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    for name in ("cleo", "dov"):
        with session.begin_nested(), pytest.raises(RuleBroken, match=r"aside\.not_here"):
            quarrel.reply(name)
    quarrel.reply("ines")
    aside.until = now() - timedelta(minutes=1)
    session.flush()
    quarrel.reply("cleo")


def test_what_they_wrote_there_stays_as_it_is_meanwhile_and_can_be_removed(
    quarrel: Quarrel,
) -> None:
    posts = list(session.scalars(select(Post).order_by(Post.id)))
    aside = quarrel.step_aside()
    for name, post in zip(("cleo", "dov"), posts, strict=True):
        with pytest.raises(RuleBroken, match=r"aside\.stays_here"), session.begin_nested():
            forum.edit(quarrel.cast.get(name), post, "No, and you know it")
    session.expire_all()
    assert [post.source for post in posts] == ["Mine", "No, mine"]
    forum.edit(quarrel.cast.get("ada"), posts[1], "No")  # a moderator may
    forum.remove(quarrel.cast.get("dov"), posts[1])
    aside.until = now() - timedelta(minutes=1)
    session.flush()
    forum.edit(quarrel.cast.get("cleo"), posts[0], "Ours")
    assert posts[0].source == "Ours"


def test_each_of_the_two_has_the_statement_by_mail_and_in_the_bell(quarrel: Quarrel) -> None:
    quarrel.step_aside()
    session.commit()
    work()
    letters = read_letters("moderation.statement")
    assert sorted(one.to for one in letters) == ["cleo@example.invalid", "dov@example.invalid"]
    for one in letters:
        assert "It went on for three pages" in one.text
        assert "We are kind" in one.text
    told = set(
        session.execute(
            select(Notice.member_id, Notice.subject_id).where(
                Notice.subject_type == "moderation_decision"
            )
        )
    )
    assert told == {(one.member_id, one.id) for one in decisions()}


def test_the_statement_names_the_topic_and_quotes_no_profile(app: Flask, quarrel: Quarrel) -> None:
    for name in ("cleo", "dov"):
        quarrel.cast.get(name).bio = "zqx likes rye"
    quarrel.step_aside()
    session.commit()
    work()
    letters = read_letters("moderation.statement")
    assert len(letters) == 2
    for one in letters:
        assert "Whose [oven] is it?" in one.subject
        assert "About this:\n\n> Whose [oven] is it?\n\n" in one.text
        assert "zqx" not in one.text
    cleo = sign_in(app, quarrel.cast, "cleo")
    own = next(one for one in decisions() if one.member_id == quarrel.cast.ids["cleo"])
    page = cleo.get(f"/moderation/decisions/{own.id}").text
    assert "Whose [oven] is it?" in page
    assert "zqx likes rye" not in page
    assert "Whose [oven] is it?" in cleo.get("/notices").text


def test_of_a_topic_that_one_sees_no_more_the_statement_says_no_title(
    app: Flask, quarrel: Quarrel
) -> None:
    quarrel.step_aside()
    room = Category(slug="office", name="Office", description="")
    session.add(room)
    session.flush()
    permission = CategoryPermission(category_id=room.id, audience=Audience.ADMIN)
    permission.may_see = True
    session.add(permission)
    session.flush()
    quarrel.topic.category_id, quarrel.topic.title = room.id, "zqx secret"
    session.commit()
    work()
    letters = read_letters("moderation.statement")
    assert len(letters) == 2
    for one in letters:
        assert "zqx" not in one.subject + one.text
        assert "“a stepping aside”" in one.subject


def test_that_it_ended_early_is_told_at_once_and_can_be_appealed(
    app: Flask, quarrel: Quarrel
) -> None:
    aside = quarrel.step_aside()
    silence = Ruling("members.member.silence", "Loud", "Be kind", ends_at=now() + NEXT_WEEK)
    other = moderation.decide_on(
        quarrel.cast.get("ben"), "member", quarrel.cast.ids["dov"], silence
    )
    services.conclude(quarrel.cast.get("ben"), aside, Outcome.SETTLED, "zqx They share it")
    session.commit()
    work()
    pauses = [one for one in decisions() if one.act == services.PAUSE]
    assert [one.has_ended for one in pauses] == [True, True]
    assert other.stands
    over = [one for one in read_letters("moderation.statement") if "has ended" in one.subject]
    assert sorted(one.to for one in over) == ["cleo@example.invalid", "dov@example.invalid"]
    for one in over:
        assert "Whose [oven] is it?" in one.subject
        assert "It ended early." in one.text
        assert "zqx" not in one.text
    own = next(one for one in pauses if one.member_id == quarrel.cast.ids["cleo"])
    page = sign_in(app, quarrel.cast, "cleo").get(f"/moderation/decisions/{own.id}").text
    assert "It ended early." in page
    ended = select(AuditEntry).where(AuditEntry.kind == "moderation.ended")
    assert len(session.scalars(ended).all()) == 2
    assert moderation.end_due(now() + 2 * NEXT_WEEK) == 1  # the silence, and neither of these again
    moderation.appeal(quarrel.cast.get("cleo"), own, "It was never me")


def test_who_was_let_go_before_is_told_no_second_time(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    first, second = decisions()
    moderation.undo(quarrel.cast.get("ben"), first, "Not her doing")
    services.conclude(quarrel.cast.get("ben"), aside, Outcome.SETTLED, "They share it")
    assert (first.has_ended, second.has_ended) == (False, True)
    assert aside.outcome is Outcome.SETTLED


def test_without_a_time_both_go_on_answering(quarrel: Quarrel) -> None:
    quarrel.step_aside(until=None)
    quarrel.reply("cleo")


def test_nobody_leaves_or_changes_it_before_it_has_ended(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    cleo = quarrel.cast.get("cleo")
    said = messages.write(cleo, aside.conversation_id, "I was there first")
    for verb in (
        lambda: messages.leave(cleo, aside.conversation_id),
        lambda: messages.remove(cleo, said.id),
        lambda: messages.edit(cleo, said.id, "Never said"),
    ):
        with pytest.raises(Forbidden):
            verb()
    services.conclude(quarrel.cast.get("ben"), aside, Outcome.SETTLED, "They share it")
    assert talk(aside).keeping is Keeping.KEPT
    with pytest.raises(Forbidden):
        messages.remove(cleo, said.id)  # still
    for name in ("cleo", "dov"):
        messages.leave(quarrel.cast.get(name), aside.conversation_id)
    assert session.get(PrivateMessage, said.id) is not None
    quarrel.reply("cleo")
    with pytest.raises(RuleBroken, match=r"aside\.ended"):
        services.conclude(quarrel.cast.get("ben"), aside, Outcome.SETTLED, "Again")


@pytest.mark.parametrize("words", list(Words))
def test_the_law_of_erasure_stands_above_keeping(quarrel: Quarrel, words: Words) -> None:
    aside = quarrel.step_aside()
    said = messages.write(quarrel.cast.get("dov"), aside.conversation_id, "I was there first").id
    session.commit()
    number = aside.conversation_id
    erase(quarrel.cast.ids["dov"], words)
    left = session.get_one(PrivateMessage, said).source
    assert left == ("I was there first" if words is Words.STAY else "")
    assert messages.read_place(quarrel.cast.get("cleo"), number)


def test_who_wins_an_appeal_answers_again_and_both_undo_the_whole(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    of_cleo, of_dov = (
        next(one for one in decisions() if one.member_id == quarrel.cast.ids[name])
        for name in ("cleo", "dov")
    )
    moderation.undo(quarrel.cast.get("ben"), of_cleo, "Not her doing")
    quarrel.reply("cleo")
    with session.begin_nested(), pytest.raises(RuleBroken):
        quarrel.reply("dov")
    assert aside.ended_at is None
    moderation.undo(quarrel.cast.get("ben"), of_dov, "Nor his")
    assert (aside.outcome, talk(aside).keeping) == (Outcome.UNDONE, Keeping.FREE)
    quarrel.reply("dov")
    messages.leave(quarrel.cast.get("dov"), aside.conversation_id)


def test_that_its_time_is_over_ends_the_silence_and_not_the_talk(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    over = now() - timedelta(minutes=1)
    aside.until = over
    for decision in decisions():
        decision.ends_at = over
    session.flush()
    assert moderation.end_due() == 2
    assert (aside.ended_at, talk(aside).keeping) == (None, Keeping.HELD)


@pytest.mark.parametrize("name", ["cleo", "ines", "eve"])
def test_members_ask_nobody_aside(quarrel: Quarrel, name: str) -> None:
    with pytest.raises(Forbidden):
        quarrel.step_aside(moderator=name)


def test_whom_one_may_not_restrain_one_asks_not_aside(app: Flask, quarrel: Quarrel) -> None:
    cast = quarrel.cast
    judith = Member(name="judith", name_key="judith", email="judith@example.invalid")
    judith.role = Role.MODERATOR
    session.add(judith)
    session.commit()
    ben = sign_in(app, cast, "ben")
    address, topic_id = f"/t/{quarrel.topic.id}/aside", quarrel.topic.id
    for one, other in (("ada", "judith"), ("cleo", "judith"), ("ada", "dov")):
        refused = ben.post(address, data=FORM | {"one": one, "other": other})
        assert refused.status_code == 403, (one, other)
    session.expire_all()
    assert session.scalars(select(StepAside)).all() == []
    assert not session.get_one(Topic, topic_id).is_talked_over
    ada = sign_in(app, cast, "ada")
    assert ada.post(address, data=FORM | {"other": "judith"}).status_code == 303


@pytest.mark.parametrize("act", ["members.member.ban", "members.member.suspend"])
def test_nobody_is_asked_aside_whose_account_is_closed(
    app: Flask, quarrel: Quarrel, act: str
) -> None:
    ruling = Ruling(act, "It was too much", "We are kind")
    moderation.decide_on(quarrel.cast.get("ben"), "member", quarrel.cast.ids["dov"], ruling)
    session.commit()
    address = f"/t/{quarrel.topic.id}/aside"
    refused = sign_in(app, quarrel.cast, "ben").post(address, data=FORM)
    assert refused.status_code == 409
    assert "One of their accounts is closed" in refused.text
    session.expire_all()
    assert session.scalars(select(StepAside)).all() == []


def topic_of(quarrel: Quarrel, title: str) -> Topic:
    room = session.get_one(Category, quarrel.topic.category_id)
    return forum.create_topic(quarrel.cast.get("ines"), room, title, "Bread")


def is_held(quarrel: Quarrel, topic: Topic, name: str = "dov") -> bool:
    """Whether somebody's answer in a topic is refused for a stepping aside."""
    attempt = session.begin_nested()
    try:
        forum.reply(quarrel.cast.get(name), topic, "And yet")
    except RuleBroken as refusal:
        return "aside.not_here" in str(refusal)
    finally:
        attempt.rollback()
    return False


def test_it_follows_its_topic_into_what_that_is_merged_into_and_back(quarrel: Quarrel) -> None:
    ben, own = quarrel.cast.get("ben"), quarrel.topic
    into, last, other = (topic_of(quarrel, title) for title in ("Ovens", "Bakeries", "Flour"))
    aside = quarrel.step_aside()
    assert [is_held(quarrel, one) for one in (own, into, last, other)] == [True, *[False] * 3]
    first = forum.merge_topic(ben, own, into.id)
    assert [is_held(quarrel, one) for one in (into, last, other)] == [True, False, False]
    assert (into.is_talked_over, last.is_talked_over) == (True, False)
    assert queries.is_aside(into.id, [quarrel.cast.ids["dov"]])
    assert not is_held(quarrel, into, "ines")
    second = forum.merge_topic(ben, into, last.id)
    assert [is_held(quarrel, one) for one in (last, other)] == [True, False]
    forum.unmerge_topic(ben, into, second)
    assert [is_held(quarrel, one) for one in (into, last, other)] == [True, False, False]
    forum.unmerge_topic(ben, own, first)
    session.expire_all()
    assert [is_held(quarrel, one) for one in (own, into, last, other)] == [True, *[False] * 3]
    assert (own.is_talked_over, into.is_talked_over) == (True, False)
    forum.merge_topic(ben, own, into.id)
    services.conclude(ben, aside, Outcome.SETTLED, "They share it")
    session.expire_all()
    assert not is_held(quarrel, into)
    assert not into.is_talked_over


def test_it_holds_in_what_is_split_off_meanwhile_and_not_in_what_was_before(
    quarrel: Quarrel,
) -> None:
    ben, own = quarrel.cast.get("ben"), quarrel.topic
    quarrel.reply("ines")
    before = forum.split_topic(ben, own, [3], "Flour")["topic"]
    quarrel.step_aside()
    details = forum.split_topic(ben, own, [2], "Ovens")
    earlier, new = (session.get_one(Topic, one) for one in (before, details["topic"]))
    assert [is_held(quarrel, one) for one in (own, new, earlier)] == [True, True, False]
    assert (new.is_talked_over, earlier.is_talked_over) == (True, False)
    forum.unsplit_topic(ben, own, details)
    session.expire_all()
    assert (own.is_talked_over, new.is_talked_over) == (True, False)
    assert [is_held(quarrel, one) for one in (own, earlier)] == [True, False]


def test_in_what_its_topic_is_merged_into_the_page_says_so(app: Flask, quarrel: Quarrel) -> None:
    into = topic_of(quarrel, "Ovens")
    quarrel.step_aside()
    session.commit()
    ben = sign_in(app, quarrel.cast, "ben")
    order = {"into": str(into.id), "why": "The same", "rule": "We are kind"}
    assert ben.post(f"/t/{quarrel.topic.id}/merge", data=order).status_code == 303
    where = f"/t/{into.id}/{into.slug}"
    assert "being talked over elsewhere" in app.test_client().get(where).text
    dov = sign_in(app, quarrel.cast, "dov")
    assert dov.post(f"/t/{into.id}/reply", data={"body": "It is mine"}).status_code == 409


def test_the_page_says_so_too_to_who_keeps_apart_from_both(app: Flask, cast: Cast) -> None:
    with app.app_context():
        quarrel = Quarrel(cast)
        into = topic_of(quarrel, "Ovens")
        quarrel.step_aside()
        forum.merge_topic(cast.get("ben"), quarrel.topic, into.id)
        for name in ("cleo", "dov"):
            peace.block(cast.get("ines"), cast.get(name))
        where = f"/t/{into.id}/{into.slug}"
        session.commit()
    assert "being talked over elsewhere" in sign_in(app, cast, "ines").get(where).text


def test_no_account_of_the_brand_asks_it_nor_a_party(quarrel: Quarrel) -> None:
    quarrel.cast.get("ada").is_brand = True
    with pytest.raises(Forbidden):
        quarrel.step_aside(moderator="ada")
    asked = {quarrel.cast.ids["ben"]: "x", quarrel.cast.ids["dov"]: "y"}
    with pytest.raises(RuleBroken, match=r"aside\.two_others"):
        services.step_aside(quarrel.cast.get("ben"), quarrel.topic, Asking(asked, "r", "w"))
    quarrel.step_aside()
    with pytest.raises(RuleBroken, match=r"aside\.already"):
        quarrel.step_aside()


def test_another_moderator_takes_over_in_sight_of_all(quarrel: Quarrel) -> None:
    aside = quarrel.step_aside()
    ada, ben = quarrel.cast.get("ada"), quarrel.cast.get("ben")
    with pytest.raises(Forbidden):
        services.conclude(ada, aside, Outcome.SETTLED, "Unread")
    services.take_over(ada, aside, "Ben is away")
    with pytest.raises(NotFound):
        messages.read_place(ben, aside.conversation_id)
    last = session.scalars(select(PrivateMessage).order_by(PrivateMessage.number.desc())).first()
    assert last is not None
    assert last.source == "Ben is away"
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == "aside.taken_over"))
    assert (entry.actor_id, entry.why) == (ada.id, "Ben is away")
    services.conclude(ada, aside, Outcome.NO_AGREEMENT, "They do not agree")


def test_the_topic_names_nobody_and_shows_the_two_the_way(app: Flask, cast: Cast) -> None:
    with app.app_context():
        quarrel = Quarrel(cast)
        session.commit()
        where = f"/t/{quarrel.topic.id}/{quarrel.topic.slug}"
        topic_id = quarrel.topic.id
    ben = sign_in(app, cast, "ben")
    assert f"/t/{topic_id}/aside" in ben.get(where).text
    asked = ben.post(f"/t/{topic_id}/aside", data=FORM)
    assert asked.status_code == 303
    link = asked.location
    for name in ("-", "ines", "ada"):
        reader = app.test_client() if name == "-" else sign_in(app, cast, name)
        head = reader.get(where).text.split('<ol class="posts"')[0].split("<main")[1]
        assert "being talked over elsewhere" in head
        assert link not in head
        assert "dov" not in head
    cleo = sign_in(app, cast, "cleo")
    assert link in cleo.get(where).text
    refused = cleo.post(f"/t/{topic_id}/reply", data={"body": "It **is** mine"})
    assert refused.status_code == 409
    assert "It **is** mine" in refused.text
    assert "Say how it ended" in ben.get(link).text
    assert "Say how it ended" not in cleo.get(link).text
    assert link not in sign_in(app, cast, "ada").get("/asides").text


def test_who_blocked_the_other_reads_them_there_all_the_same(app: Flask, cast: Cast) -> None:
    with app.app_context():
        quarrel = Quarrel(cast)
        peace.block(cast.get("cleo"), cast.get("dov"))
        where = f"/conversations/{quarrel.step_aside().conversation_id}"
        session.commit()
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    assert dov.post(where, data={"body": "a kingfisher"}).status_code == 303
    page = cleo.get(where).text
    assert "a kingfisher" in page
    assert 'href="/u/dov"' in page
    assert where in cleo.get("/conversations").text


def test_a_refused_form_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        topic_id = Quarrel(cast).topic.id
        session.commit()
    ben = sign_in(app, cast, "ben")
    for wrong, status in (({"other": "nobody-here"}, 422), ({"other": "ben"}, 409)):
        answer = ben.post(f"/t/{topic_id}/aside", data=FORM | wrong)
        assert answer.status_code == status
        assert "It went on for three pages" in answer.text
        assert "Say what you meant" in answer.text


def test_in_a_topic_that_one_may_not_see_nobody_is_asked(quarrel: Quarrel) -> None:
    category = session.get_one(Category, quarrel.topic.category_id)
    for_admins = CategoryPermission(category_id=category.id, audience=Audience.ADMIN)
    for_admins.may_see = True
    session.add(for_admins)
    session.flush()
    with pytest.raises(NotFound):
        quarrel.step_aside()


def test_a_page_of_a_topic_asks_once(quarrel: Quarrel) -> None:
    quarrel.step_aside()
    topic = session.get_one(Topic, quarrel.topic.id)
    standing = queries.find_standing(topic.id, quarrel.cast.ids["cleo"])
    assert standing is not None
    assert standing.is_party
    other = queries.find_standing(topic.id, None)
    assert other is not None
    assert not other.is_party


def test_what_was_reported_of_either_goes_on_waiting(quarrel: Quarrel) -> None:
    cast = quarrel.cast
    made = moderation.report(cast.get("ines"), "member", cast.ids["dov"], ReportKind.HARM, "Loud")
    aside = quarrel.step_aside()
    case = session.get_one(ModerationCase, made.case_id)
    assert (case.state, made.finding) == (CaseState.OPEN, None)
    assert {one.case_id for one in decisions()}.isdisjoint({case.id})
    warning = Ruling("members.member.warn", "You shouted.", "Be kind")
    moderation.decide(cast.get("ben"), case, warning)
    assert case.state is CaseState.DECIDED
    for decision in decisions()[:2]:
        moderation.undo(cast.get("ada"), decision, "They made it up")
    assert aside.outcome is Outcome.UNDONE


def test_who_is_silenced_writes_in_the_talk_and_nowhere_else_and_reads_why(
    app: Flask, quarrel: Quarrel
) -> None:
    aside = quarrel.step_aside()
    cast, at = quarrel.cast, f"/conversations/{aside.conversation_id}"
    cast.get("dov").silenced_until = now() + NEXT_WEEK
    free = messages.begin(cast.get("cleo"), [cast.get("ines")], "Bread", "Is there any?")
    place = session.get_one(ConversationMember, (free.id, cast.ids["ines"]))
    place.standing = Standing.ASKED
    session.commit()
    dov, field = enter(app, cast, "dov"), 'name="body"'
    assert field in dov.get(at).text
    assert dov.post(at, data={"body": "zqxmine"}).status_code == 303
    assert "zqxmine" in enter(app, cast, "ben").get(at).text
    with pytest.raises(Forbidden, match=r"access\.silenced"):
        quarrel.reply("dov")
    services.conclude(cast.get("ben"), session.get_one(StepAside, aside.id), *SETTLED)
    session.commit()
    page = dov.get(at).text
    assert field not in page
    assert "You are silenced: you can read here" in page
    assert dov.post(at, data={"body": "More"}).status_code == 403
    asked = enter(app, cast, "ines").get(f"/conversations/{free.id}").text
    assert field not in asked
    assert "You can write here once you have agreed." in asked


def test_the_statement_names_the_topic_as_one_and_takes_no_more_than_answers_there(
    app: Flask, quarrel: Quarrel
) -> None:
    quarrel.step_aside()
    session.commit()
    own = next(one for one in decisions() if one.member_id == quarrel.cast.ids["cleo"])
    address = f"/moderation/decisions/{own.id}"
    cleo, ben = (enter(app, quarrel.cast, name) for name in ("cleo", "ben"))
    for reader in (cleo, ben):
        page = reader.get(address).text
        assert "It prevents replies in that one topic, and nothing else." in page
        assert "everywhere here" not in page
    assert "<p>topic ·" in cleo.get(address).text
    assert "<p>member ·" in ben.get(address).text
    moderation.undo(quarrel.cast.get("ben"), own, "It was another")
    session.commit()
    page = cleo.get(address).text
    assert "It prevented replies in that one topic, and nothing else." in page
    assert "You can reply in that topic again, unless another decision prevents it." in page
    assert "It no longer limits what can be done here" not in page


def test_the_list_of_decisions_names_the_topic_of_an_aside_and_asks_no_more_for_several(
    app: Flask, quarrel: Quarrel
) -> None:
    quarrel.step_aside()
    session.commit()
    cleo = sign_in(app, quarrel.cast, "cleo")
    page = main_of(cleo.get("/moderation/decisions").text)
    assert "Whose [oven] is it?" in page
    assert "topic ·" in page
    assert "member ·" not in page
    cleo.get("/moderation/decisions")
    with count_queries(app) as few:
        cleo.get("/moderation/decisions")
    own = next(one for one in decisions() if one.member_id == quarrel.cast.ids["cleo"])
    kept = ("case_id", "act", "subject_type", "subject_id", "member_id", "ground", "rule", "why")
    for _ in range(5):
        said = {name: getattr(own, name) for name in kept}
        session.add(Decision(**said, details=own.details, made_at=own.made_at))
    session.commit()
    with count_queries(app) as many:
        again = main_of(cleo.get("/moderation/decisions").text)
    assert again.count("Whose [oven] is it?") == 6
    assert len(many) == len(few)
