"""What is written is found at once, and what is changed, moved or taken away no longer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from tests.conftest import Cast
from tests.search.conftest import found
from tests.world import furnish
from tribe.base.db import now, session
from tribe.events import services as events
from tribe.events.models import Event
from tribe.forum import services as forum
from tribe.forum.models import Category, Post
from tribe.jobs import Job, Lane, run_next
from tribe.members import naming
from tribe.members import services as members
from tribe.members.models import TraitKind
from tribe.moderation.services import reopen_account, suspend_account
from tribe.personal_data.models import Words
from tribe.personal_data.services import erase, leave, stay
from tribe.rituals import services as rituals
from tribe.search import begin_again, frequency, searchables
from tribe.search.declared import find_searchable
from tribe.search.models import FTS5, SearchDocument, SearchWord
from tribe.search.rebuilding import BATCH, compare, rebuild_now


@pytest.fixture(autouse=True)
def indexed(app: Flask, cast: Cast) -> None:
    """The cast came by rows, which nobody hears of."""
    with app.app_context():
        rebuild_now()


def _room(slug: str = "hall") -> Category:
    room = Category(slug=slug, name=slug, description="")
    session.add(room)
    session.flush()
    return room


def test_posts_follow_what_is_done_with_them(context: Flask, cast: Cast) -> None:
    cleo, dov = cast.get("cleo"), cast.get("dov")
    topic = forum.create_topic(cleo, _room(), "Sourdough", "It rises by night.")
    [first] = session.scalars(select(Post.id))
    post = forum.reply(dov, topic, "Mine never rises.")
    assert found("rise") == [first, post.id]
    assert found("sourdough") == [first]
    forum.edit(dov, post, "Mine sinks.")
    assert (found("rise"), found("sinking")) == ([first], [post.id])
    forum.edit(cleo, session.get_one(Post, first), "It rises.", title="Rye")
    assert (found("sourdough"), found("rye")) == ([], [first])
    own = (SearchDocument.kind == "post", SearchDocument.thing_id == first)
    counted = select(SearchDocument.replies).where(*own)
    assert session.scalar(counted) == 1
    forum.remove(dov, post)
    assert found("sinks") == []
    assert session.scalar(counted) == 0
    assert compare().is_good


def test_a_text_that_is_not_committed_is_not_found(context: Flask, cast: Cast) -> None:
    room = _room()
    session.commit()
    forum.create_topic(cast.get("cleo"), room, "Sourdough", "It rises.")
    session.rollback()
    assert found("sourdough") == []


def test_topics_move_with_their_category(context: Flask, cast: Cast) -> None:
    hall, cellar = _room(), _room("cellar")
    forum.create_topic(cast.get("cleo"), hall, "Sourdough", "It rises.")
    forum.remove_category(cast.get("ada"), hall, cellar.id)
    scopes = select(SearchDocument.scope_id).where(SearchDocument.kind == "post")
    assert session.scalars(scopes).all() == [cellar.id]
    assert compare().is_good


def test_gatherings_and_rites_follow(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        rebuild_now()
        event = session.get_one(Event, world.event)
        draft = events.EventDraft(
            "Bread day",
            event.mode,
            event.zone,
            event.starts_at,
            event.ends_at,
            description="Bring flour",
            place="Old bakery",
        )
        events.edit_event(cast.get("cleo"), event, draft)
        for word in ("bread", "flour", "bakery"):
            assert found(word, "event") == [event.id]
        said = rituals.RitualDraft("Candle night", "We sit together", steps=("Light a match",))
        rite = rituals.declare(cast.get("cleo"), said)
        assert found("match", "ritual") == [rite.id]
        rituals.edit_ritual(cast.get("cleo"), rite, replace(said, steps=("Blow it out",)))
        assert (found("match", "ritual"), found("blow", "ritual")) == ([], [rite.id])
        assert compare().is_good


def test_members_are_found_while_they_are_here(context: Flask, cast: Cast) -> None:
    cleo = cast.get("cleo")
    worn = {TraitKind.SKILL: ["grafting"]}
    members.update_profile(cleo, cleo, bio="I keep *bees*", traits=worn, locale=None)
    assert found("bees", "member") == found("graft", "member") == [cleo.id]
    naming.rename(cast.get("ada"), cleo, "clementine")
    assert (found("cleo", "member"), found("clementine", "member")) == ([], [cleo.id])
    suspend_account(cast.get("ada"), cleo, "a test", "No tests")
    assert found("bees", "member") == []
    reopen_account(cast.get("ada"), cleo, "a test")
    assert found("bees", "member") == [cleo.id]
    leave(cleo, Words.GO)
    assert found("bees", "member") == []
    stay(cleo)
    assert found("bees", "member") == [cleo.id]


def test_who_is_erased_leaves_no_word(context: Flask, cast: Cast) -> None:
    cleo, dov = cast.get("cleo"), cast.get("dov")
    topic = forum.create_topic(cleo, _room(), "Sourdough", "It rises.")
    forum.reply(dov, topic, "Thank you @cleo, how warm?")
    members.update_profile(cleo, cleo, bio="bees", traits={}, locale=None)
    session.commit()
    erase(cleo.id, Words.GO)
    session.commit()
    assert found("sourdough") == found("rises") == found("cleo") == found("bees", "member") == []
    assert len(found("warm")) == 1
    assert compare().is_good


def test_who_leaves_their_words_is_found_by_them_alone(context: Flask, cast: Cast) -> None:
    cleo = cast.get("cleo")
    forum.create_topic(cleo, _room(), "Sourdough", "It rises.")
    session.commit()
    erase(cleo.id, Words.STAY)
    session.commit()
    assert len(found("sourdough")) == 1
    assert found("cleo", "member") == []
    assert compare().is_good


def test_an_erasure_takes_answers_from_what_others_began(context: Flask, cast: Cast) -> None:
    topic = forum.create_topic(cast.get("dov"), _room(), "Sourdough", "It rises.")
    for said in ("Mine never does.", "Nor does this one."):
        forum.reply(cast.get("cleo"), topic, said)
    session.commit()
    erase(cast.ids["cleo"], Words.GO)
    session.commit()
    replies = select(SearchDocument.replies).where(SearchDocument.kind == "post")
    assert session.scalars(replies).all() == [0]
    assert compare().is_good


def test_who_leaves_their_words_leaves_them_without_their_files(context: Flask, cast: Cast) -> None:
    forum.create_topic(cast.get("cleo"), _room(), "Sourdough", "It rises.")
    session.execute(update(Post).values(files_count=1))
    rebuild_now()
    marks = select(SearchDocument.marks).where(SearchDocument.kind == "post")
    assert session.scalars(marks).all() == [" file "]
    erase(cast.ids["cleo"], Words.STAY)
    session.commit()
    assert session.scalars(marks).all() == [""]
    assert compare().is_good


def test_the_index_holds_no_word_of_who_is_erased_at_once_nor_after_the_hour(
    context: Flask, cast: Cast
) -> None:
    cleo, dov = cast.get("cleo"), cast.get("dov")
    topic = forum.create_topic(dov, _room(), "Sourdough", "It rises.")
    forum.reply(cleo, topic, "The zibeline says so.")
    session.commit()
    frequency.count({})
    assert _is_held("zibeline")
    assert _is_held("cleo")
    erase(cleo.id, Words.GO)
    session.commit()
    assert not _is_held("zibeline")
    [job] = session.scalars(select(Job).where(Job.kind == frequency.COUNT))
    assert now() < job.run_at <= now() + timedelta(hours=1)
    frequency.count(job.payload)
    assert not _is_held("zibeline")
    assert not _is_held("cleo")
    assert found("rises") != []


def _is_held(word: str) -> bool:
    """Whether a table of the index has a word anywhere, in what it deleted too."""
    held = select(SearchWord.word).where(SearchWord.word.startswith(word))
    found_in = session.scalars(held).all()
    if session.get_bind().dialect.name == "sqlite":
        blocks = session.scalars(text(f"SELECT block FROM {FTS5}_data")).all()
        found_in += [word for block in blocks if word.encode() in bytes(block)]
    return bool(found_in)


def test_a_category_and_its_texts_go_with_all_their_words(context: Flask, cast: Cast) -> None:
    forum.create_topic(cast.get("cleo"), _room(), "Sourdough", "It rises.")
    session.execute(SearchDocument.__table__.delete())
    if session.get_bind().dialect.name == "sqlite":
        told = text(f"SELECT count(*) FROM {FTS5} WHERE {FTS5} MATCH 'sourdough'")
        assert session.scalar(told) == 0
    assert not compare().is_good


def test_the_index_is_made_anew_batch_by_batch(context: Flask, cast: Cast) -> None:
    cleo, room = cast.get("cleo"), _room()
    topic = forum.create_topic(cleo, room, "Sourdough", "It rises.")
    for number in range(BATCH):
        forum.reply(cleo, topic, f"Loaf {number}")
    forum.remove(cleo, forum.reply(cleo, topic, "This one goes."))
    whole = _rows()
    session.execute(SearchDocument.__table__.delete())
    session.add(_left_over())
    begin_again()
    session.commit()
    assert compare().lacking == len(whole)
    assert compare().left_over == 1
    steps = 0
    while run_next(Lane.SLOW):
        steps += 1
    assert steps > len({row[0] for row in whole}) + 1  # posts take two
    assert _rows() == whole
    assert compare().is_good
    session.execute(SearchDocument.__table__.update().values(digest=0, scope_id=None))
    session.commit()
    assert compare().stale == len(whole)
    assert rebuild_now() == len(whole)
    assert compare().is_good


def test_what_comes_while_a_batch_is_read_stays(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not among the numbers that were read before; and nothing goes to be put back."""
    forum.create_topic(cast.get("cleo"), _room(), "Sourdough", "It rises.")
    session.commit()
    ids = set(session.scalars(select(SearchDocument.id)))
    before = replace(find_searchable("post"), numbers=lambda _after, _size: [])
    monkeypatch.setitem(searchables(), "post", before)
    rebuild_now()
    monkeypatch.undo()
    assert set(session.scalars(select(SearchDocument.id))) == ids
    assert compare().is_good


def _left_over() -> SearchDocument:
    row = {"kind": "post", "thing_id": 10**6, "group_id": 1, "digest": 0, "replies": 0, "marks": ""}
    return SearchDocument(**row, at=now())


def _rows() -> set[tuple[object, ...]]:
    names = ("kind", "thing_id", "group_id", "scope_id", "author_id", "at", "replies", "digest")
    columns = [getattr(SearchDocument, name) for name in names]
    return {tuple(row) for row in session.execute(select(*columns))}
