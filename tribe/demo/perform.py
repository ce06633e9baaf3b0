"""Lets the acts of a story happen, one after the other, through the services of every room."""

from functools import singledispatchmethod

from tribe.base.db import session
from tribe.demo import acts
from tribe.demo.furniture import furnish
from tribe.demo.grammar import read_words
from tribe.demo.people import SIGN_INS, Person
from tribe.demo.tags import tags_of_title
from tribe.events import services as events
from tribe.events.models import Event
from tribe.forum import services as forum
from tribe.forum.addresses import post_link
from tribe.forum.models import Category, Post, Topic
from tribe.forum.services.tagging import give_tags
from tribe.members import names
from tribe.members import services as members
from tribe.members.models import HUES, Member
from tribe.rituals import services as rituals
from tribe.rituals.models import Cadence, Enactment, Ritual
from tribe.voice import services as voice
from tribe.voice.models import Promise

KNOWN = {sign.name for sign in SIGN_INS}


class Stage:
    """What has come to exist, by the keys that the story gave it."""

    def __init__(self, password_hash: str) -> None:
        self.password_hash = password_hash  # of the sign-ins; nobody else can sign in
        self.members: dict[str, Member] = {}
        self.rooms: dict[str, Category] = {}
        self.topics: dict[int, Topic] = {}
        self.posts: dict[int, Post] = {}
        self.events: dict[int, Event] = {}
        self.rites: dict[str, Ritual] = {}
        self.enactments: dict[tuple[int | None, int | None], Enactment] = {}
        self.promises: dict[str, Promise] = {}

    def member(self, person: Person) -> Member:
        """The account of a person who has joined."""
        return self.members[person.name]

    @singledispatchmethod
    def perform(self, act: acts.Act) -> None:
        """Let an act happen; the caller commits."""
        raise TypeError(f"nobody knows how to {type(act).__name__}")

    @perform.register
    def _join(self, act: acts.Join) -> None:
        person, key = act.by, names.name_key(act.by.name)
        is_known = person.name in KNOWN
        member = Member(
            name=person.name,
            name_key=key,
            email=f"{key}@lafournee.example" if is_known else None,
            password_hash=self.password_hash if is_known else None,
            role=person.role,
            is_brand=person.is_brand,
            hue=sum(key.encode()) % HUES,
            joined_at=act.at,
        )
        session.add(member)
        session.flush()
        members.decide_consent(member, person.agrees, at=act.at)
        # the sign-ins speak the language of whoever tries them
        locale = None if is_known else person.language
        members.update_profile(member, member, bio=person.bio, traits=person.traits, locale=locale)
        self.members[person.name] = member

    @perform.register
    def _withdraw(self, act: acts.Withdraw) -> None:
        members.decide_consent(self.member(act.by), False, at=act.at)

    @perform.register
    def _arrange(self, act: acts.Arrange) -> None:
        self.rooms = furnish(self.member(act.by))

    @perform.register
    def _begin(self, act: acts.Begin) -> None:
        author, room = self.member(act.by), self.rooms[act.category]
        topic = forum.create_topic(author, room, act.title, act.body, at=act.at, intent=act.intent)
        give_tags(topic, tags_of_title(act.title))
        self.topics[act.topic] = topic
        self.posts[act.post] = session.query(Post).filter_by(topic_id=topic.id, number=1).one()

    @perform.register
    def _say(self, act: acts.Say) -> None:
        body = act.body
        if act.quotes is not None:
            body = f"{self._quotation(act.quotes, act.quoted_words)}\n\n{body}"
        answered = self.posts[act.answers] if act.answers is not None else None
        self.posts[act.post] = forum.reply(
            self.member(act.by), self.topics[act.topic], body, reply_to=answered, at=act.at
        )

    def _quotation(self, key: int, words: str) -> str:
        post = self.posts[key]
        author = session.get_one(Member, post.author_id)
        return f"> [{author.name}]({post_link(post.id)})\n>\n> {words}"

    @perform.register
    def _amend(self, act: acts.Amend) -> None:
        post = self.posts[act.post]
        forum.edit(self.member(act.by), post, f"{post.source}\n\n{act.more}", at=act.at)

    @perform.register
    def _give(self, act: acts.Give) -> None:
        forum.react(self.member(act.by), self.posts[act.post], act.kind, at=act.at)

    @perform.register
    def _close(self, act: acts.Close) -> None:
        forum.close_topic(self.member(act.by), self.topics[act.topic], at=act.at)

    @perform.register
    def _invite(self, act: acts.Invite) -> None:
        draft = events.EventDraft(
            title=act.title,
            mode=act.mode,
            zone=act.zone,
            starts_at=act.starts_at,
            ends_at=act.starts_at + act.length,
            description=act.description,
            place=act.place,
            online_url=act.online_url,
            capacity=act.capacity,
            welcomes_guests=act.welcomes_guests,
            host_ids=tuple(self.member(host).id for host in act.co_hosts),
        )
        self.events[act.event] = events.create_event(self.member(act.by), draft, at=act.at)

    @perform.register
    def _reply(self, act: acts.Reply) -> None:
        event = self.events[act.event]
        events.answer(self.member(act.by), event, act.status, act.guests, at=act.at)

    @perform.register
    def _call_off(self, act: acts.CallOff) -> None:
        events.cancel_event(self.member(act.by), self.events[act.event], at=act.at)

    @perform.register
    def _settle(self, act: acts.Settle) -> None:
        events.record_attendance(self.events[act.event])

    @perform.register
    def _declare(self, act: acts.Declare) -> None:
        words = read_words("rites")[act.rite]
        draft = rituals.RitualDraft(
            name=words["name"],
            purpose=words["purpose"],
            cadence=Cadence(words["cadence"]),
            steps=tuple(words["steps"]),
        )
        self.rites[act.rite] = rituals.declare(self.member(act.by), draft, at=act.at)

    @perform.register
    def _keep(self, act: acts.Keep) -> None:
        rituals.become_keeper(self.member(act.by), self.rites[act.rite], at=act.at)

    @perform.register
    def _lay_down(self, act: acts.LayDown) -> None:
        rituals.release(self.member(act.by), self.rites[act.rite])

    @perform.register
    def _enact(self, act: acts.Enact) -> None:
        self.enactments[act.topic, act.event] = rituals.enact(
            self.member(act.by),
            self.rites[act.rite],
            event=None if act.event is None else self.events[act.event],
            topic=None if act.topic is None else self.topics[act.topic],
        )

    @perform.register
    def _recount(self, act: acts.Recount) -> None:
        enactment = self.enactments[act.topic, act.event]
        rituals.recap(self.member(act.by), enactment, act.words, at=act.at)

    @perform.register
    def _take_seat(self, act: acts.TakeSeat) -> None:
        voice.seat(self.member(act.by), act.at.date(), at=act.at)

    @perform.register
    def _promise(self, act: acts.Promise) -> None:
        self.promises[act.promise] = voice.make_promise(
            self.member(act.by), act.title, act.body, act.due_on, at=act.at
        )

    @perform.register
    def _judge(self, act: acts.Judge) -> None:
        promise = self.promises[act.promise]
        voice.judge_promise(self.member(act.by), promise, act.outcome, act.account, at=act.at)
