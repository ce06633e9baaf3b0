"""Whoever keeps apart from somebody is reached by no form that the other sends.

The forms are collected before there is a block, so that those are sent too that no page offers
any more; without a block the same forms do reach them.
"""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tests.conftest import Cast, sign_in
from tests.html import PageForm, read
from tests.notices.conftest import work
from tests.peace.test_walk import OTHER, WORDS, Pair, asked, live_beside_each_other
from tribe.access import TrustLevel
from tribe.activity import Activity
from tribe.activity.notices import list_kinds
from tribe.base.db import now, session
from tribe.events.models import HostRequest
from tribe.following.models import Follow
from tribe.forum.models import Mention, Post, Quotation, Reaction
from tribe.mail import Mail
from tribe.mail.composing import compose
from tribe.mail.kinds import find_kind
from tribe.messages.models import Conversation, ConversationMember, PrivateMessage
from tribe.notices.models import NoticeCause, NoticeChoice, NoticeRhythm, Reach
from tribe.peace import services as peace
from tribe.web.security import limiter

SENDER, REACHED = "bartholomew", "wilhelmina"
# What would end the block, the sign-in or the account; a guest's and an owner's doors.
LEFT = (
    "/sign", "/me/leave", "/me/security", "/me/sessions", "/me/address", "/me/name", "/setup",
    "/join", "/forgot", "/language", "/theme", "/me/interests", "/me/profile", "/me/away",
)  # fmt: skip
TAKING = (
    "/answer", "/cancel", "/decline", "/delete", "/hosting", "/leave", "/release", "/remove",
    "/rest", "/retire",
)  # fmt: skip
BROUGHT = ("kind", "reply_to", "answer", "number", "member", "revision")  # what a form is about
NAMES = ("hosts", "name", "to", "members", "people", "q", "with")
FIT = {
    "starts": "2030-05-01T10:00",
    "ends": "2030-05-01T12:00",
    "zone": "Europe/Paris",
    "place": "The hill",
    "due_on": "2030-05-01",
    "status": "going",
    "guests": "0",
}
#: What is told all the same, of whom it concerns and without a name: their own plans (decision 48).
OF_PLANS = {"events.cancelled", "events.changed", "events.moved", "rituals.removed"}


def forms_before(app: Flask, pair: Pair, client: FlaskClient) -> list[PageForm]:
    """Each form that the sender is offered, once for what it is about; what takes away last."""
    found: dict[tuple[str, str], PageForm] = {}
    for address in asked(app, pair):
        answer = client.get(address)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        for form in read(answer.text, address).forms:
            at = form.action
            is_left = at.startswith(LEFT) or at.endswith(("/block", "/ignore"))
            if form.method == "POST" and at.startswith("/") and not is_left:
                about = {name: value for name, value in form.fields.items() if name in BROUGHT}
                found.setdefault((at, repr(about)), form)
    return sorted(found.values(), key=lambda form: (form.action.endswith(TAKING), form.action))


def filled(form: PageForm, post: str, *, is_naming: bool = True) -> dict[str, str]:
    """What is sent: names the other wherever one can, quotes a post of theirs, else as offered."""
    sent = {}
    for name, offered in form.fields.items():
        chosen = next(iter(filter(None, offered)), "")
        if name in NAMES:
            chosen = REACHED if is_naming else ""
        elif name in FIT:
            chosen = FIT[name]
        elif name == "body":
            quoted = f"> [{REACHED}](/p/{post})\n>\n> {WORDS[REACHED][2]}"
            chosen = f"{quoted}\n\nFor @{REACHED}: good morning to you, {form.action}"
        elif name in form.texts:
            chosen = f"For @{REACHED}: good morning to you, {form.action}"
        sent[name] = chosen
    sent.pop("csrf_token", None)
    sent.pop("version", None)
    return sent


def send(client: FlaskClient, forms: list[PageForm], post: str) -> list[PageForm]:
    """Send each, without names if it is refused with them; those that are refused all the same."""
    refused = []
    for form in forms:
        status = client.post(form.action, data=filled(form, post)).status_code
        if status == 422:
            status = client.post(form.action, data=filled(form, post, is_naming=False)).status_code
        assert status < 500, form.action
        if status >= 400:
            refused.append(form)
    return refused


def take_all_at_once(cast: Cast) -> None:
    """Let the other have whatever they can be told by mail, too."""
    other = cast.get(REACHED)
    other.email_confirmed_at = now()
    session.add_all(
        NoticeChoice(member_id=other.id, kind=kind.name, reach=Reach.AT_ONCE)
        for kind in list_kinds()
    )
    session.add(NoticeRhythm(member_id=other.id, most_a_day=0))


def letters_to(member_id: int) -> list[str]:
    """What a member's mails say, of those that are of use still."""
    of_member = select(Mail).where(Mail.member_id == member_id).options(joinedload(Mail.address))
    said = []
    for mail in session.scalars(of_member).all():
        kind = find_kind(mail.kind)
        envelope = compose(mail, kind) if kind is not None else None
        if envelope is not None:
            parts = [part for part in envelope.message.walk() if not part.is_multipart()]
            said.append(f"{envelope.message['Subject']}\n{[part.get_content() for part in parts]}")
    return said


def reached(app: Flask, cast: Cast, since: int) -> dict[str, int]:
    """By what the sender reached the other, and of what kinds they were told since an act."""
    sender, other = cast.ids[SENDER], cast.ids[REACHED]
    theirs = select(Post.id).where(Post.author_id == other)
    own = select(Post.id).where(Post.author_id == sender)
    of_two = (
        select(ConversationMember.conversation_id)
        .group_by(ConversationMember.conversation_id)
        .having(func.count() == 2)
    )
    with_other = select(ConversationMember.conversation_id).where(
        ConversationMember.member_id == other, ConversationMember.conversation_id.in_(of_two)
    )
    ways = {
        "mentioned": (Mention.member_id == other, Mention.post_id.in_(own)),
        "quoted": (Quotation.quoted_id.in_(theirs), Quotation.post_id.in_(own)),
        "signed": (Reaction.member_id == sender, Reaction.post_id.in_(theirs)),
        "answered": (Post.author_id == sender, Post.reply_to_id.in_(theirs)),
        "written": (
            PrivateMessage.author_id == sender,
            PrivateMessage.conversation_id.in_(with_other),
        ),
        "begun": (Conversation.begun_by_id == sender, Conversation.id.in_(with_other)),
        "hosting": (HostRequest.member_id == other, HostRequest.asked_by_id == sender),
        "followed": (Follow.follower_id == sender, Follow.followed_id == other),
    }
    told = (
        select(NoticeCause.kind, func.count())
        .join(Activity, Activity.id == NoticeCause.activity_id)
        .where(NoticeCause.member_id == other, Activity.id > since)
        .group_by(NoticeCause.kind)
    )
    with app.app_context():
        found = {
            name: session.scalar(select(func.count()).where(*those)) or 0
            for name, those in ways.items()
        }
        return found | dict(session.execute(told).all())


@pytest.mark.parametrize("blocker", [REACHED, SENDER, None], ids=["blocked", "blocker", "neither"])
def test_no_form_reaches_who_keeps_apart(
    app: Flask, cast: Cast, blocker: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    pair = live_beside_each_other(app, cast)
    with app.app_context():
        cast.get(SENDER).trust = TrustLevel.TRUSTED
        take_all_at_once(cast)
        session.commit()
    client = sign_in(app, cast, SENDER)
    forms = forms_before(app, pair, client)
    assert len(forms) > 80, [form.action for form in forms]
    with app.app_context():
        if blocker is not None:
            peace.block(cast.get(blocker), cast.get(OTHER[blocker]))
        session.commit()
        since = session.scalar(select(func.max(Activity.id))) or 0
    before = reached(app, cast, since)
    [post, *_rest] = pair.keys["post_id"]
    send(client, send(client, forms, post), post)  # what one takes away another may give again
    with app.app_context():
        work()
        letters = letters_to(cast.ids[REACHED])
    after = reached(app, cast, since)
    grown = {name for name, number in after.items() if number > before.get(name, 0)}
    page = sign_in(app, cast, REACHED).get("/notices").text
    naming = [one for one in letters if SENDER in one]
    assert letters
    if blocker is None:
        assert grown > OF_PLANS, grown
        assert {"answered", "begun", "hosting", "mentioned", "quoted", "signed", "written"} <= grown
        assert {"events.asked", "forum.mention", "forum.sign", "messages.written"} <= grown
        assert SENDER in page
        assert naming
    else:
        assert grown == OF_PLANS
        assert SENDER not in page
        assert not naming
