"""What the forum tells the ledger, and what it takes back."""

from collections import Counter

from sqlalchemy import select

from tests.forum.conftest import Forum, at
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Mention, Post, ReactionKind, Topic
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Cause, Interaction
from tribe.members.models import Member
from tribe.members.names import name_key
from tribe.members.naming import rename

Line = tuple[str, str, Kind]


def ledger(forum: Forum) -> Counter[Line]:
    names = {number: name for name, number in forum.cast.ids.items()}
    rows = session.execute(select(Interaction.actor_id, Interaction.target_id, Interaction.kind))
    return Counter((names[actor], names[target], kind) for actor, target, kind in rows)


def first(topic: Topic) -> Post:
    return session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()


def test_the_first_answer_to_a_first_post_is_a_welcome(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    forum.reply("cleo", topic, "anyone?")  # one's own answer welcomes nobody
    forum.reply("dov", topic)
    forum.reply("ben", topic)
    assert ledger(forum) == {("dov", "cleo", Kind.WELCOME): 1, ("ben", "cleo", Kind.REPLY): 1}


def test_a_later_topic_gets_replies(forum: Forum) -> None:
    room = forum.room()
    forum.topic("cleo", room)
    forum.reply("dov", forum.topic("cleo", room))
    assert ledger(forum) == {("dov", "cleo", Kind.REPLY): 1}


def test_a_newcomer_who_begins_by_replying_is_welcomed_too(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    post = forum.reply("dov", topic)
    forum.reply("ben", topic, to=post)
    forum.reply("ada", topic, to=post)
    assert ledger(forum) == {
        ("dov", "cleo", Kind.WELCOME): 1,
        ("ben", "dov", Kind.WELCOME): 1,
        ("ada", "dov", Kind.REPLY): 1,
    }


def test_a_reply_turns_to_the_writer_of_the_post_it_answers(forum: Forum) -> None:
    room = forum.room()
    for name in ("cleo", "dov"):
        forum.topic(name, room)
    topic = forum.topic("cleo", room)
    post = forum.reply("dov", topic)
    forum.reply("cleo", topic, to=post)
    forum.reply("dov", topic, to=first(topic))
    rows = ledger(forum)
    assert rows == {("dov", "cleo", Kind.REPLY): 2, ("cleo", "dov", Kind.REPLY): 1}


def test_nobody_turns_to_themself(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room(), body="I, @cleo")
    forum.reply("cleo", topic, f"> [cleo](/p/{first(topic).id})\n> I\n\nme again")
    assert not ledger(forum)


def test_mentions_and_quotes_count_beside_the_reply(forum: Forum) -> None:
    room = forum.room()
    forum.topic("cleo", room)
    topic = forum.topic("cleo", room)
    post_id = first(topic).id
    body = f"> [cleo](/p/{post_id})\n>\n> First words @ines\n\nyes @cleo and @ada, @ada"
    forum.reply("dov", topic, body)
    assert ledger(forum) == {
        ("dov", "cleo", Kind.REPLY): 1,
        ("dov", "cleo", Kind.QUOTE): 1,
        ("dov", "cleo", Kind.MENTION): 1,
        ("dov", "ada", Kind.MENTION): 1,
    }


def test_without_consent_nothing_is_told(forum: Forum) -> None:
    forum.cast.get("cleo").is_measured = False
    session.commit()
    topic = forum.topic("cleo", forum.room(), body="@ada")
    forum.reply("dov", topic, "@ada @cleo")
    assert ledger(forum) == {("dov", "ada", Kind.MENTION): 1}


def test_an_edit_takes_back_what_it_takes_out_and_adds_what_it_adds(forum: Forum) -> None:
    topic = forum.topic("dov", forum.room(), body="@ada and @ben")
    post = first(topic)
    services.edit(forum.cast.get("dov"), post, "@ben and @ines", at=at(90))
    session.commit()
    rows = session.execute(select(Interaction.target_id, Interaction.at)).all()
    assert {(row.target_id, row.at) for row in rows} == {
        (forum.cast.ids["ben"], post.created_at),
        (forum.cast.ids["ines"], at(90)),
    }
    services.edit(forum.cast.get("dov"), post, "nobody")
    assert not ledger(forum)


def test_a_moderators_edit_takes_away_but_turns_nobody_to_anybody(forum: Forum) -> None:
    topic = forum.topic("dov", forum.room(), body="@ada and @cleo")
    services.edit(forum.cast.get("ben"), first(topic), "@cleo and @ines")
    assert ledger(forum) == {("dov", "cleo", Kind.MENTION): 1}


def test_an_edit_that_drops_a_quote_takes_it_back(forum: Forum) -> None:
    room = forum.room()
    forum.topic("cleo", room)
    topic = forum.topic("cleo", room)
    post = forum.reply("dov", topic, f"> [cleo](/p/{first(topic).id})\n> First\n\nso")
    services.edit(forum.cast.get("dov"), post, "so")
    assert ledger(forum) == {("dov", "cleo", Kind.REPLY): 1}


def test_a_removed_post_takes_all_with_it(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    post = forum.reply("dov", topic, "@ada")
    services.react(forum.cast.get("ines"), post, ReactionKind.THANKS)
    services.react(forum.cast.get("ada"), first(topic), ReactionKind.THANKS)
    services.remove(forum.cast.get("ben"), post)
    session.commit()
    assert ledger(forum) == {("ada", "cleo", Kind.THANKS): 1}
    session.refresh(topic)
    assert (topic.posts_count, topic.highest_post_number) == (1, 2)
    assert topic.last_posted_at == topic.created_at
    assert topic.last_poster_id == topic.author_id


def test_signs_are_told_once_and_taken_back_with_the_last(forum: Forum) -> None:
    post = first(forum.topic("cleo", forum.room()))
    dov = forum.cast.get("dov")
    for kind in (ReactionKind.WARM, ReactionKind.SMILE, ReactionKind.THANKS, ReactionKind.THANKS):
        services.react(dov, post, kind)
    both = {("dov", "cleo", Kind.REACTION): 1, ("dov", "cleo", Kind.THANKS): 1}
    assert ledger(forum) == both
    services.unreact(dov, post, ReactionKind.WARM)
    assert ledger(forum) == both
    services.unreact(dov, post, ReactionKind.THANKS)
    assert ledger(forum) == {("dov", "cleo", Kind.REACTION): 1}
    services.unreact(dov, post, ReactionKind.SMILE)
    assert not ledger(forum)


def test_one_members_sign_taken_back_leaves_the_others(forum: Forum) -> None:
    post = first(forum.topic("cleo", forum.room()))
    for name in ("dov", "ada"):
        services.react(forum.cast.get(name), post, ReactionKind.THANKS)
    services.unreact(forum.cast.get("dov"), post, ReactionKind.THANKS)
    assert ledger(forum) == {("ada", "cleo", Kind.THANKS): 1}


def test_reading_and_following_are_never_told(forum: Forum) -> None:
    from tribe.forum.models import Level

    topic = forum.topic("cleo", forum.room())
    dov = forum.cast.get("dov")
    services.mark_read(dov, topic, 1)
    services.follow(dov, topic, Level.WATCHING)
    services.mark_all_read(dov, {topic.category_id})
    assert not ledger(forum)


def test_interactions_carry_the_time_and_the_post(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    post = forum.reply("dov", topic)
    row = session.scalars(select(Interaction)).one()
    assert (row.at, row.cause, row.cause_id) == (post.created_at, Cause.POST, post.id)


def test_what_is_rolled_back_is_not_told(forum: Forum) -> None:
    topic = forum.topic("cleo", forum.room())
    services.reply(forum.cast.get("dov"), topic, "@ada")
    session.rollback()
    assert not ledger(forum)


def mentioned(forum: Forum, topic: Topic, body: str) -> list[str]:
    """Who is told of a post that says this, by name."""
    post = forum.reply("dov", topic, body)
    told = select(Member.name).join(Mention, Mention.member_id == Member.id)
    return sorted(session.scalars(told.where(Mention.post_id == post.id)))


def test_a_name_without_its_accents_calls_the_one_who_bears_it(forum: Forum) -> None:
    for name in ("Brieuc", "Brieuc-de-la-côte", "Maëlle", "Zoé", "Zoë", "Élie", "Elie"):
        session.add(Member(name=name, name_key=name_key(name)))
    session.commit()
    topic = forum.topic("cleo", forum.room())
    assert mentioned(forum, topic, "So @brieuc-de-la-cote said") == ["Brieuc-de-la-côte"]
    assert mentioned(forum, topic, "@brieuc-de-la-mer, @brieuc_x") == []
    assert mentioned(forum, topic, "@maelle, @MAËLLE") == ["Maëlle"]
    assert mentioned(forum, topic, "@zoe") == []
    assert mentioned(forum, topic, "@zoé") == ["Zoé"]
    assert mentioned(forum, topic, "@elie") == ["Elie"]
    assert mentioned(forum, topic, "@élie") == ["Élie"]


def test_a_name_that_was_changed_is_called_without_its_accents(forum: Forum) -> None:
    member = forum.cast.get("ines")
    rename(member, member, "Iné-sol")
    session.commit()
    topic = forum.topic("cleo", forum.room())
    assert mentioned(forum, topic, "@ine-sol") == ["Iné-sol"]
