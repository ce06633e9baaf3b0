"""The pages of texts that wait, for their authors and for moderators, and of the list of words."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation.labels import reads_words
from tribe.moderation.services import Ruling, decide_on
from tribe.notices.seen import see
from tribe.settings import value_of
from tribe.settings.kinds import Unfit
from tribe.spam import policy, preview, queries, services, settings
from tribe.spam.forms import DecisionForm, HeldForm, WordsForm, refused
from tribe.spam.judged import DECLINE
from tribe.spam.labels import ShownHeld, shown_rows
from tribe.spam.queries import HELD
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, is_opened, submitted
from tribe.web.security import limiter

blueprint = Blueprint("spam", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])


@blueprint.get("/me/held")
def own() -> str:
    """What the reader wrote and a moderator has not looked at yet, or did not publish."""
    member = signed_in_member()
    page = queries.list_own(member.id, Span.parse(queries.NEWEST_FIRST, request.args))
    if is_opened():
        for held in page.rows:
            see("held_text", held.id)
    rows = shown_rows(member, page.rows)
    return render_template("spam/own.html", page=page, rows=rows, files_of=_having_more(rows))


@blueprint.route("/me/held/<int:held_id>", methods=["GET", "POST"])
@writing
def change(held_id: int) -> Page:
    """Say it otherwise while it waits."""
    member = signed_in_member()
    held = services.own_held(member, held_id)
    has_title = bool(held.title)
    form, status = HeldForm(submitted(), has_title=has_title), 422
    if form.is_accepted:
        try:
            services.change(member, held_id, form.title, form.body)
            return go_to("/me/held", _("Saved. It is still waiting."))
        except RuleBroken as broken:
            status = refused(form, broken)
    if not form.is_submitted:
        form.values = {"title": held.title, "body": held.body}
    return form_page("spam/change.html", form, status=status, held_id=held_id, has_title=has_title)


@blueprint.post("/me/held/<int:held_id>/withdraw")
@writing
def withdraw(held_id: int) -> Response:
    """Take it back."""
    services.withdraw(signed_in_member(), held_id)
    return go_to("/me/held", _("Withdrawn and deleted."))


@blueprint.get("/moderation/held")
def waiting() -> str:
    """Texts that wait, the longest first."""
    member = signed_in_member()
    require(member, policy.LOOK)
    span = Span.parse(queries.OLDEST_FIRST, request.args)
    page = queries.list_waiting(span, queries.handled_by(member))
    shown = shown_rows(member, [row.held for row in page.rows])
    return render_template(
        "spam/waiting.html",
        page=page,
        rows=list(zip(page.rows, shown, strict=True)),
        files_of=_having_more(shown),
        may_decide=[row.held.author_id != member.id for row in page.rows],
    )


@blueprint.post("/moderation/held/<int:held_id>/publish")
@writing
@counts_once
def publish(held_id: int) -> Response:
    """Publish it as its author's act."""
    services.publish(signed_in_member(), held_id, request.form.get("seen", ""))
    return go_to("/moderation/held", _("Published. Its author is told."))


@blueprint.route("/moderation/held/<int:held_id>/decline", methods=["GET", "POST"])
@writing
@counts_once
def decline(held_id: int) -> Page:
    """Do not publish it, by which rule and why, as its author will read."""
    member = signed_in_member()
    held = services.waiting_of(member, held_id)
    form, status = DecisionForm(submitted()), 422
    ruling.offer_reasons(form, HELD, held_id)
    if form.is_accepted:
        sent = {"reason": form.why, "seen": form.seen}
        said = Ruling(DECLINE, form.why, form.rule, form.ground, choices=sent)
        try:
            decide_on(member, HELD, held_id, said)
            return go_to("/moderation/held", _("Not published. Its author can read why."))
        except RuleBroken as broken:
            status = refused(form, broken)
            held = services.waiting_of(member, held_id)
    author, [row] = session.get_one(Member, held.author_id), shown_rows(member, [held])
    return form_page(
        "spam/decline.html",
        form,
        status=status,
        row=row,
        files_of=_having_more([row]),
        author=author,
        reads=reads_words(author.name, author.locale),
        bar=ruling.bar_of(member, HELD, held_id),
    )


def _having_more(rows: Sequence[ShownHeld]) -> list[int]:
    """Those with files, or that say whom they serve."""
    return [row.held.id for row in rows if row.files or row.held.facts.get("serves")]


@blueprint.route("/admin/words", methods=["GET", "POST"])
@writing
def words() -> Page:
    """What a list of words would have held in the last thirty days, before it is switched on."""
    admin = signed_in_member()
    require(admin, policy.KEEP_WORDS)
    form = WordsForm(submitted())
    found = None
    if not form.is_submitted:
        form.values = {"words": value_of(settings.WORDS)}
    elif form.is_accepted:
        try:
            typed = settings.WORDS.kind.parse(form.entries)
        except Unfit as unfit:
            form.fail("words", str(unfit))
        else:
            if request.form.get("act") in ("keep", "on", "off"):
                services.keep_words(admin, typed, request.form["act"])
                return go_to("/admin/words", _("The list is saved."))
            found = preview.look(typed)
    is_on = value_of(settings.WORDS_ON) == "yes"
    return form_page("spam/words.html", form, found=found, is_on=is_on)
