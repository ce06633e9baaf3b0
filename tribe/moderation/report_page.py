"""The page on which a member reports a thing, for the features that have things."""

from flask_babel import gettext as _

from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member
from tribe.moderation import queries, services
from tribe.moderation.forms import ReportForm
from tribe.moderation.seeing import shown_to
from tribe.web import moderated
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted


def report_page(
    member: Member, subject_type: str, subject_id: int, title: str, back: str, action: str
) -> Page:
    """Report a thing that a member may see, where a form was sent; else ask what is wrong with it.

    Raises Forbidden, NotFound, and RuleBroken for what is their own.
    """
    shown = shown_to(member, subject_type, subject_id)
    if shown is None:
        raise NotFound("moderation.nothing")
    form, status, began = ReportForm(submitted()), 422, now()
    if form.is_accepted:
        try:
            made = services.report(member, subject_type, subject_id, form.kind, form.words)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
        else:
            return go_to(back, said() if made.made_at >= began else said_already())
    about: dict[str, object] = {"title": title, "back": back, "action": action}
    matter = moderated.read(subject_type, subject_id)
    if matter is not None and matter.author_id == member.id:
        raise RuleBroken("moderation.own_words")
    author = session.get(Member, matter.author_id) if matter and matter.author_id else None
    about["author"], about["text"] = author.name if author else "", shown.text
    about["subject_type"] = subject_type
    about["is_again"] = queries.has_reported(member.id, subject_type, subject_id)
    return form_page("moderation/report_thing.html", form, status=status, **about)


def said() -> str:
    """What a member is told once their report came."""
    return str(
        _(
            "Thank you. A moderator will review it and you will be told the outcome. You will "
            "find it under “What you reported” in your menu. Only moderators see that it was you."
        )
    )


def said_already() -> str:
    """What a member is told who had reported it: their first report waits, and nothing is added."""
    return str(
        _(
            "You already reported this and a moderator has not decided yet. Nothing was added. "
            "You will find it under “What you reported” in your menu."
        )
    )
