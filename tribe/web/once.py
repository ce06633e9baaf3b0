"""What follows a form: it is committed, its draft forgotten; what makes something counts once."""

import hashlib
import re
from datetime import datetime, timedelta

from flask import flash, redirect, request
from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from tribe.base.db import Base, carried, insert_missing, now, session

KEPT = timedelta(days=2)  # longer than a browser keeps a page to go back to
ACCEPTED = "accepted"  # the category of the message that names a draft to forget
DRAFT = re.compile(r"[\w-]{1,60}", re.ASCII)


class FormSubmission(Base):
    """A form of a member that was accepted, and where it led."""

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
    so the same words sent from a page of their own count again.
    """
    forget_draft()
    digest = _digest()
    if digest is not None and not _is_first(member_id, digest, location):
        session.rollback()
        key = (FormSubmission.member_id == member_id, FormSubmission.digest == digest)
        earlier = session.scalar(select(FormSubmission.location).where(*key))
        return redirect(earlier or location, 303)
    session.commit()
    return redirect(location, 303)


def go_to(location: str, said: str) -> Response:
    """Commit what a form changed, say so, and go there."""
    session.commit()
    forget_draft()
    flash(said, "good")
    return redirect(location, 303)


def forget_draft() -> None:
    """Tell the browser that what it kept of this form was accepted."""
    draft = request.form.get("draft", "")
    if DRAFT.fullmatch(draft):
        flash(draft, ACCEPTED)


def prune() -> None:
    """Delete what no page in a browser can send again."""
    session.execute(delete(FormSubmission).where(FormSubmission.sent_at < now() - KEPT))


def _is_first(member_id: int, digest: str, location: str) -> bool:
    row = {
        "member_id": member_id,
        "digest": digest,
        "location": location[:400],
        "sent_at": now(),
    }
    return session.scalar(insert_missing(FormSubmission, "digest"), row) is not None


def _digest() -> str | None:
    """What makes this form this one; None for a form without a token, which no page has."""
    if not request.form.get("csrf_token"):
        return None
    fields = sorted(request.form.items(multi=True))
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()
