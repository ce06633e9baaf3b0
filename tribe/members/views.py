"""The pages of members: what they show, what they agreed to, and the list of them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from tribe import storage
from tribe.access import may, require
from tribe.audit.looking import require_look
from tribe.base import zones
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken, Unavailable
from tribe.base.paging import Span
from tribe.base.text import clean
from tribe.members import policy, queries, services
from tribe.members.consent import find_last, is_outdated
from tribe.members.forms import ProfileForm
from tribe.members.identity import (
    current_actor,
    signed_in_member,
)
from tribe.members.looked import LOOKED_AT
from tribe.members.models import Member, Purpose
from tribe.members.pictures import Drawn, redraw
from tribe.web import versions
from tribe.web.closed import open_to_suspended
from tribe.web.errors import words
from tribe.web.forms import over
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("members", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.route("/me/profile", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def edit_profile() -> Page:
    """What one shows of oneself."""
    versions.hold()
    member = signed_in_member()
    require(member, policy.EDIT_PROFILE, member)
    form = ProfileForm(over(_standing(member), submitted()))
    versions.compare(form, _standing(member))
    try:
        picture = _drawn(form) if form.is_submitted else None  # told with all else that is wrong
    except Unavailable as refusal:
        form.fail("avatar", words(refusal))
        return _page("members/edit_profile.html", form, status=refusal.status, **_chooser(member))
    if picture is not None:  # while it was drawn, others could write
        versions.hold()
        versions.compare(form, _standing(member))
    if not form.is_accepted:
        return _page("members/edit_profile.html", form, **_chooser(member))
    if picture is not None:
        services.show_picture(member, member, picture)
    elif form.removes_avatar:
        services.remove_picture(member, member)
    services.update_profile(
        member,
        member,
        bio=form.bio,
        traits=form.traits,
        locale=form.locale,
        zone=form.zone,
        is_shown_present=form.is_shown_present,
        hides_attendance=form.hides_attendance,
    )
    session.commit()
    cookie.pop("locale", None)  # what is chosen here holds from now on
    flash(_("Your page is as you wrote it."), "success")
    return redirect(url_for("members.profile", name=member.name), 303)


@blueprint.route("/me/consent", methods=["GET", "POST"])
@open_to_suspended
@open_to_suspended
def consent() -> Page:
    """Whether one is measured: a yes or a no, and all that was decided before."""
    member = signed_in_member()
    if not is_submitted():
        history = queries.list_consent(member, Purpose.MEASUREMENT)
        return render_template(
            "members/consent.html",
            member=member,
            history=history,
            is_stopping="stop" in request.args,
            is_outdated=is_outdated(history[0] if history else None) and not member.is_measured,
        )
    is_granted = request.form.get("is_measured") == "1"
    if is_granted != member.is_measured or is_outdated(find_last(member.id, Purpose.MEASUREMENT)):
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
        return _lead_from_former(name)
    if member.name != name:
        return redirect(url_for("members.profile", name=member.name), 301)
    reader = current_actor()
    if not may(reader, policy.READ_PROFILE, member):
        return render_template("members/profile_closed.html", member=member)
    if not policy.is_open(member):
        require_look(reader, LOOKED_AT, member.id)
    return render_template(
        "members/profile.html",
        member=member,
        worn=queries.traits_by_kind(member),
        reader=reader,
        is_own=bool(may(reader, policy.EDIT_PROFILE, member)),
    )


def _lead_from_former(name: str) -> Page:
    """On to whoever had a name, not for ever: another may bear it one day. Raises NotFound."""
    member = queries.find_by_former_name(name)
    if member is None:
        raise NotFound("members.no_member")
    return redirect(url_for("members.profile", name=member.name), 302)


@blueprint.get("/u/<name>/avatar")
@blueprint.get("/u/<name>/avatar/<key>.webp")
@open_to_suspended
def avatar(name: str, key: str | None = None) -> Response:
    """A member's picture; under its key it never changes."""
    found = queries.find_avatar(name, clean(key) if key else None)
    if found is None:
        raise NotFound("members.no_picture")
    try:
        image = storage.read(found[1])
    except FileNotFoundError as error:  # a copy was put back without its files
        raise NotFound("members.no_picture") from error
    response = Response(image, mimetype="image/webp")
    asked = key or request.args.get("v")
    response.headers["Cache-Control"] = FOR_EVER if asked == found[0] else "public, max-age=300"
    return response


@blueprint.get("/members")
def directory() -> Page:
    """Who is here, by name or by newest, and whom a word leads to."""
    search = " ".join(clean(request.args.get("q", "")).split())[:60]
    is_newest = request.args.get("sort") == "new"
    order = queries.NEWEST_FIRST if is_newest else queries.BY_NAME
    page = queries.list_members(search, order, Span.parse(order, request.args))
    return render_template(
        "members/directory.html", page=page, search=search, order="new" if is_newest else "name"
    )


def _page(template: str, form: Any, **about: Any) -> Page:
    return form_page(template, form, next=request.values.get("next", ""), **about)


def _chooser(member: Member) -> dict[str, Any]:
    return {"member": member, "zones": zones.list_zones()}


def _standing(member: Member) -> Mapping[str, str]:
    """What the form of a profile would show now."""
    return ProfileForm.of(queries.find_member_with_traits(member.name) or member).values


def _drawn(form: ProfileForm) -> Drawn | None:
    upload = request.files.get("avatar")
    if upload is None or not upload.filename:
        return None
    session.commit()  # nothing is written yet; while the picture is drawn, others may write
    try:
        drawn = redraw(upload.read())
    except RuleBroken as refusal:
        form.fail("avatar", words(refusal))
        return None
    if form.is_valid:
        storage.bring(drawn.image)
    return drawn
