"""What every way in ends with: a second step where there is one, and a sign-in in this browser."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import ngettext

from tribe import tokens
from tribe.access import require
from tribe.accounts import devices, purposes, services
from tribe.accounts.forms import CodeForm
from tribe.accounts.throttling import begin_afresh
from tribe.accounts.views import blueprint
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import Fault
from tribe.members import policy
from tribe.members.agents import read_agent
from tribe.members.identity import current_member, open_sign_in
from tribe.members.models import Member
from tribe.members.services import Unfit
from tribe.members.ways_in import hold
from tribe.tokens import TokenRefused
from tribe.web import typed
from tribe.web.counted import guest_network
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.pages import Page, form_page, is_opened, submitted
from tribe.web.redirects import go_back
from tribe.web.security import limiter

HOUR = 3600
HALF = "second_step"  # in the cookie: what shows that the first step is done
NOTED = "noted"  # in the cookie: what the next page says back to whoever typed it


def enter(
    show: Callable[[], Member],
    kept: typed.Typed | None = None,
    *,
    is_strong: bool = False,
    going: str | None = None,
) -> Page:
    """Sign in whoever `show` finds to be here, and go on; or ask for their second step first.

    What `show` uses up is used in the transaction of the sign-in, so that neither is without the
    other. `going` is where they were going, if not as the request says. Raises what `show` raises,
    and Forbidden for an account that is suspended.
    """
    with db.writing():
        member = show()
        hold(member)
        require(member, policy.SIGN_IN)
        is_half = not is_strong and services.has_second_step(member)
        if is_half:
            lifetime = purposes.LIFETIMES[purposes.SECOND_STEP]
            cookie[HALF] = tokens.issue(purposes.SECOND_STEP, lifetime, member.id)
        else:
            _open(member, is_strong)
    if is_half:
        where = request.values.get("next") if going is None else going
        if kept is None:
            return redirect(url_for("accounts.second_step", next=where or None), 303)
        return page("accounts/second_step.html", CodeForm(), typed=kept, next=where)
    devices.remember(member.id)
    return go_on(kept, going)


def _open(member: Member, is_strong: bool) -> None:
    agent = read_agent(request.user_agent.string)
    services.note_sign_in(member, agent, is_known=devices.device_of(member.id) is not None)
    open_sign_in(member, agent, is_strong=is_strong)


def go_on(kept: typed.Typed | None, going: str | None = None) -> Page:
    """Whoever is signed in now goes where they were going, or sends what they had typed."""
    if kept is None:
        return go_back(request.values.get("next") if going is None else going)
    return render_template("accounts/send_again.html", typed=kept)


def page(template: str, form: Form, unfit: Unfit | None = None, /, **about: Any) -> Page:
    """The page of a form, with what was found wrong beside its fields."""
    for field, fault in unfit.faults.items() if unfit else ():
        form.fail(field, words(fault))
    return form_page(template, form, **({"next": request.values.get("next", "")} | about))


def tell_all(form: Form, faults: Mapping[str, Fault]) -> None:
    """Say beside the fields of a refused form what else stands against them."""
    for field, fault in faults.items():
        if field not in form.errors:
            form.fail(field, words(fault))


def none_goes(seconds: int) -> str:
    """That the mail which confirms an address does not go out now, and when one may ask for it."""
    if seconds > 2 * HOUR:
        in_hours: str = ngettext(
            "Enough mails went to your address, so that none goes there now. In %(num)s hour you "
            "may have one sent on the page of your account.",
            "Enough mails went to your address, so that none goes there now. In %(num)s hours you "
            "may have one sent on the page of your account.",
            -(-seconds // HOUR),
        )
        return in_hours
    in_minutes: str = ngettext(
        "Enough mails went to your address, so that none goes there now. In %(num)s minute you "
        "may have one sent on the page of your account.",
        "Enough mails went to your address, so that none goes there now. In %(num)s minutes you "
        "may have one sent on the page of your account.",
        max(1, -(-seconds // 60)),
    )
    return in_minutes


def note_and_lead(typed_here: str, endpoint: str) -> Page:
    """On to a page that says once to this browser what it had typed."""
    cookie[NOTED] = typed_here
    return redirect(url_for(endpoint), 303)


def noted() -> str:
    """What this browser had typed before it was led here; nothing to whoever comes again."""
    return str(cookie.pop(NOTED, "")) if is_opened() else ""


def half_way() -> str:
    """Whose second step is tried, and in which known browser; the place where nobody's is."""
    if "half_way" not in g:
        try:
            row = tokens.look(purposes.SECOND_STEP, str(cookie.get(HALF, "")))
            g.half_way = f"second {row.member_id} {devices.device_of(row.member_id or 0) or ''}"
        except TokenRefused:
            g.half_way = guest_network()
    return str(g.half_way)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
@limiter.limit("10 per hour", methods=["POST"], key_func=half_way)
def second_step() -> Page:
    """Come in by a code, after the password or a link."""
    kept = typed.load(request.form.get("typed", ""))
    if current_member() is not None:
        return go_on(kept)
    secret = str(cookie.get(HALF, ""))
    try:
        row = tokens.look(purposes.SECOND_STEP, secret)
    except TokenRefused:  # it took too long: the password once more
        return redirect(url_for("accounts.sign_in", next=request.values.get("next")), 303)
    form = CodeForm(submitted())
    if not form.is_accepted:
        return page("accounts/second_step.html", form, typed=kept)
    half = half_way()

    def show() -> Member:
        member = session.get_one(Member, row.member_id)
        services.use_code(member, form.code)
        tokens.use(purposes.SECOND_STEP, secret)
        return member

    try:
        entered = enter(show, kept, is_strong=True)
    except Unfit as unfit:
        return page("accounts/second_step.html", form, unfit, typed=kept)
    begin_afresh(half)
    return entered
