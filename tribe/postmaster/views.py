"""The pages of mail: how the outbox stands, and unsubscribing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tribe import mail
from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_language
from tribe.base.paging import Span
from tribe.mail import MailState, addresses, queries
from tribe.mail.unsubscribing import Subscription, read_token
from tribe.members.identity import signed_in_member
from tribe.postmaster import policy, services, shown
from tribe.postmaster.forms import AddressForm
from tribe.web.closed import open_to_suspended
from tribe.web.counted import link_followed
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import csrf, limiter

blueprint = Blueprint("postmaster", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])
clicking = limiter.limit("60 per minute", methods=["POST"], key_func=link_followed)


@blueprint.route("/admin/mail", methods=["GET", "POST"])
@writing
def outbox() -> Page:
    """Mails, newest first, and what keeps them; a form to send a test message."""
    admin = signed_in_member()
    require(admin, policy.KEEP)
    form = AddressForm(submitted())
    if form.is_accepted:
        services.send_test(admin, form.address, reader_language())
        session.commit()
        flash(_("A test message is in the outbox. Look below how it fares."), "good")
        return redirect(url_for(".outbox"), 303)
    state = _asked_state()
    return form_page(
        "postmaster/outbox.html",
        form,
        page=queries.list_mails(state, Span.parse(queries.NEWEST, request.args)),
        counts=queries.count_states(),
        states=list(MailState),
        state=state,
        reason=mail.why_not_sending(),
        trouble=queries.find_trouble(),
    )


@blueprint.post("/admin/mail/<int:mail_id>/retry")
@writing
def retry(mail_id: int) -> Page:
    """Try a mail again."""
    services.retry(signed_in_member(), mail_id)
    return _decided(_("It is tried again now."))


@blueprint.post("/admin/mail/<int:mail_id>/discard")
@writing
def discard(mail_id: int) -> Page:
    """Give a mail up."""
    services.discard(signed_in_member(), mail_id)
    return _decided(_("It is given up."))


@blueprint.get("/admin/mail/paused")
def paused() -> Page:
    """Addresses that nothing goes to, and why."""
    require(signed_in_member(), policy.KEEP)
    page = queries.list_paused(Span.parse(queries.LAST_PAUSED, request.args))
    return render_template("postmaster/paused.html", page=page)


@blueprint.get("/admin/mail/incoming")
def incoming() -> Page:
    """Answers that came by mail and what became of them; not from whom, and none of their words."""
    admin = signed_in_member()
    require(admin, policy.KEEP)
    page = queries.list_replies(Span.parse(queries.LAST_RECEIVED, request.args))
    return render_template("postmaster/incoming.html", page=shown.show(admin.id, page))


@blueprint.post("/admin/mail/paused/<int:address_id>")
@writing
def unpause(address_id: int) -> Page:
    """Let mail go to an address again."""
    services.unpause(signed_in_member(), address_id)
    return _decided(_("Mails go to this address again."), ".paused")


@blueprint.get("/unsubscribe/<token>")
@open_to_suspended
def unsubscribe(token: str) -> Page:
    """Ask whether one wants no more mails of a kind; programs that open links change nothing."""
    about = _subscription(token)
    is_done = addresses.is_unsubscribed(about.address.id, about.kind)
    return _about(about, token, is_done=is_done)


@blueprint.post("/unsubscribe/<token>")
@clicking
@open_to_suspended
def unsubscribed(token: str) -> Page:
    """Send no more mails of a kind; no sign-in, no further question, no redirect."""
    about = _subscription(token)
    addresses.unsubscribe(about.address.id, about.kind)
    session.commit()
    return _about(about, token, is_done=True)


@blueprint.post("/unsubscribe/<token>/undo")
@clicking
@open_to_suspended
def resubscribed(token: str) -> Page:
    """Send such mails again."""
    about = _subscription(token)
    services.resubscribe(about)
    session.commit()
    return _about(about, token, is_done=False, is_undone=True)


for view in (unsubscribed, resubscribed):  # mail programs send it too (RFC 8058): a token allows it
    csrf.exempt(view)


def _asked_state() -> MailState | None:
    asked = request.args.get("state", "")
    return MailState(asked) if asked in set(MailState) else None


def _subscription(token: str) -> Subscription:
    found = read_token(token)
    if found is None:
        raise NotFound("postmaster.bad_token")
    return found


def _about(about: Subscription, token: str, *, is_done: bool, is_undone: bool = False) -> Page:
    return render_template(
        "postmaster/unsubscribe.html",
        kind=about.kind,
        token=token,
        is_done=is_done,
        is_undone=is_undone,
    )


def _decided(said: str, page: str = ".outbox") -> Page:
    session.commit()
    flash(said, "good")
    return redirect(url_for(page), 303)
