"""What follows a form: it is committed, its draft forgotten; what makes something counts once."""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import flash, g, jsonify, redirect, request
from flask_login import current_user
from sqlalchemy import ColumnElement, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from tribe.base.db import Base, carried, insert_missing, now, session, write_row
from tribe.base.errors import RuleBroken
from tribe.web.programs import is_for_programs

P = ParamSpec("P")
R = TypeVar("R")
KEPT = timedelta(days=30)  # a device that had no signal may send for four weeks
ACCEPTED = "accepted"  # the category of the message that names a draft to forget
DRAFT = re.compile(r"[\w-]{1,60}", re.ASCII)
MARK = re.compile(r"[\w-]{16,60}", re.ASCII)
OF_THE_PAGE = ("csrf_token", "about")  # fields that say nothing of what was typed


class SentBefore(Exception):
    """That a form which does something was sent before; it leads where that did."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class FormSubmission(Base):
    """A form of a member that was accepted, and where it led; one with a mark has two rows."""

    __tablename__ = "form_submission"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(
        String(64), primary_key=True, info=carried("of a form; opens nothing")
    )
    location: Mapped[str] = mapped_column(String(400))
    sent_at: Mapped[datetime]


def lead_on(member_id: int, location: str) -> Response:
    """Commit what a form made and go there; sent before, undo it and go where that led.

    The same form is the same path, fields and token: each page that is drawn has another token,
    so the same words sent from a page of their own count again. A form with a mark of its own,
    `once`, is known by that in place of the token, which a device without a signal renews; raises
    RuleBroken where it was sent before with other words.
    """
    digests = _digests()
    if not all(_is_first(member_id, one, location) for one in digests):
        session.rollback()
        return led_before(member_id) or _lead_to(_find(member_id, digests[-1]) or location)
    session.commit()
    return _lead_to(location)


def is_first_sent(member_id: int, location: str) -> bool:
    """Whether a form is sent for the first time, where its page follows and not another.

    A page that answers a form is sent again by a reload. What it makes counts once, as `lead_on`
    has it.
    """
    return all(_is_first(member_id, one, location) for one in _digests())


def counts_once(view: Callable[P, R]) -> Callable[P, R]:
    """Let each form that a member sends to a view count once, such as one that decides something.

    It is asked before the view looks anything up: what the form did at first may be why it would
    be refused now. A form that was refused may be sent again, and so may one that was refused in
    part, which asks `let_send_again`. Where it leads is kept by `go_to`.
    """

    @wraps(view)
    def sent(*args: P.args, **named: P.kwargs) -> R:
        if request.method == "POST" and current_user.is_authenticated:
            _require_first_sent(current_user.id)
        return view(*args, **named)

    sent.counts_once = True  # type: ignore[attr-defined]
    return sent


def _require_first_sent(member_id: int) -> None:
    """Raises SentBefore, which the application answers: all is undone, and it leads where it led.

    Undone with all else where the view refuses the form.
    """
    digests = _digests()
    if not all(_is_first(member_id, one, request.path) for one in digests):
        session.rollback()
        raise SentBefore(_find(member_id, digests[-1]) or request.path)
    g.sent_first = (member_id, digests)


def let_send_again() -> None:
    """Let a form that was done in part be sent again; asked before that part is committed.

    It is no form that was done: who sends it again reads anew what was refused and why. What
    keeps a thing from being decided twice keeps the part that was done from it.
    """
    session.execute(delete(FormSubmission).where(*_of_this_form()))


def lead_again(sent: SentBefore) -> Response:
    """Go where a form led when it was sent before."""
    session.rollback()
    return _lead_to(sent.location)


def led_before(member_id: int) -> Response | None:
    """Go where this very form led when it was sent before; None where it was not, or has no mark.

    Asked first, for what was done by it may be why it would be refused now. Two queries at most.
    Raises RuleBroken where the form of this mark was sent before with other words: they would make
    a second thing, and where the first stands says nothing of them.
    """
    if not _mark():
        return None
    of_the_mark, whole = _digests()
    earlier = _find(member_id, whole)
    if earlier is not None:
        return _lead_to(earlier)
    if _find(member_id, of_the_mark) is not None:
        raise RuleBroken("offline.sent_otherwise")
    return None


def _lead_to(location: str) -> Response:
    """Go on; a program is told where it would, and the draft of an open page stays as it is."""
    if is_for_programs():
        response = jsonify(url=location)
        response.status_code = 201
        return response
    forget_draft()
    return redirect(location, 303)


def _find(member_id: int, digest: str) -> str | None:
    key = (FormSubmission.member_id == member_id, FormSubmission.digest == digest)
    return session.scalar(select(FormSubmission.location).where(*key))


def go_to(location: str, said: str = "") -> Response:
    """Commit what a form changed, say so, and go there; sent again, it leads there too."""
    _keep_lead(location)
    session.commit()
    forget_draft()
    if said:
        flash(said, "good")
    return redirect(location, 303)


def forget_draft() -> None:
    """Tell the browser that what it kept of this form was accepted."""
    draft = request.form.get("draft", "")
    if DRAFT.fullmatch(draft):
        flash(draft, ACCEPTED)


def new_mark() -> str:
    """What a page calls one of its forms, by which that form is known for as long as it waits."""
    return secrets.token_urlsafe(12)


def prune() -> None:
    """Delete what no page in a browser can send again."""
    session.execute(delete(FormSubmission).where(FormSubmission.sent_at < now() - KEPT))


def _keep_lead(location: str) -> None:
    if g.get("sent_first"):
        sent = _of_this_form()
        session.execute(update(FormSubmission).where(*sent).values(location=location[:400]))


def _of_this_form() -> tuple[ColumnElement[bool], ...]:
    """What the rows are that `counts_once` wrote of the form that is answered, and of no other."""
    member_id, digests = g.pop("sent_first", (0, []))
    return FormSubmission.member_id == member_id, FormSubmission.digest.in_(digests)


def _is_first(member_id: int, digest: str, location: str) -> bool:
    row = {
        "member_id": member_id,
        "digest": digest,
        "location": location[:400],
        "sent_at": now(),
    }
    return bool(write_row(insert_missing(FormSubmission, "digest"), row))


def _digests() -> list[str]:
    """What makes this form this one: its mark, if it has one, and all of it.

    Nothing for a form with neither a mark nor a token, which no page has.
    """
    fields = sorted(request.form.items(multi=True))
    if mark := _mark():
        fields = [field for field in fields if field[0] not in OF_THE_PAGE]
        return [_digest_of("once", mark), _digest_of(request.path, fields)]
    return [_digest_of(request.path, fields)] if request.form.get("csrf_token") else []


def _digest_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _mark() -> str:
    """What the page called this form; empty where it has no name of its own."""
    found = MARK.fullmatch(request.form.get("once", ""))
    return found[0] if found else ""
