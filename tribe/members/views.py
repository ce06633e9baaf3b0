"""The pages of accounts: joining, signing in and out, what a member shows, where they are."""

import re
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from tribe import db
from tribe.db import session
from tribe.errors import NotFound, RuleBroken
from tribe.forms import clean
from tribe.i18n import reader_language
from tribe.members import policy, queries, services
from tribe.members.agents import agent_words, read_agent
from tribe.members.forms import JoinForm, ProfileForm, SignInForm
from tribe.members.identity import (
    close_sign_in,
    current_member,
    login_required,
    open_sign_in,
    signed_in_member,
)
from tribe.members.models import Purpose
from tribe.members.names import name_key
from tribe.members.pictures import Drawn, redraw
from tribe.members.signals import profile_shown
from tribe.security import limiter

blueprint = Blueprint("members", __name__)
blueprint.add_app_template_filter(agent_words)
Page = str | BaseResponse | tuple[str, int]
FOR_EVER = "public, max-age=31536000, immutable"
HERE = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


def onward(target: str) -> BaseResponse:
    """Go on to a page of this site, and to no other."""
    return redirect(target if HERE.fullmatch(target) else url_for("home.home"), 303)


def typed_login() -> str:
    """Whom a sign-in is tried for, so that guesses at one account are counted together."""
    return name_key(" ".join(request.form.get("login", "")[:254].split()))


def has_failed(response: Response) -> bool:
    """Whether a sign-in was refused; the others are not counted."""
    return response.status_code == 422


@blueprint.route("/join", methods=["GET", "POST"])
@limiter.limit("30 per minute; 300 per hour", methods=["POST"])
def join() -> Page:
    """Open an account, and come in with it."""
    if current_member() is not None:
        return onward("")
    form = JoinForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid:
        return _page("members/join.html", form)
    try:
        member = services.join(
            form.name,
            form.email,
            form.password,
            is_measured=form.is_measured,
            locale=reader_language(),
        )
    except services.Unfit as unfit:
        return _page("members/join.html", form, unfit)
    open_sign_in(member, read_agent(request.user_agent.string))
    session.commit()
    flash(_("Welcome, %(name)s. Good to have you here.", name=member.name), "success")
    return onward(request.form.get("next", ""))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"], deduct_when=has_failed)
@limiter.limit("20 per hour", methods=["POST"], key_func=typed_login, deduct_when=has_failed)
def sign_in() -> Page:
    """Come in by name or e-mail and password."""
    if current_member() is not None:
        return onward(request.values.get("next", ""))
    form = SignInForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid:
        return _page("members/sign_in.html", form)
    db.read_only_request()  # while the password is compared, others may write
    try:
        member = services.recognise(form.login, form.password)
    except services.Unfit as unfit:
        return _page("members/sign_in.html", form, unfit)
    with db.writing():
        open_sign_in(member, read_agent(request.user_agent.string))
    return onward(request.form.get("next", ""))


@blueprint.post("/sign-out")
def sign_out() -> Page:
    """End this sign-in for whoever holds its cookie."""
    locale = cookie.get("locale")
    close_sign_in()
    session.commit()
    if locale:
        cookie["locale"] = locale
    flash(_("You are signed out. See you soon."))
    return onward("")


@blueprint.route("/me/sessions", methods=["GET", "POST"])
@login_required
def sessions() -> Page:
    """Where one is signed in; `revoke` names the one to end, or `others`."""
    member, own = signed_in_member(), int(current_user.sign_in_id)
    if request.method == "GET":
        live = queries.list_sign_ins(member)
        return render_template("members/sessions.html", sign_ins=live, own=own)
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
    return redirect(url_for("members.sessions"), 303)


@blueprint.route("/me/profile", methods=["GET", "POST"])
@login_required
@limiter.limit("60 per minute", methods=["POST"])
def edit_profile() -> Page:
    """What one shows of oneself."""
    member = signed_in_member()
    if request.method == "GET":
        shown = queries.find_member_with_traits(member.name)
        return _page("members/edit_profile.html", ProfileForm.of(shown or member), member=member)
    form = ProfileForm(request.form)
    picture = _drawn(form) if form.is_valid else None
    if not form.is_valid:
        return _page("members/edit_profile.html", form, member=member)
    if picture is not None:
        services.show_picture(member, member, picture)
    elif form.removes_avatar:
        services.remove_picture(member, member)
    services.describe(member, member, bio=form.bio, traits=form.traits, locale=form.locale)
    session.commit()
    cookie.pop("locale", None)  # what is chosen here holds from now on
    flash(_("Your page is as you wrote it."), "success")
    return redirect(url_for("members.profile", name=member.name), 303)


@blueprint.route("/me/consent", methods=["GET", "POST"])
@login_required
def consent() -> Page:
    """Whether one is measured: a yes or a no, and all that was decided before."""
    member = signed_in_member()
    if request.method == "GET":
        history = queries.list_consent(member, Purpose.MEASUREMENT)
        return render_template("members/consent.html", member=member, history=history)
    is_granted = request.form.get("is_measured") == "1"
    if is_granted != member.is_measured:
        services.decide_consent(member, is_granted)
        session.commit()
        flash(
            _("From now on you are counted in measures of the tribe.")
            if is_granted
            else _("You are no longer measured. What had been recorded of you is removed."),
            "success",
        )
    return redirect(url_for("members.consent"), 303)


@blueprint.get("/u/<name>")
def profile(name: str) -> Page:
    """A member as they show themself, and where one meets them."""
    member = queries.find_member_with_traits(name)
    if member is None:
        raise NotFound(_("There is no member of this name."))
    if member.name != name:
        return redirect(url_for("members.profile", name=member.name), 301)
    reader = current_member()
    if not policy.may_read_profile(reader, member):
        return render_template("members/profile_closed.html", member=member)
    answers = [answer for _room, answer in profile_shown.send(member, reader=reader)]
    return render_template(
        "members/profile.html",
        member=member,
        worn=queries.traits_by_kind(member),
        sections=[answer for answer in answers if answer is not None],
        is_own=policy.may_edit_profile(reader, member),
    )


@blueprint.get("/u/<name>/avatar")
@blueprint.get("/u/<name>/avatar/<key>.webp")
def avatar(name: str, key: str | None = None) -> Response:
    """A member's picture; under its key it never changes."""
    found = queries.get_avatar(name, clean(key) if key else None)
    if found is None:
        raise NotFound(_("There is no picture here."))
    response = Response(found[1], mimetype="image/webp")
    asked = key or request.args.get("v")
    response.headers["Cache-Control"] = FOR_EVER if asked == found[0] else "public, max-age=300"
    return response


@blueprint.get("/members")
def directory() -> Page:
    """Who is here, by name or by newest, and whom a word leads to."""
    search = " ".join(clean(request.args.get("q", "")).split())[:60]
    order = "new" if request.args.get("sort") == "new" else "name"
    after = clean(request.args.get("after", ""))[:120]
    page = queries.list_members(search, order, after)
    return render_template(
        "members/directory.html", page=page, search=search, order=order, is_first=not after
    )


def _page(template: str, form: Any, unfit: services.Unfit | None = None, **about: Any) -> Page:
    for field, fault in unfit.faults.items() if unfit else ():
        form.fail(field, fault)
    target = request.values.get("next", "")
    page = render_template(template, form=form, next=target, **about)
    return page if form.is_valid else (page, 422)


def _drawn(form: ProfileForm) -> Drawn | None:
    upload = request.files.get("avatar")
    if upload is None or not upload.filename:
        return None
    session.commit()  # nothing is written yet; while the picture is drawn, others may write
    try:
        return redraw(upload.read())
    except RuleBroken as refusal:
        form.fail("avatar", refusal.message)
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
