"""Where one is signed in, and up to which day each place was used."""

from contextlib import suppress

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError

from tribe.accounts import services as accounts
from tribe.accounts.forms import PlaceForm
from tribe.accounts.views import blueprint
from tribe.base import db
from tribe.base.db import session
from tribe.members import services
from tribe.members.identity import current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.members.queries import list_sign_ins
from tribe.web.pages import Page, form_page, is_opened, is_submitted, submitted
from tribe.web.security import limiter


@blueprint.route("/me/sessions", methods=["GET", "POST"])
def sessions() -> Page:
    """Where one is signed in; `revoke` names the one to end, or `others`."""
    member, own = signed_in_member(), current_sign_in().id
    if not is_submitted():
        return _sessions_page(member, PlaceForm())
    target = request.form.get("revoke", "")
    if target == "others":
        count = services.revoke_other_sign_ins(member, own)
        said = ngettext(
            "%(num)s other place was signed out.", "%(num)s other places were signed out.", count
        )
    else:
        services.revoke_sign_in(member, _number(target))
        said = _("Signed out there.")
    session.commit()
    flash(said, "success")
    return redirect(url_for("accounts.sessions"), 303)


@blueprint.post("/me/sessions/<int:sign_in_id>/name")
@limiter.limit("60 per minute")
def name_session(sign_in_id: int) -> Page:
    """Give a place where one is signed in a name of one's own."""
    member, form = signed_in_member(), PlaceForm(submitted())
    if not form.is_accepted:
        return _sessions_page(member, form)
    accounts.name_sign_in(member, sign_in_id, form.name)
    session.commit()
    is_named = bool(form.name)
    flash(_("It is called so from now on.") if is_named else _("It has no name of yours any more."))
    return redirect(url_for("accounts.sessions"), 303)


@blueprint.after_app_request
def note_day(response: Response) -> Response:
    """Note the day on which a place was last used; once a day, after a page was made."""
    user = g.get("_login_user")
    if user is None or not user.is_authenticated or not is_opened():
        return response
    today = db.now().date()
    if response.status_code == 200 and user.sign_in.last_seen_on != today:
        with suppress(OperationalError), db.writing():  # it can wait for the next page
            accounts.note_seen(user.sign_in_id, today)
    return response


def _sessions_page(member: Member, form: PlaceForm) -> Page:
    live, own = list_sign_ins(member), current_sign_in().id
    return form_page("accounts/sessions.html", form, sign_ins=live, own=own)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
