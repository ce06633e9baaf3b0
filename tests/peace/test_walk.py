"""Of two who keep apart neither finds the other's name or words, whatever page they open.

Each page is asked for before there is a block, too, or the test would not know what it might see.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.architecture.places import address_of, known_parts, places
from tests.conftest import Cast, sign_in
from tests.notices.conftest import work
from tests.world import World, furnish
from tribe.base.db import now, session
from tribe.bookmarks.models import Bookmark
from tribe.events import services as events
from tribe.events.models import Event, Mode, Rsvp
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Post, ReactionKind
from tribe.forum.services.preparing import Prepared
from tribe.members.models import Member, Trait, TraitKind
from tribe.messages import services as messages
from tribe.messages.models import MessageChoice, WhoMayWrite
from tribe.notices.models import Notice
from tribe.peace import services as peace
from tribe.rituals import queries as rites
from tribe.rituals.models import RitualKeeper

WORDS = {  # a name, and what only its bearer wrote
    "wilhelmina": ("zibeline", "quagmire", "flummoxed", "ombudsman", "bathyscaphe"),
    "bartholomew": ("xylotomy", "recalcitrant", "kinkajou", "hornswoggle", "perspicacity"),
}
OTHER = dict(zip(WORDS, reversed(WORDS), strict=True))
LEFT_OUT = {"static", "accounts.sign_out", "peace.blocks"}  # one's own list has the name
# Whoever made something for all does not own it: a gathering is the tribe's, and so is its picture.


@dataclass(frozen=True)
class Pair:
    """The world, and by which numbers their things are asked for."""

    world: World
    keys: dict[str, list[str]]  # by the part of an address


def live_beside_each_other(app: Flask, cast: Cast) -> Pair:
    """Fill a world, in which two of one tribe speak, meet and answer each other everywhere."""
    world = furnish(app, cast)
    keys: dict[str, list[str]] = {"name": list(WORDS)}
    with app.app_context():
        people = {
            name: Member(name=name, name_key=name, email=f"{name}@x.invalid") for name in WORDS
        }
        session.add_all(people.values())
        session.flush()
        cast.ids |= {name: one.id for name, one in people.items()}
        ben = cast.get("ben")
        room = session.scalars(select(Category).where(Category.slug == world.category)).one()
        shared = forum.create_topic(ben, room, "Of both", "Let us speak")
        event = session.get_one(Event, world.event)
        rite = rites.get_ritual(world.rite)
        assert rite is not None
        for name, one in people.items():
            words, other = WORDS[name], people[OTHER[name]]
            one.bio, one.bio_html = words[4], f"<p>{words[4]}</p>"
            one.is_shown_present = True
            session.add(Trait(member_id=one.id, kind=TraitKind.VALUE, position=0, text=words[4]))
            topic = forum.create_topic(one, room, f"About {words[0]}", f"It is {words[1]}")
            said = forum.reply(one, shared, f"For @{other.name}: {words[2]}")
            forum.edit(one, said, f"For @{other.name}: {words[2]} still")
            told = Prepared(f"{words[3]}.txt", "text/plain", f"In short {words[3]}".encode())
            [file] = forum.keep_waiting(one, [told])
            forum.add_files(one, said, [file])
            forum.reply(
                ben, shared, f"> [{name}](/p/{said.id})\n>\n> {words[2]}\n\nAs @{name} says"
            )
            forum.follow(other, topic, Level.WATCHING)
            forum.reply(one, topic, f"and {words[1]}")
            first = session.scalars(select(Post).where(Post.topic_id == topic.id)).first()
            assert first is not None
            forum.react(other, first, ReactionKind.THANKS)
            forum.react(one, session.get_one(Post, world.post), ReactionKind.WARM)
            following.follow(other, one)
            session.add(
                Bookmark(member_id=other.id, subject_type="post", subject_id=said.id, note="")
            )
            events.answer(one, event, Rsvp.INTERESTED)
            session.add(RitualKeeper(ritual_id=rite.id, member_id=one.id))
            for key, number in {
                "topic_id": topic.id,
                "post_id": said.id,
                "file_id": file.id,
                "subject_id": topic.id,
            }.items():
                keys.setdefault(key, []).append(str(number))
        keys["conversation_id"] = [str(one) for one in write_to_each_other(people, ben)]
        draft = events.EventDraft(
            "Of both, too",
            Mode.PLACE,
            "Europe/Paris",
            now() + timedelta(days=4),
            now() + timedelta(days=4, hours=1),
            place="Hall",
            host_ids=tuple(one.id for one in people.values()),
        )
        held = events.create_event(ben, draft)
        keys["event_id"] = [str(held.id)]
        keys["topic_id"].append(str(shared.id))
        work()
        notices = session.scalars(select(Notice.id).where(Notice.member_id.in_(cast.ids.values())))
        keys["notice_id"] = [str(one) for one in notices]
        session.commit()
    return Pair(world, keys)


def write_to_each_other(people: dict[str, Member], third: Member) -> Iterator[int]:
    """Two conversations of the two, and one in which there is a third."""
    shared = messages.begin(third, list(people.values()), "Of three", "Let us write")
    yield shared.id
    for one in people.values():
        session.add(MessageChoice(member_id=one.id, who_may_write=WhoMayWrite.EVERYBODY))
    session.flush()
    for name, one in people.items():
        if messages.read_place(one, shared.id).standing == "asked":
            messages.accept(one, shared.id)
        messages.write(one, shared.id, f"Here {WORDS[name][3]}")
        other, words = people[OTHER[name]], WORDS[name]
        yield messages.begin(one, [other], f"On {words[0]}", f"It is {words[1]}").id


def addresses(rule: Rule, pair: Pair) -> Iterator[str]:
    """Where a route leads for each thing of theirs, and for those of the world."""
    yield from places(rule, pair.world)
    known = known_parts(rule, pair.world)
    for part in rule.arguments & pair.keys.keys():
        for key in pair.keys[part]:
            subject = {"subject_type": "member"} if part == "subject_id" else {}
            yield address_of(rule, known | {part: key})
            if subject and "subject_type" in rule.arguments:
                yield address_of(rule, known | {part: key} | subject)


def asked(app: Flask, pair: Pair) -> list[str]:
    """Everything that is read, with what may be asked for beside."""
    found: list[str] = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in LEFT_OUT:
            continue
        for address in addresses(rule, pair):
            found.append(address)
            if rule.endpoint in ("finder.search", "finder.suggestions", "finder.similar"):
                words = [*WORDS, *(word for own in WORDS.values() for word in own)]
                kinds = ("", "&in=posts", "&in=members")
                found += [f"{address}?q={word}{kind}" for word in words for kind in kinds]
            if rule.endpoint == "members.directory":
                found += [f"{address}?q={word[:5]}" for word in WORDS]
            if rule.endpoint == "forum.reply":
                for post in pair.keys["post_id"]:
                    found += [f"{address}?quote={post}", f"{address}?to={post}"]
            if rule.endpoint == "forum.after":
                found.append(f"{address}?after=0&from=1")
    return list(dict.fromkeys(found))


def seen(client: FlaskClient, address: str, of: str) -> list[str]:
    """Which words of somebody stand in an answer and its headers, beside those of the address."""
    answer = client.get(address)
    assert answer.status_code < 500 or address == "/readyz", address
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers)
    said = (headers + answer.get_data().decode(errors="replace")).lower()
    for own in {address.lower(), *re.findall(r"[?&]q=(\w+)", address)}:
        said = said.replace(own, "")
    return [word for word in (of, *WORDS[of]) if word in said]


@pytest.mark.parametrize("name", WORDS)
def test_nothing_of_whom_one_keeps_apart_from(app: Flask, cast: Cast, name: str) -> None:
    pair = live_beside_each_other(app, cast)
    client, other = sign_in(app, cast, name), OTHER[name]
    everything = asked(app, pair)
    open_before = {one: words for one in everything if (words := seen(client, one, other))}
    told = {word for words in open_before.values() for word in words}
    assert told == {other, *WORDS[other]}
    assert len(open_before) > 40, sorted(open_before)
    with app.app_context():
        peace.block(cast.get("wilhelmina"), cast.get("bartholomew"))
        session.commit()
    left = {one: words for one in everything if (words := seen(client, one, other))}
    own = pair.keys["post_id"][list(WORDS).index(name)]  # names the other, in one's own words
    is_own = re.compile(rf"/p/{own}/(edit|history|delete)|/reply\?quote={own}$")
    rest = {one: words for one, words in left.items() if not is_own.search(one)}
    assert not rest, rest
