"""The mails to people without an account."""

from collections.abc import Set
from datetime import datetime

from flask_babel import gettext as _

from tribe.access import GUEST
from tribe.activity.reminders import moment_in
from tribe.base.db import session
from tribe.events.labels import off, when, where
from tribe.events.models import Event, EventStatus, GuestSeat
from tribe.forum.addresses import post_link
from tribe.forum.queries import Said, list_first_posts, visible_category_ids
from tribe.guests import queries
from tribe.intent.labels import intent_lines
from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Quote, Words
from tribe.members.models import Member
from tribe.settings import place, value_of

MOST = 10  # of each kind of news
TIME, PLACE, WAY_IN, OFF, AGAIN = "time", "place", "way in", "off", "again"  # of a gathering


def confirming(facts: Facts) -> Letter:
    """Do you want to follow?"""
    name = value_of(place.NAME)
    return Letter(
        _("Follow %(place)s by mail?", place=name),
        [
            Words(
                _(
                    "Somebody, probably you, asked to hear once a week what is new at %(place)s.",
                    place=name,
                )
            ),
            Button(_("Yes, mail me what is new"), f"/follow/{facts['token']}"),
            Words(_("The link works once, within seven days. Do nothing, and no mail follows.")),
        ],
    )


def digest(facts: Facts) -> Letter | None:
    """What guests may see and was not there a week ago; nothing where nothing is new."""
    since = datetime.fromisoformat(facts["since"])
    posts = list_first_posts(visible_category_ids(GUEST))
    topics = [_topic(post) for post in posts if post.created_at > since]
    gatherings = [
        _gathering(event, host) for event, host in queries.list_new_gatherings(since, MOST)
    ]
    if not topics and not gatherings:
        return None
    name = value_of(place.NAME)
    parts = [Words(_("This is new at %(place)s since the last mail.", place=name))]
    lists = [
        Lines(heading, lines[:MOST])
        for heading, lines in ((_("Topics"), topics), (_("Gatherings"), gatherings))
        if lines
    ]
    open_it = Button(_("Open %(place)s", place=name), "/")
    return Letter(_("New at %(place)s", place=name), [*parts, *lists, open_it])


def _topic(post: Said) -> Line:
    """A topic: who began it, and of the brand whom it serves and what it asks."""
    said = (_by(post.author, is_brand=post.is_brand), *intent_lines(post.intent))
    return Line(post.title, post_link(post.post_id), "; ".join(said))


def _gathering(event: Event, host: Member) -> Line:
    by = [_by(host.name, is_brand=True)] if host.is_brand else []
    said = (*by, f"{when(event)}, {where(event)}", *intent_lines(event))
    return Line(event.title, f"/events/{event.id}", "; ".join(said))


def _by(name: str, *, is_brand: bool) -> str:
    return str(_("%(name)s (the brand)", name=name)) if is_brand else name


def seated(facts: Facts) -> Letter | None:
    """A place at a gathering, and how it is given back."""
    event = session.get(Event, facts["event"])
    if event is None:
        return None
    return Letter(
        _("Your place: %(title)s", title=event.title),
        [
            Words(_("You come as a guest, by the name %(name)s.", name=facts["name"])),
            *map(Words, intent_lines(event)),
            Words(f"{when(event)}, {where(event)}"),
            Button(_("Look at the gathering"), f"/events/{event.id}"),
            Words(_("If you cannot come, please give your place back, so that another has it.")),
            Button(_("Your place"), f"/events/{event.id}/guest/{facts['secret']}"),
            Words(_("Your name and your address are deleted three days after the end.")),
        ],
    )


def changed(facts: Facts) -> Letter | None:
    """A gathering is at another time or place, does not take place, or does after all.

    It says how things stand when it is sent; nothing where it was cancelled and is so no more.
    """
    event = session.get(Event, facts["event"])
    news = set(facts.get("news", [TIME]))
    is_off = event is not None and event.status is EventStatus.CANCELLED
    if event is None or (news == {OFF} and not is_off):
        return None
    look = Button(_("Look at the gathering"), f"/events/{event.id}")
    if is_off:
        subject = off(event.title, event.local_start)
        why = [Quote(event.why_cancelled)] if event.why_cancelled else []
        return Letter(subject, [Words(_("This gathering is cancelled.")), *why, look])
    parts = [*map(Words, intent_lines(event)), Words(f"{when(event)}, {where(event)}")]
    if WAY_IN in news:
        own = _("The way in online is another one. It stands on the page of your place.")
        parts.append(Words(own))
    return Letter(_subject(news, event.title), [*parts, look])


def near(facts: Facts) -> Letter | None:
    """A gathering is a day away; nothing where the place is given back, or it is moved or off."""
    event, seat = session.get(Event, facts["event"]), session.get(GuestSeat, facts["seat"])
    if event is None or seat is None or event.status is not EventStatus.CONFIRMED:
        return None
    if event.starts_at != moment_in(facts):
        return None
    return Letter(
        _("Soon: %(title)s", title=event.title),
        [
            Words(_("You come as a guest, by the name %(name)s.", name=seat.name)),
            *map(Words, intent_lines(event)),
            Words(f"{when(event)}, {where(event)}"),
            Button(_("Look at the gathering"), f"/events/{event.id}"),
            Words(_("If you cannot come, the mail of your place has the way to give it back.")),
        ],
    )


def _subject(news: Set[str], title: str) -> str:
    if AGAIN in news:
        return str(_("It takes place after all: %(title)s", title=title))
    if TIME not in news:
        return str(_("Another place: %(title)s", title=title))
    if len(news) > 1:
        return str(_("Another time and place: %(title)s", title=title))
    return str(_("Another time: %(title)s", title=title))


def published(facts: Facts) -> Letter:
    """Your question is there to be answered by all."""
    return Letter(
        _("Your question is published"),
        [
            Words(_("Members answer it, and you can read along without an account.")),
            Button(_("Read the topic"), f"/t/{facts['topic']}"),
            Words(_("Your address is deleted now: nobody here can write to you any more.")),
        ],
    )


def answered(facts: Facts) -> Letter:
    """An answer to what was asked."""
    return Letter(
        _("An answer from %(place)s", place=value_of(place.NAME)),
        [
            Words(_("You asked: %(title)s", title=facts["title"])),
            Quote(facts["words"]),
            Words(_("What you asked and your address are deleted now.")),
        ],
    )


def put_aside(facts: Facts) -> Letter:
    """It is not published, and why if somebody wrote it."""
    return Letter(
        _("Your question at %(place)s", place=value_of(place.NAME)),
        [
            Words(
                _(
                    "You asked: %(title)s. It was decided not to publish it. What you wrote and "
                    "your address are deleted now.",
                    title=facts["title"],
                )
            ),
            *([Quote(facts["words"])] if facts["words"] else []),
        ],
    )


CONFIRMING = MailKind(
    "guests.confirming",
    confirming,
    lambda: _("a question whether a guest wants to follow"),
    is_transactional=True,
    reaches_paused=True,
)
DIGEST = MailKind("guests.digest", digest, lambda: _("what is new, once a week"))
SEATED = MailKind(
    "guests.seated", seated, lambda: _("a guest's place at a gathering"), is_transactional=True
)
CHANGED = MailKind(
    "guests.changed", changed, lambda: _("a gathering that was changed"), is_transactional=True
)
NEAR = MailKind(
    "guests.near", near, lambda: _("a gathering that is a day away"), is_transactional=True
)
PUBLISHED = MailKind(
    "guests.published", published, lambda: _("a guest's question published"), is_transactional=True
)
ANSWERED = MailKind(
    "guests.answered", answered, lambda: _("an answer to a guest"), is_transactional=True
)
PUT_ASIDE = MailKind(
    "guests.put_aside", put_aside, lambda: _("a guest's question put aside"), is_transactional=True
)
MAILS = (CONFIRMING, DIGEST, SEATED, CHANGED, NEAR, PUBLISHED, ANSWERED, PUT_ASIDE)
