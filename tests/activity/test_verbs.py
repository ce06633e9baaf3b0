"""Each verb records what somebody could be told of, or says here why nobody is.

A new verb fails until it stands in one of the two tables; a kind fails until a verb records it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tribe import storage
from tribe.access import Role, TrustLevel
from tribe.activity import Activity
from tribe.activity.reminders import ReminderKind, find_reminder
from tribe.acts import services as acts
from tribe.aside import services as asides
from tribe.aside.models import Outcome as AsideOutcome
from tribe.aside.models import StepAside
from tribe.aside.services import Asking
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.bookmarks import services as bookmarks
from tribe.bookmarks.models import Bookmark
from tribe.events import services as events
from tribe.events.models import Event, Mode, Rsvp
from tribe.features import FEATURES
from tribe.forum import judged
from tribe.forum import services as forum
from tribe.forum.models import Category, Level, Pin, Post, PostFile, ReactionKind, Tag, Topic
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.services.preparing import Prepared
from tribe.guests import services as guests
from tribe.guests.models import GuestQuestion
from tribe.interests import services as interests
from tribe.interests.models import InterestKind
from tribe.members import services as members
from tribe.members import staff
from tribe.messages import services as messages
from tribe.messages.models import PrivateMessage
from tribe.moderation import services as moderation
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    Decision,
    Ground,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.queries import list_appeals_of
from tribe.moderation.services import Ruling
from tribe.notices.services.reminding import note
from tribe.pages import services as pages
from tribe.pages.models import PageKey
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.personal_data.services import exporting
from tribe.reports.requests import services as reports
from tribe.rituals import services as rituals
from tribe.rituals.models import Ritual
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict
from tribe.spam.models import HeldText
from tribe.trust import services as trust
from tribe.voice import services as voice
from tribe.voice.models import Outcome
from tribe.web.moderated import Matter
from tribe.will import services as will
from tribe.will.keys import new_words, public_key
from tribe.will.sealed import Seal

WARNING = Ruling("members.member.warn", "You shouted", "Be kind")
HIDING = Ruling("forum.post.hide", "He shouts.", "Be kind")
REMOVAL = Ruling("forum.post.remove", "You shouted", "Be kind")
SWEEPING = Ruling("forum.member.sweep", "You shouted", "Be kind")
SPLIT = Ruling(
    "forum.topic.split",
    "Another matter",
    ground=Ground.NONE,
    choices={"numbers": [2], "title": "On its own", "category": None},
)
BESIDE = {
    "members": ["tribe.members.staff", "tribe.members.naming"],
    "reports": ["tribe.reports.requests.services"],
}
QUIET = {
    "archive": "a whole tribe is kept or moved; what happened in it stands in its own rows",
    "desk": "what moderators do for the tribe is no business of others",
    "transparency.note_matter": "the audit has it, and the yearly report",
    "transparency.strike_matter": "the audit has it",
    "transparency.count_months": "it counts only",
    "aside.mark_topics": "splits, merges and returns record their own",
    "moderation.decide_each": "each case is decided, and recorded, as by `decide`",
    "moderation.case_of": "it asks only",
    "moderation.handles_case": "it asks only",
    "moderation.reads": "it asks only",
    "moderation.reads_all": "it asks only",
    "moderation.may_decide": "it asks only",
    "moderation.may_judge": "it asks only",
    "moderation.require_not_held_back": "it asks only",
    "moderation.may_undo": "it asks only",
    "moderation.list_undoable": "it asks only",
    "moderation.acts_on_author": "it asks only",
    "moderation.acts_on_all": "it asks only",
    "moderation.appealed_with": "it asks only",
    "moderation.undone_with": "it asks only",
    "moderation.judged_with": "it asks only",
    "moderation.remains_of": "it asks only",
    "moderation.is_lay_judge": "it asks only",
    "moderation.judges_of": "it asks only",
    "moderation.decision_of": "it asks only",
    "moderation.appeal_of": "it asks only",
    "moderation.take": "who deals with a case is for moderators, and stands in it",
    "moderation.leave": "the same",
    "moderation.note": "a word among moderators",
    "moderation.pass_on": "who decides on a case is for moderators, and stands in it",
    "moderation.look": "reading is no activity",
    "moderation.keep_reason": "words that moderators use for whomever",
    "moderation.remove_reason": "the same",
    "storage": "files are parts of what somebody shows, which tells of itself",
    "events.state_of": "it asks only",
    "events.open_calendar": "an address that its owner alone knows",
    "events.close_calendar": "an address that its owner alone knows",
    "rituals.state_of": "it asks only",
    "spam.hear_report": "it hears what others record, and holds back by a verb of moderation",
    "forum.sweep": "each removal in it records its own",
    "forum.unsweep": "each thing that comes back records its own",
    "forum.grant_in": "it asks only",
    "forum.may_ask_slower": "it asks only",
    "forum.find_edited": "it asks only",
    "forum.close_later_no_more": "opening a topic that closed records its own",
    "forum.require_judge": "it asks only",
    "forum.require_of_post": "it asks only",
    "forum.get_category": "it asks only",
    "forum.is_empty_category": "it asks only",
    "forum.is_address_taken": "it asks only",
    "forum.prepare": "nothing is kept yet",
    "forum.keep_waiting": "nobody sees it until it hangs on a post",
    "forum.forget_waiting": "nobody saw it",
    "forum.close_later": "nothing is closed yet",
    "forum.entitle": "what is answered bears another title: the feature that has it says so",
    "forum.slow_now": "it asks only",
    "forum.forget_asked": "nobody saw it",
    "forum.prune_files": "they left every page when their post did",
    "forum.describe_files": "it says in words what is there already",
    "forum.mark_read": "what somebody read is theirs: reading is no activity",
    "forum.take_up_again": "how somebody follows a topic is theirs, and comes back by itself",
    "forum.mark_all_read": "what somebody read is theirs: reading is no activity",
    "members.authenticate": "it asks only",
    "members.judge": "it asks only",
    "members.faults_of": "it asks only",
    "members.is_name_held": "it asks only",
    "members.rename": "the page shows the new name, and the old one leads to it",
    "accounts": "what lets a member in is told to that member alone, by mail",
    "members.revoke_sign_in": "sign-ins have a list of their own",
    "members.revoke_other_sign_ins": "sign-ins have a list of their own",
    "members.update_profile": "a page that others may look at, and nobody is told of",
    "members.show_picture": "a page that others may look at, and nobody is told of",
    "members.remove_picture": "a page that others may look at, and nobody is told of",
    "members.suggest_password": "it asks only",
    "members.set_password": "who was given it knows, and the audit has it",
    "members.end_sign_ins": "sign-ins have a list of their own",
    "members.keep_one_admin": "it asks only",
    "peace": "whom somebody blocks or ignores is known to them alone",
    "following": "whom somebody follows is known to them alone",
    "reading": "what somebody read is theirs: reading is no activity",
    "notices": "they tell of acts, which are recorded where they are done",
    "arrival": "who offers to greet is shown to newcomers, and nobody is told",
    "pages.answer": "what a member agreed to is theirs, and stands under their data",
    "personal_data.find_departure": "it asks only",
    "personal_data.find_export": "it asks only",
    "personal_data.may_ask": "it asks only",
    "personal_data.ask_for_export": "it is told to who asked, once it is made",
    "personal_data.erase": "nobody is left whom a row could be about",
    "personal_data.forget_after_restore": "the same, after a backup came",
    "personal_data.forget_again": "nobody is left whom a row could be about",
    "bookmarks": "what somebody puts aside is known to nobody else",
    "aside.give_statement": "moderation tells of its decisions",
    "aside.lift": "moderation tells of its decisions",
    "messages.choose": "a choice of one's own",
    "messages.mute": "a choice of one's own",
    "messages.unmute": "a choice of one's own",
    "messages.may_write_to": "it asks only",
    "messages.most_first_messages": "it asks only",
    "messages.own_place": "it asks only",
    "messages.read_place": "it asks only",
    "messages.mark_read": "what somebody read is theirs: reading is no activity",
    "messages.cook_again": "what was said stays the same",
    "messages.forget_old": "time did it",
    "acts.write": "a draft is read by those alone who speak for the brand",
    "acts.change": "a draft is read by those alone who speak for the brand",
    "acts.remove": "a draft was read by those alone who speak for the brand; the audit has it",
    "voice.keep_staff_from_council": "it listens, and refuses",
    "events.find_seat": "it asks only",
    "events.may_seat": "it asks only",
    "events.forget_guest": "nobody is left whom a row could be about",
    "events.forget_guests": "a gathering is over, and its guests are nobody's business any more",
    "guests.ask": "a moderator reads it, and all hear of it once it is published",
    "guests.reply": "it is told to who asked, by mail, and the audit has it",
    "guests.put_aside": "it is told to who asked, by mail, and the audit has it",
    "guests.ask_to_follow": "what a guest hears of by mail is theirs",
    "guests.follow": "what a guest hears of by mail is theirs",
    "guests.tell_news": "it tells by mail what others did",
    "guests.remind_guests": "it listens, and tells by mail",
    "guests.tell_guests": "it listens, and tells by mail",
    "moderation.forget_guests": "nobody is left whom a row could be about",
    "guests.forget": "nobody is left whom a row could be about",
    "guests.forget_person": "nobody is left whom a row could be about",
    "trust.grow": "the night's work; each change is recorded as that of the level",
    "trust.rise_again": "it records as the fall that it takes back",
    "trust.hear_decision": "it listens",
    "trust.hear_undoing": "it listens",
    "trust.hear_answer": "it listens",
    "spam.change": "nobody but moderators reads it yet",
    "spam.withdraw": "nobody but moderators read it",
    "spam.unpublish": "the post that is taken away tells of itself, and the audit has it",
    "spam.undo_decline": "it waits as before, and the audit has it",
    "spam.decline_all": "each is declined by the verb that records it",
    "spam.undo_decline_all": "each waits as before, and the audit has it",
    "spam.keep_words": "changes of settings are in the audit",
    "spam.own_held": "it asks only",
    "spam.waiting_of": "it asks only",
    "spam.prune": "its author was told a month ago",
    "spam.remember": "a few numbers that nobody reads",
    "spam.version_of": "it asks only",
    "spam.weigh": "it asks, and refuses",
    "will.fetch": "who took a copy along is in the audit",
    "postmaster": "what becomes of mails is in the outbox, and the audit has what admins decide",
    "admin": "it calls the verbs of others, and the audit has what they decide",
    "reports": "reports have a log of their own, open to every member",
    "setup": "one person sets a place up before anybody is there to be told",
    "settings": "changes of settings are in the audit",
    "audit": "it is a log itself",
}

FILE = Prepared("list.txt", "text/plain", b"bread")


class Scene:
    """The cast and a few things; each verb is done in a scene of its own."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for name in cast.ids:
            setattr(self, name, cast.get(name))
        self.room = Category(slug="hall", name="Hall", description="")
        session.add(self.room)
        session.flush()

    def draft(self, **more: Any) -> events.EventDraft:
        plain = events.EventDraft(
            title="A walk",
            mode=Mode.PLACE,
            zone="Europe/Paris",
            starts_at=now() + timedelta(days=3),
            ends_at=now() + timedelta(days=3, hours=1),
            place="The mill",
            host_ids=(self.cast.ids["cleo"],),
        )
        return replace(plain, **more)

    def topic(self) -> Topic:
        return forum.create_topic(self.cleo, self.room, "A question", "What about it?")

    def answered(self) -> Topic:
        topic = forum.create_topic(self.ben, self.room, "A question", "What about it?")
        forum.reply(self.dov, topic, "So it is")
        return topic

    def topic_of(self, post: Post) -> Topic:
        return session.get_one(Topic, post.topic_id)

    def other_category(self) -> int:
        other = Category(slug="yard", name="Yard", description="")
        session.add(other)
        session.flush()
        return other.id

    def close_at_last(self, topic: Topic) -> None:
        topic.closes_at = now() - timedelta(minutes=1)
        session.flush()
        forum.close_due(topic.id)

    def post(self) -> Post:
        return forum.reply(self.dov, self.topic(), "So it is")

    def filed(self) -> PostFile:
        [file] = forum.keep_waiting(self.dov, [FILE])
        forum.add_files(self.dov, self.post(), [file])
        return file

    def event(self, **more: Any) -> Event:
        return events.create_event(self.cleo, self.draft(**more))

    def reported_post(self) -> ModerationCase:
        made = moderation.report(self.cleo, "post", self.post().id, ReportKind.SPAM)
        return session.get_one(ModerationCase, made.case_id)

    def matter(self) -> Matter:
        return Matter(self.dov.id, "dov", "/u/dov")

    def reported(self) -> ModerationCase:
        made = moderation.report(self.cleo, "member", self.dov.id, ReportKind.HARM)
        return session.get_one(ModerationCase, made.case_id)

    def decision(self) -> Decision:
        return moderation.decide_on(self.ben, "member", self.dov.id, WARNING)

    def decided_together(self) -> Decision:
        return moderation.decide_together(self.ben, self.reported_post(), REMOVAL, WARNING)[0]

    def appealed_together(self) -> list[moderation.Answer]:
        first = self.decided_together()
        moderation.appeal_both(self.dov, first, "I did not")
        waiting = [*list_appeals_of(first.id), *moderation.judged_with(self.ada, first)]
        outcomes = (AppealOutcome.OVERTURNED, AppealOutcome.UPHELD)
        return [
            moderation.Answer(made, outcome, made.id)
            for made, outcome in zip(waiting, outcomes, strict=True)
        ]

    def noticed(self) -> Report:
        made, _secret = moderation.report_as_guest(
            "member", self.dov.id, ReportKind.HARM, "He shouts", matter=self.matter()
        )
        case = session.get_one(ModerationCase, made.case_id)
        moderation.decide(self.ben, case, Ruling(NO_ACTION, "He whispers"))
        return made

    def appealed_removal(self) -> int:
        case = self.reported_post()
        removed = moderation.decide(self.ben, case, REMOVAL)
        moderation.appeal(self.dov, removed, "I did not")
        return case.subject_id

    def late_appeal(self) -> None:
        made = moderation.appeal(self.dov, self.decision(), "I did not")
        made.due_at = now() - timedelta(days=1)
        session.flush()

    def question(self) -> GuestQuestion:
        question = GuestQuestion(title="A question", body="What of it?", email=None, locale=None)
        session.add(question)
        session.flush()
        return question

    def past_event(self) -> Event:
        began = now() - timedelta(days=2)
        draft = self.draft(starts_at=began, ends_at=began + timedelta(hours=1))
        return events.create_event(self.cleo, draft, at=began - timedelta(days=2))

    def rite(self) -> Ritual:
        draft = rituals.RitualDraft("First light", "To greet the day")
        return rituals.declare(self.cleo, draft)

    def reacted(self) -> Post:
        post = self.post()
        forum.react(self.cleo, post, ReactionKind.THANKS)
        return post

    def full_event(self) -> Event:
        event = self.event(capacity=1)
        for name in ("ben", "dov"):
            events.answer(self.cast.get(name), event, Rsvp.GOING)
        return event

    def held(self, topic: Topic | None = None) -> HeldText:
        facts = {"topic": (topic or self.topic()).id, "answered": None, "files": []}
        found = Verdict(LAYERS[-1], ("first",))
        return spam.hold(self.dov, "forum.reply", found, body="So it is", facts=facts)

    def bookmark(self) -> Bookmark:
        bookmarks.toggle(self.cleo, "post", self.post().id)
        return session.scalars(select(Bookmark)).one()

    def aside(self) -> StepAside:
        asked = {self.cleo.id: "Say it", self.dov.id: "So do"}
        return asides.step_aside(self.ben, self.topic(), Asking(asked, "Be kind", "It went on"))

    def request(self) -> PrivateMessage:
        """What Dov wrote to Cleo, who does not know him."""
        messages.begin(self.dov, [self.cleo], "A word", "Will you come?")
        return session.scalars(select(PrivateMessage)).one()

    def conversation(self) -> PrivateMessage:
        message = self.request()
        messages.accept(self.cleo, message.conversation_id)
        return message

    def closed(self) -> Topic:
        return forum.close_topic(self.ben, self.topic())

    def act(self) -> Any:
        """The brand says something, which is answered in the forum."""
        act = acts.write(self.ada, acts.ActDraft("Moved", "Up", "All", "None", "", self.room.id))
        acts.publish(self.ada, act)
        return act

    def promise(self) -> Any:
        self.ada.is_brand = True
        return voice.make_promise(self.ada, "To mend", "For ten years", date(2099, 1, 1))

    def council(self) -> None:
        voice.seat(self.cleo, date(2026, 1, 1))


def find(name: str) -> ReminderKind:
    """The kind of reminders by whose notices of that name members are told."""
    found = find_reminder(name)
    assert found is not None
    return found


def tagged(scene: Scene, *tags: str) -> Tag:
    """The first of the tags of a topic."""
    forum.create_topic(scene.cleo, scene.room, "Of loaves", "Words", tags=tags or ["bread"])
    return session.scalars(select(Tag).order_by(Tag.id).limit(1)).one()


Do = Callable[[Scene], Any]
# what is there before, what is done then, what that records
VERBS: dict[str, tuple[Do, Callable[[Scene, Any], Any], list[str]]] = {
    "forum.create_topic": (
        lambda s: None,
        lambda s, _: s.topic(),
        ["forum.topic.begun"],
    ),
    "forum.add_topic": (
        lambda s: None,
        lambda s, _: forum.add_topic(s.cleo, s.room, "Old", "words"),
        ["forum.topic.begun"],
    ),
    "forum.reply": (
        Scene.topic,
        lambda s, topic: forum.reply(s.dov, topic, "@cleo so it is"),
        ["forum.post.replied"],
    ),
    "forum.send_topic": (
        lambda s: None,
        lambda s, _: forum.send_topic(s.cleo, s.room, "A question", "What about it?"),
        ["forum.topic.begun"],
    ),
    "forum.send_reply": (
        Scene.topic,
        lambda s, topic: forum.send_reply(s.dov, topic, "@cleo so it is"),
        ["forum.post.replied"],
    ),
    "forum.send_edit": (
        Scene.post,
        lambda s, post: forum.send_edit(s.dov, post, "Otherwise"),
        ["forum.post.edited"],
    ),
    "forum.send_sign": (
        Scene.post,
        lambda s, post: forum.send_sign(s.cleo, post, ReactionKind.THANKS),
        ["forum.post.reacted"],
    ),
    "trust.fall": (
        lambda s: None,
        lambda s, _: trust.fall(s.cleo),
        ["trust.level.changed"],
    ),
    "trust.set_level": (
        lambda s: None,
        lambda s, _: trust.set_level(s.ben, s.cleo, TrustLevel.NEW, "They asked for it"),
        ["trust.level.changed"],
    ),
    "spam.hold": (
        Scene.topic,
        lambda s, topic: s.held(topic),
        ["spam.text.held", "moderation.case.opened", "moderation.report.made"],
    ),
    "spam.publish": (
        Scene.held,
        lambda s, held: spam.publish(s.ben, held.id),
        ["forum.post.replied", "forum.post.let_through"],
    ),
    "spam.decline": (
        Scene.held,
        lambda s, held: spam.decline(s.ben, held.id, "Not here"),
        ["spam.text.declined"],
    ),
    "forum.add_post": (
        Scene.topic,
        lambda s, topic: forum.add_post(s.dov, topic, "old words"),
        ["forum.post.replied"],
    ),
    "forum.edit": (
        lambda s: (tagged(s), session.scalars(select(Post)).one())[1],
        lambda s, post: forum.edit(s.cleo, post, "Otherwise", tags=["rye"]),
        ["forum.topic.untagged", "forum.topic.tagged", "forum.post.edited"],
    ),
    "forum.put_back": (
        lambda s: (post := s.post(), judged.edit_post(s.ben, post.id, {"body": "Otherwise"})),
        lambda s, made: forum.put_back(*made),
        ["forum.post.edited"],
    ),
    "forum.add_files": (
        Scene.post,
        lambda s, post: forum.add_files(s.dov, post, forum.keep_waiting(s.dov, [FILE])),
        ["forum.post.edited"],
    ),
    "forum.remove_file": (
        Scene.filed,
        lambda s, file: forum.remove_file(s.ben, session.get_one(Post, file.post_id), file.id),
        ["forum.post.edited"],
    ),
    "forum.remove": (
        Scene.post,
        lambda s, post: forum.remove(s.ben, post),
        ["forum.post.removed"],
    ),
    "forum.hide": (
        Scene.post,
        lambda s, post: forum.hide(s.ben, post),
        ["forum.post.hidden"],
    ),
    "forum.restore": (
        Scene.post,
        lambda s, post: (forum.hide(s.ben, post), forum.restore(s.ben, post)),
        ["forum.post.hidden", "forum.post.restored"],
    ),
    "forum.give_back": (
        Scene.post,
        lambda s, post: forum.give_back(s.ben, post, forum.hide(s.ben, post)),
        ["forum.post.hidden", "forum.post.restored"],
    ),
    "forum.remove_topic": (
        Scene.topic,
        lambda s, topic: forum.remove_topic(s.ben, topic),
        ["forum.topic.removed"],
    ),
    "forum.restore_topic": (
        Scene.topic,
        lambda s, topic: (forum.remove_topic(s.ben, topic), forum.restore_topic(s.ben, topic)),
        ["forum.topic.removed", "forum.topic.restored"],
    ),
    "forum.unlist_topic": (
        Scene.topic,
        lambda s, topic: forum.unlist_topic(s.ben, topic),
        ["forum.topic.unlisted"],
    ),
    "forum.list_topic": (
        Scene.topic,
        lambda s, topic: (forum.unlist_topic(s.ben, topic), forum.list_topic(s.ben, topic)),
        ["forum.topic.unlisted", "forum.topic.listed"],
    ),
    "forum.pin_topic": (
        Scene.topic,
        lambda s, topic: forum.pin_topic(s.ben, topic, Pin.CATEGORY),
        ["forum.topic.pinned"],
    ),
    "forum.unpin_topic": (
        Scene.topic,
        lambda s, topic: forum.unpin_topic(s.ben, topic),
        ["forum.topic.unpinned"],
    ),
    "forum.move_topic": (
        Scene.topic,
        lambda s, topic: forum.move_topic(s.ben, topic, s.other_category()),
        ["forum.topic.moved"],
    ),
    "forum.move_back": (
        Scene.topic,
        lambda s, topic: forum.move_back(
            s.ben, topic, {"category": s.other_category(), "moved_at": None}
        ),
        ["forum.topic.moved"],
    ),
    "forum.slow_topic": (
        Scene.topic,
        lambda s, topic: forum.slow_topic(s.ben, topic, 5),
        ["forum.topic.slowed"],
    ),
    "forum.quicken_topic": (
        Scene.topic,
        lambda s, topic: forum.quicken_topic(s.ben, topic),
        ["forum.topic.quickened"],
    ),
    "forum.split_topic": (
        Scene.post,
        lambda s, post: forum.split_topic(s.ben, s.topic_of(post), [2], "On its own"),
        ["forum.topic.split"],
    ),
    "forum.unsplit_topic": (
        Scene.post,
        lambda s, post: forum.unsplit_topic(
            s.ben,
            s.topic_of(post),
            forum.split_topic(s.ben, s.topic_of(post), [2], "On its own"),
        ),
        ["forum.topic.split", "forum.topic.posts_returned"],
    ),
    "forum.merge_topic": (
        Scene.topic,
        lambda s, topic: forum.merge_topic(s.ben, topic, s.topic().id),
        ["forum.topic.begun", "forum.topic.merged"],
    ),
    "forum.unmerge_topic": (
        Scene.topic,
        lambda s, topic: forum.unmerge_topic(
            s.ben, topic, forum.merge_topic(s.ben, topic, s.topic().id)
        ),
        ["forum.topic.begun", "forum.topic.merged", "forum.topic.posts_returned"],
    ),
    "forum.ask_slower": (
        Scene.post,
        lambda s, post: forum.ask_slower(s.dov, s.topic_of(post)),
        ["forum.topic.slower_asked"],
    ),
    "forum.close_due": (
        Scene.topic,
        lambda s, topic: s.close_at_last(topic),
        ["forum.topic.closed"],
    ),
    "forum.close_topic": (
        Scene.topic,
        lambda s, topic: (forum.close_topic(s.ben, topic), forum.close_topic(s.ben, topic)),
        ["forum.topic.closed"],
    ),
    "forum.reopen_topic": (
        Scene.closed,
        lambda s, topic: (forum.reopen_topic(s.ben, topic), forum.reopen_topic(s.ben, topic)),
        ["forum.topic.reopened"],
    ),
    "forum.react": (
        Scene.post,
        lambda s, post: [forum.react(s.cleo, post, ReactionKind.THANKS) for _ in range(2)],
        ["forum.post.reacted"],
    ),
    "forum.unreact": (
        Scene.reacted,
        lambda s, post: [forum.unreact(s.cleo, post, ReactionKind.THANKS) for _ in range(2)],
        ["forum.post.unreacted"],
    ),
    "forum.toggle": (
        Scene.post,
        lambda s, post: [forum.toggle(s.cleo, post, ReactionKind.THANKS) for _ in range(2)],
        ["forum.post.reacted", "forum.post.unreacted"],
    ),
    "forum.follow": (
        Scene.topic,
        lambda s, topic: forum.follow(s.dov, topic, Level.WATCHING),
        ["forum.topic.followed"],
    ),
    "forum.follow_category": (
        Scene.topic,
        lambda s, topic: forum.follow_category(s.dov, topic.category_id, Level.WATCHING),
        ["forum.category.followed"],
    ),
    "forum.rename_tag": (
        tagged,
        lambda s, _: forum.rename_tag(s.ben, session.scalars(select(Tag)).one(), "loaves"),
        ["forum.tag.renamed"],
    ),
    "forum.merge_tag": (
        lambda s: tagged(s, "bread", "loaves"),
        lambda s, _: forum.merge_tag(s.ben, *session.scalars(select(Tag).order_by(Tag.id))),
        ["forum.tag.merged"],
    ),
    "forum.remove_tag": (
        tagged,
        lambda s, _: forum.remove_tag(s.ben, session.scalars(select(Tag)).one()),
        ["forum.tag.removed"],
    ),
    "forum.undo_tag": (
        lambda s: forum.remove_tag(s.ben, tagged(s)),
        lambda s, _: forum.undo_tag(
            s.ben, session.scalars(select(AuditEntry).where(AuditEntry.kind == "tag.removed")).one()
        ),
        ["forum.tag.restored"],
    ),
    "forum.follow_tag": (
        tagged,
        lambda s, _: forum.follow_tag(s.dov, session.scalars(select(Tag)).one(), Level.WATCHING),
        ["forum.tag.followed"],
    ),
    "forum.create_category": (
        lambda s: None,
        lambda s, _: forum.create_category(s.ada, forum.CategoryDraft("Attic")),
        ["forum.category.created"],
    ),
    "forum.remove_category": (
        lambda s: forum.create_category(s.ada, forum.CategoryDraft("Attic")),
        lambda s, attic: forum.remove_category(s.ada, attic),
        ["forum.category.removed"],
    ),
    "forum.edit_category": (
        lambda s: None,
        lambda s, _: forum.edit_category(s.ada, s.room, forum.CategoryDraft("Hall", "hall")),
        ["forum.category.changed"],
    ),
    "events.create_event": (
        lambda s: None,
        lambda s, _: s.event(host_ids=(s.cleo.id, s.dov.id)),
        ["events.event.created", "events.host.named"],
    ),
    "events.edit_event": (
        Scene.event,
        lambda s, event: events.edit_event(
            s.cleo,
            event,
            s.draft(title="A longer walk", asked_ids=(s.dov.id,), starts_at=now()),
        ),
        ["events.host.asked", "events.event.moved", "events.event.changed"],
    ),
    "notices.remind": (
        lambda s: s.event(starts_at=now() + timedelta(hours=23)),
        lambda s, event: note(find("events.near"), 1440, [(event.id, event.starts_at, None)]),
        ["events.event.near"],
    ),
    "aside.step_aside": (
        lambda s: None,
        lambda s, _: s.aside(),
        [
            "forum.topic.begun",
            "messages.message.written",
            "aside.quarrel.begun",
            *["moderation.case.opened", "moderation.decision.made"] * 2,
        ],
    ),
    "aside.take_over": (
        Scene.aside,
        lambda s, aside: asides.take_over(s.ada, aside, "Ben is away"),
        ["messages.message.written", "aside.quarrel.taken_over"],
    ),
    "aside.conclude": (
        Scene.aside,
        lambda s, aside: asides.conclude(s.ben, aside, AsideOutcome.SETTLED, "They share it"),
        ["messages.message.written", "aside.quarrel.ended"],
    ),
    "messages.begin": (
        lambda s: None,
        lambda s, _: s.request(),
        ["messages.message.written"],
    ),
    "messages.write": (
        Scene.conversation,
        lambda s, message: messages.write(s.cleo, message.conversation_id, "I come"),
        ["messages.message.written"],
    ),
    "messages.edit": (
        Scene.conversation,
        lambda s, message: messages.edit(s.dov, message.id, "Come, please"),
        ["messages.message.edited"],
    ),
    "messages.remove": (
        Scene.conversation,
        lambda s, message: messages.remove(s.dov, message.id),
        ["messages.message.removed"],
    ),
    "messages.hide": (
        Scene.conversation,
        lambda s, message: messages.hide(s.ben, message.id),
        ["messages.message.hidden"],
    ),
    "messages.show_again": (
        lambda s: (message := s.conversation(), messages.hide(s.ben, message.id))[0],
        lambda s, message: messages.show_again(s.ben, message.id),
        ["messages.message.shown"],
    ),
    "messages.accept": (
        Scene.request,
        lambda s, message: messages.accept(s.cleo, message.conversation_id),
        ["messages.request.accepted"],
    ),
    "messages.decline": (
        Scene.request,
        lambda s, message: messages.decline(s.cleo, message.conversation_id),
        ["messages.request.declined"],
    ),
    "messages.leave": (
        Scene.conversation,
        lambda s, message: messages.leave(s.cleo, message.conversation_id),
        ["messages.conversation.left"],
    ),
    "notices.remind of bookmarks": (
        lambda s: s.bookmark(),
        lambda s, mark: note(find("bookmarks.due"), 0, [(mark.id, now(), s.cleo.id)]),
        ["bookmarks.bookmark.due"],
    ),
    "events.cancel_event": (
        Scene.event,
        lambda s, event: events.cancel_event(s.cleo, event),
        ["events.event.cancelled"],
    ),
    "events.reinstate_event": (
        lambda s: events.cancel_event(s.cleo, s.event()),
        lambda s, event: events.reinstate_event(s.cleo, event),
        ["events.event.reinstated"],
    ),
    "events.restore_event": (
        Scene.event,
        lambda s, event: events.restore_event(
            s.cleo, event, events.state_of(event) | {"title": "A shorter walk"}
        ),
        ["events.event.changed"],
    ),
    "events.accept_hosting": (
        lambda s: s.event(asked_ids=(s.dov.id,)),
        lambda s, event: events.accept_hosting(s.dov, event),
        ["events.host.named", "events.event.answered"],
    ),
    "events.remove_host": (
        lambda s: s.event(host_ids=(s.dov.id,)),
        lambda s, event: events.remove_host(s.ben, event, s.dov.id),
        ["events.host.removed"],
    ),
    "events.decline_hosting": (
        lambda s: s.event(asked_ids=(s.dov.id,)),
        lambda s, event: events.decline_hosting(s.dov, event),
        ["events.host.declined"],
    ),
    "events.step_down": (
        lambda s: s.event(host_ids=(s.cleo.id, s.dov.id)),
        lambda s, event: events.step_down(s.dov, event),
        ["events.host.removed"],
    ),
    "events.answer": (
        Scene.full_event,
        lambda s, event: events.answer(s.ben, event, Rsvp.NOT_GOING),
        ["events.event.answered", "events.seat.given"],
    ),
    "events.record_attendance": (
        Scene.past_event,
        lambda s, event: [events.record_attendance(event) for _ in range(2)],
        ["events.event.ended"],
    ),
    "rituals.declare": (lambda s: None, lambda s, _: s.rite(), ["rituals.ritual.declared"]),
    "rituals.edit_ritual": (
        Scene.rite,
        lambda s, rite: rituals.edit_ritual(s.cleo, rite, rituals.RitualDraft("Dawn", "Light")),
        ["rituals.ritual.changed"],
    ),
    "rituals.restore_ritual": (
        Scene.rite,
        lambda s, rite: rituals.restore_ritual(s.cleo, rite, rituals.state_of(rite)),
        ["rituals.ritual.changed"],
    ),
    "rituals.ask_to_keep": (
        Scene.rite,
        lambda s, rite: rituals.ask_to_keep(s.dov, rite),
        ["rituals.keeper.asked"],
    ),
    "rituals.ask_member_to_keep": (
        lambda s: (rite := s.rite(), rituals.ask_to_keep(s.dov, rite))[0],
        lambda s, rite: rituals.ask_member_to_keep(s.cleo, rite, s.dov),
        ["rituals.ritual.kept"],
    ),
    "rituals.decline_keeper": (
        lambda s: (rite := s.rite(), rituals.ask_to_keep(s.dov, rite))[0],
        lambda s, rite: rituals.decline_keeper(s.cleo, rite, s.dov.id),
        ["rituals.keeper.declined"],
    ),
    "rituals.become_keeper": (
        Scene.rite,
        lambda s, rite: [rituals.become_keeper(s.dov, rite) for _ in range(2)],
        ["rituals.ritual.kept"],
    ),
    "rituals.remove_keeper": (
        Scene.rite,
        lambda s, rite: rituals.remove_keeper(s.ben, rite, s.cleo.id),
        ["rituals.ritual.released"],
    ),
    "rituals.release": (
        Scene.rite,
        lambda s, rite: rituals.release(s.cleo, rite),
        ["rituals.ritual.released"],
    ),
    "rituals.rest": (
        Scene.rite,
        lambda s, rite: [rituals.rest(s.cleo, rite) for _ in range(2)],
        ["rituals.ritual.rested"],
    ),
    "rituals.wake": (
        lambda s: rituals.rest(s.cleo, s.rite()),
        lambda s, rite: rituals.wake(s.cleo, rite),
        ["rituals.ritual.woken"],
    ),
    "rituals.retire": (
        Scene.rite,
        lambda s, rite: rituals.retire(s.cleo, rite),
        ["rituals.ritual.retired"],
    ),
    "rituals.enact": (
        Scene.rite,
        lambda s, rite: rituals.enact(s.cleo, rite, topic=s.topic()),
        ["forum.topic.begun", "rituals.ritual.enacted"],
    ),
    "rituals.recap": (
        lambda s: rituals.enact(s.cleo, s.rite(), topic=s.topic()),
        lambda s, enactment: rituals.recap(s.cleo, enactment, "We were eleven"),
        ["rituals.enactment.told"],
    ),
    "rituals.unmark": (
        lambda s: rituals.enact(s.cleo, s.rite(), topic=s.topic()),
        lambda s, enactment: rituals.unmark(s.cleo, enactment),
        ["rituals.enactment.removed"],
    ),
    "voice.add_value": (
        lambda s: None,
        lambda s, _: voice.add_value(None, "Patience", "We wait"),
        ["voice.value.added"],
    ),
    "voice.write_value": (
        Scene.council,
        lambda s, _: voice.write_value(s.cleo, None, "Patience", "We wait"),
        ["voice.value.added"],
    ),
    "voice.change_value": (
        lambda s: (s.council(), voice.add_value(None, "Patience", "We wait"))[1],
        lambda s, value: voice.change_value(s.cleo, value, None, "Haste", "We run"),
        ["voice.value.changed"],
    ),
    "voice.remove_value": (
        lambda s: (s.council(), voice.add_value(None, "Patience", "We wait"))[1],
        lambda s, value: voice.remove_value(s.cleo, value),
        ["voice.value.removed"],
    ),
    "voice.seat": (lambda s: None, lambda s, _: s.council(), ["voice.seat.opened"]),
    "voice.open_seat": (
        lambda s: None,
        lambda s, _: voice.open_seat(s.ada, s.cleo, date(2026, 1, 1)),
        ["voice.seat.opened"],
    ),
    "voice.end_seat": (
        lambda s: voice.seat(s.cleo, date(2026, 1, 1)),
        lambda s, place: voice.end_seat(s.cleo, place),
        ["voice.seat.ended"],
    ),
    "pages.publish": (
        lambda s: None,
        lambda s, _: pages.publish(s.ada, PageKey.RULES, {"en": "Be kind"}),
        ["pages.version.published"],
    ),
    "pages.restore": (
        lambda s: [pages.publish(s.ada, PageKey.RULES, {"en": text}) for text in "ab"],
        lambda s, _: pages.restore(s.ada, PageKey.RULES, 1),
        ["pages.version.published"],
    ),
    "will.word": (
        lambda s: s.council(),
        lambda s, _: will.word(s.cleo, "The bakers' guild", "They go on being read"),
        ["will.wording.written"],
    ),
    "will.make_key": (lambda s: s.council(), lambda s, _: will.make_key(s.cleo), ["will.key.kept"]),
    "will.keep_key": (
        lambda s: s.council(),
        lambda s, _: will.keep_key(s.cleo, public_key(new_words())),
        ["will.key.kept"],
    ),
    "will.note_sealed": (
        lambda s: storage.keep(b"sealed", "application/zip"),
        lambda s, digest: will.note_sealed(Seal("Tribe", "", 2, 3, 1, ()), digest, []),
        ["will.copy.sealed"],
    ),
    "acts.publish": (
        lambda s: acts.write(s.ada, acts.ActDraft("We moved", "To the hill", "All", "Nothing")),
        lambda s, act: acts.publish(s.ada, act),
        ["acts.act.published"],
    ),
    "acts.withdraw": (
        lambda s: s.act(),
        lambda s, act: acts.withdraw(s.ada, act),
        ["acts.act.withdrawn"],
    ),
    "acts.answer": (
        lambda s: s.act(),
        lambda s, act: acts.answer(s.cleo, act, "How far?"),
        ["forum.topic.begun"],
    ),
    "voice.make_promise": (lambda s: None, lambda s, _: s.promise(), ["voice.promise.made"]),
    "voice.judge_promise": (
        lambda s: (s.council(), s.promise())[1],
        lambda s, promise: voice.judge_promise(s.cleo, promise, Outcome.KEPT, "Done"),
        ["voice.promise.judged"],
    ),
    "members.join": (
        lambda s: None,
        lambda s, _: members.join(
            "Wren", "wren@example.invalid", "a lantern by the door", is_measured=True
        ),
        ["members.member.joined", "members.consent.given"],
    ),
    "members.open_account": (
        lambda s: None,
        lambda s, _: members.open_account(
            "Wren", "wren@example.invalid", "of no use", is_measured=False
        ),
        ["members.member.joined"],
    ),
    "events.seat_guest": (
        lambda s: s.event(welcomes_guests=True),
        lambda s, event: events.seat_guest(event, "Ana"),
        ["events.guest.seated"],
    ),
    "guests.come": (
        lambda s: s.event(welcomes_guests=True),
        lambda s, event: guests.come(event, "Ana", None, None),
        ["events.guest.seated"],
    ),
    "events.give_back": (
        lambda s: events.seat_guest(s.event(welcomes_guests=True), "Ana"),
        lambda s, secret: events.give_back(secret),
        ["events.guest.left"],
    ),
    "events.remove_guest": (
        lambda s: events.find_seat(events.seat_guest(s.event(welcomes_guests=True), "Ana")),
        lambda s, seat: events.remove_guest(s.cleo, session.get_one(Event, seat.event_id), seat.id),
        ["events.guest.removed"],
    ),
    "interests.declare": (
        lambda s: None,
        lambda s, _: interests.declare(s.dov, InterestKind.PAID, "By a mill", now().date()),
        ["interests.interest.declared"],
    ),
    "interests.end": (
        lambda s: interests.declare(
            s.dov, InterestKind.PAID, "By a mill", now().date() - timedelta(days=9)
        ),
        lambda s, declared: [interests.end(s.dov, declared.id) for _ in range(2)],
        ["interests.interest.ended"],
    ),
    "forum.appoint": (
        lambda s: None,
        lambda s, _: [forum.appoint(s.ada, s.dov, s.room.id) for _ in range(2)],
        ["forum.moderator.appointed"],
    ),
    "forum.dismiss": (
        lambda s: forum.appoint(s.ada, s.dov, s.room.id),
        lambda s, _: [forum.dismiss(s.ada, s.dov, s.room.id) for _ in range(2)],
        ["forum.moderator.dismissed"],
    ),
    "forum.begin_for": (
        lambda s: None,
        lambda s, _: forum.begin_for(s.dov, s.room, "A question", "What about it?"),
        ["forum.topic.begun"],
    ),
    "guests.publish": (
        lambda s: s.question(),
        lambda s, question: guests.publish(
            s.ben, question.id, get_category_tree().by_id[s.room.id], "A question", "What of it?"
        ),
        ["forum.topic.begun", "guests.question.published"],
    ),
    "moderation.report": (
        lambda s: None,
        lambda s, _: moderation.report(s.cleo, "member", s.dov.id, ReportKind.HARM),
        ["moderation.case.opened", "moderation.report.made"],
    ),
    "moderation.report_as_guest": (
        lambda s: None,
        lambda s, _: moderation.report_as_guest(
            "member", s.dov.id, ReportKind.ILLEGAL, "By this law", matter=s.matter()
        ),
        ["moderation.case.opened", "moderation.report.made"],
    ),
    "moderation.report_address": (
        lambda s: None,
        lambda s, _: moderation.report_address("/nowhere", ReportKind.SPAM, "It sells"),
        ["moderation.case.opened", "moderation.report.made"],
    ),
    "moderation.report_automatically": (
        lambda s: None,
        lambda s, _: moderation.report_automatically("member", s.dov.id, ReportKind.SPAM, "links"),
        ["moderation.case.opened", "moderation.report.made"],
    ),
    "moderation.open_case": (
        lambda s: None,
        lambda s, _: [moderation.open_case("member", s.dov.id, s.matter()) for _ in range(2)],
        ["moderation.case.opened"],
    ),
    "moderation.decide": (
        lambda s: s.reported(),
        lambda s, case: moderation.decide(s.ben, case, WARNING),
        ["moderation.report.answered", "moderation.decision.made"],
    ),
    "moderation.decide_on": (
        lambda s: moderation.open_case("member", s.dov.id, s.matter()),
        lambda s, _: moderation.decide_on(s.ben, "member", s.dov.id, WARNING),
        ["moderation.decision.made"],
    ),
    "moderation.decide_apart": (
        lambda s: s.reported(),
        lambda s, _: moderation.decide_apart(s.ben, "member", s.dov.id, WARNING),
        ["moderation.case.opened", "moderation.decision.made"],
    ),
    "moderation.decide_on_all": (
        lambda s: s.reported_post(),
        lambda s, case: moderation.decide_on_all(s.ben, case, SWEEPING),
        [
            "moderation.case.opened",
            "members.member.suspended",
            "forum.post.removed",
            "moderation.report.answered",
            "moderation.decision.made",
            "trust.level.changed",
        ],
    ),
    "moderation.decide_together": (
        lambda s: s.reported_post(),
        lambda s, case: moderation.decide_together(s.ben, case, REMOVAL, WARNING),
        [
            "forum.post.removed",
            "moderation.report.answered",
            "moderation.decision.made",
            "trust.level.changed",
            "moderation.case.opened",
            "moderation.decision.made",
        ],
    ),
    "moderation.undo_both": (
        lambda s: s.decided_together(),
        lambda s, decision: moderation.undo_both(s.ada, decision, "A mistake"),
        [
            "forum.post.restored",
            "moderation.decision.undone",
            "trust.level.changed",
            "moderation.decision.undone",
        ],
    ),
    "moderation.appeal_both": (
        lambda s: s.decided_together(),
        lambda s, decision: moderation.appeal_both(s.dov, decision, "I did not"),
        ["moderation.appeal.made", "moderation.appeal.made"],
    ),
    "moderation.judge_both": (
        lambda s: s.appealed_together(),
        lambda s, answers: moderation.judge_both(s.ada, answers, "So it was"),
        [
            "forum.post.restored",
            "moderation.decision.undone",
            "trust.level.changed",
            "moderation.appeal.decided",
            "moderation.appeal.decided",
        ],
    ),
    "moderation.decide_beside": (
        lambda s: s.answered(),
        lambda s, topic: moderation.decide_beside(s.ben, "topic", topic.id, SPLIT),
        ["forum.topic.split", "moderation.decision.made"],
    ),
    "moderation.hold_back": (
        lambda s: s.reported_post(),
        lambda s, case: moderation.hold_back(case, "Be kind", "Three said so"),
        ["forum.post.hidden", "moderation.decision.made"],
    ),
    "moderation.undo": (
        lambda s: s.decision(),
        lambda s, decision: moderation.undo(s.ada, decision, "It was another"),
        ["moderation.decision.undone"],
    ),
    "moderation.end_due": (
        lambda s: setattr(s.decision(), "ends_at", now() - timedelta(minutes=1)),
        lambda s, _: [moderation.end_due() for _ in range(2)],
        ["moderation.decision.ended"],
    ),
    "moderation.end_early": (
        lambda s: s.decision(),
        lambda s, decision: moderation.end_early(s.cast.get("ben"), decision),
        ["moderation.decision.ended"],
    ),
    "moderation.appeal": (
        lambda s: s.decision(),
        lambda s, decision: moderation.appeal(s.dov, decision, "I did not"),
        ["moderation.appeal.made"],
    ),
    "moderation.appeal_as_guest": (
        lambda s: s.noticed(),
        lambda s, report: moderation.appeal_as_guest(report, "It is forbidden"),
        ["moderation.appeal.made"],
    ),
    "moderation.judge": (
        lambda s: moderation.appeal(s.dov, s.decision(), "I did not"),
        lambda s, made: moderation.judge(s.ada, made, AppealOutcome.OVERTURNED, "So it was"),
        ["moderation.decision.undone", "moderation.appeal.decided"],
    ),
    "moderation.suspend_account": (
        lambda s: None,
        lambda s, _: moderation.suspend_account(s.ada, s.dov, "Spam", "No spam"),
        [
            "moderation.case.opened",
            "members.member.suspended",
            "moderation.decision.made",
        ],
    ),
    "moderation.reopen_account": (
        lambda s: moderation.suspend_account(s.ada, s.dov, "Spam", "No spam"),
        lambda s, _: moderation.reopen_account(s.ada, s.dov, "It was another"),
        ["members.member.unsuspended", "moderation.decision.undone"],
    ),
    "moderation.tell_of_late": (
        lambda s: s.late_appeal(),
        lambda s, _: [moderation.tell_of_late() for _ in range(2)],
        ["moderation.appeal.late"],
    ),
    "members.give_role": (
        lambda s: None,
        lambda s, _: [staff.give_role(s.ada, s.dov, Role.MODERATOR) for _ in range(2)],
        ["members.role.given"],
    ),
    "members.set_brand": (
        lambda s: None,
        lambda s, _: [staff.set_brand(s.ada, s.dov, answer) for answer in (True, False)],
        ["members.brand.given", "members.brand.taken"],
    ),
    "personal_data.leave": (
        lambda s: None,
        lambda s, _: personal_data.leave(s.dov, Words.STAY),
        ["personal_data.member.leaving"],
    ),
    "notices.tell of an appeal that is carried on": (
        lambda s: s.appealed_removal(),
        lambda s, post: moderation.decide_on(s.ada, "post", post, HIDING),
        [
            "moderation.case.opened",
            "forum.post.restored",
            "forum.post.hidden",
            "moderation.appeal.carried",
            "moderation.appeal.made",
            "moderation.decision.made",
        ],
    ),
    "notices.tell of an export": (
        lambda s: personal_data.ask_for_export(s.cleo),
        lambda s, export: exporting.keep(export.id, s.cleo, None),
        ["personal_data.export.made"],
    ),
    "notices.tell of a report": (
        lambda s: reports.request_report(s.ines, "to know"),
        lambda s, report: reports.give_up(report, "MemoryError"),
        ["reports.report.answered"],
    ),
    "personal_data.stay": (
        lambda s: personal_data.leave(s.dov, Words.STAY),
        lambda s, _: personal_data.stay(s.dov),
        ["personal_data.member.stayed"],
    ),
    "members.decide_consent": (
        lambda s: None,
        lambda s, _: [members.decide_consent(s.cleo, answer) for answer in (False, False, True)],
        ["members.consent.withdrawn", "members.consent.given"],
    ),
}


def verbs_of(feature: str) -> set[str]:
    """The public functions of a feature's services, and of what stands beside them."""
    modules = [f"tribe.{feature}.services", *BESIDE.get(feature, [])]
    return {f"{feature}.{name}" for module in modules for name in public(module)}


def public(module: str) -> list[str]:
    """The functions that a module offers; none where there is no such module."""
    if find_spec(module) is None:
        return []
    services = import_module(module)
    if hasattr(services, "__all__"):
        return [name for name in services.__all__ if isfunction(getattr(services, name))]
    return [
        name
        for name, thing in vars(services).items()
        if isfunction(thing) and thing.__module__ == module and name[0] != "_"
    ]


def test_every_verb_records_or_says_why_not() -> None:
    verbs = {verb for feature in FEATURES for verb in verbs_of(feature.name)}
    verbs -= {verb for verb in verbs if verb.split(".")[0] in ("ledger", *QUIET)}
    done = {verb for verb in VERBS if verb.split(".")[0] not in QUIET}
    assert verbs == done | {verb for verb in QUIET if "." in verb}


def test_every_kind_is_recorded_by_a_verb() -> None:
    recorded = {name for _before, _act, names in VERBS.values() for name in names}
    assert recorded == {kind.name for feature in FEATURES for kind in feature.activities}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_records(context: Flask, cast: Cast, verb: str) -> None:
    before, act, expected = VERBS[verb]
    scene = Scene(cast)
    thing = before(scene)
    last = max(session.scalars(select(Activity.id)).all(), default=0)
    act(scene, thing)
    kinds = session.scalars(
        select(Activity.kind).where(Activity.id > last).order_by(Activity.id)
    ).all()
    assert kinds == expected


def is_plain(fact: Any) -> bool:
    """Whether it is a number or one word of our own, or a list of these."""
    if isinstance(fact, list):
        return all(is_plain(one) for one in fact)
    return isinstance(fact, int) or (fact.replace("_", "").isalpha() and fact.islower())


def test_no_row_holds_words(context: Flask, cast: Cast) -> None:
    scene = Scene(cast)
    for before, act, _expected in VERBS.values():
        with session.begin_nested() as savepoint:
            act(scene, before(scene))
            rows = session.scalars(select(Activity)).all()
            facts = [fact for row in rows for fact in row.facts.values()]
            assert all(is_plain(fact) for fact in facts)
            savepoint.rollback()
        session.expire_all()
