"""The pages of the will: what it says and who keeps its keys, and the key of one's own."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from tribe import storage
from tribe.access import may, require
from tribe.accounts.proof import require_proof
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.voice import policy as voice
from tribe.voice.queries import council_facts, is_seated
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.limits import form_limit
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import Part
from tribe.will import policy, queries, services
from tribe.will.forms import KeyForm, WordingForm

blueprint = Blueprint("will", __name__)


@blueprint.get("/will")
def will() -> str:
    """What the tribe wills, who keeps the keys, and when it was sealed last."""
    reader, today = current_actor(), now().date()
    copy = queries.find_copy()
    shares = queries.list_shares(copy) if copy else []
    ready = queries.readiness(today)
    return render_template(
        "will/will.html",
        wordings=queries.list_wordings(Span.parse(queries.NEWEST, request.args)),
        wording=queries.find_wording(),
        copy=copy,
        shares=shares,
        ready=ready,
        is_current=copy is not None and ready.fits(copy, shares),
        least=queries.LEAST,
        most=queries.MOST,
        may_amend=may(reader, voice.AMEND, **council_facts(reader.id, today)),
        sits=reader.id is not None
        and bool(may(reader, policy.KEEP_KEY, is_seated=is_seated(reader.id, today))),
    )


@blueprint.route("/will/edit", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def word() -> Page:
    """A form in which the council says who inherits."""
    versions.hold()
    member = signed_in_member()
    require(member, voice.AMEND, **council_facts(member.id, now().date()))
    form = WordingForm(submitted())
    standing = WordingForm.of(queries.find_wording())
    versions.compare(form, standing.values)
    if form.is_accepted:
        services.word(member, form.heirs, form.wishes)
        return go_to(url_for(".will"), _("The will says this now; what it said before is kept."))
    return form_page("will/edit.html", form)


@blueprint.get("/me/will")
def key() -> Page:
    """The key of a member of the council, and the copy for which it has a share."""
    return _key_page(keeper(), KeyForm())


@blueprint.post("/me/will/key")
@limiter.limit("10 per hour")
def make_key() -> Page:
    """Make a key, and show it this once."""
    member = keeper()
    require_proof(member)
    made = services.make_key(member)
    session.commit()
    answer = Response(render_template("will/words.html", words=made.split()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/me/will/public-key")
@form_limit("20 per hour")
def keep_key() -> Page:
    """Keep a public key that was made elsewhere."""
    member = keeper()
    require_proof(member)
    form = KeyForm(submitted())
    if not form.is_accepted:
        return _key_page(member, form)
    try:
        services.keep_key(member, form.key)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("key", words(refusal))
        return _key_page(signed_in_member(), form, refusal.status)
    return go_to(url_for(".key"), _("Your key is kept. The next copy has a share for it."))


@blueprint.post("/me/will/copy")
@limiter.limit("10 per hour")
def fetch() -> Page:
    """The sealed copy, to a member of the council."""
    member = keeper()
    require_proof(member)
    copy = services.fetch(member)
    pieces = storage.pieces(copy.digest)
    try:
        first = next(pieces, b"")
    except FileNotFoundError as error:  # a backup was put back without its files
        raise NotFound("will.nothing_sealed") from error
    name = f"tribe-{copy.sealed_at:%Y-%m-%d}.sealed"
    session.commit()

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    answer = Response(whole(), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def keeper() -> Member:
    """The signed-in member, when they sit on the council; raises Forbidden."""
    member = signed_in_member()
    require(member, policy.KEEP_KEY, is_seated=is_seated(member.id, now().date()))
    return member


def told_on_council() -> Part:
    """On the page of the council: the way to the will."""
    return Part("will/_council.html", None)


def _key_page(member: Member, form: KeyForm, status: int = 422) -> Page:
    copy = queries.find_copy()
    shares = queries.list_shares(copy) if copy else []
    own = queries.find_key(member.id)
    mine = {share.recipient for share in shares if share.member_id == member.id}
    about = {
        "own": own,
        "copy": copy,
        "has_share": own is not None and own.recipient in mine,
        "has_older": bool(mine) and (own is None or own.recipient not in mine),
    }
    return form_page("will/key.html", form, status=status, **about)
