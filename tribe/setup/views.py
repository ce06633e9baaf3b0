"""The pages on which a new place is set up: a code, an account, then one question a page."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import may, require
from tribe.admin.policy import CHANGE_SETTINGS
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.agents import read_agent
from tribe.members.identity import current_actor, open_sign_in, signed_in_member
from tribe.members.services import Unfit, faults_of
from tribe.setup import queries, services, steps
from tribe.setup.forms import FounderForm
from tribe.setup.gaps import list_gaps
from tribe.setup.models import Setup
from tribe.setup.questions import QUESTIONS
from tribe.web.errors import words
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("setup", __name__, url_prefix="/setup")
writing = limiter.limit("60 per minute", methods=["POST"])


@blueprint.route("", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def index() -> Page:
    """The first account for whoever has the code; after it, the steps and which are open."""
    setup = _open()
    if not queries.has_admin():
        return _found()
    if is_submitted():
        raise RuleBroken("setup.has_admin")
    require(signed_in_member(), CHANGE_SETTINGS)
    is_over = setup.finished_at is not None
    found, left = steps.list_steps(), list_gaps(setup)
    return render_template("setup/index.html", steps=found, left=left, is_over=is_over)


def _found() -> Page:
    form = FounderForm(submitted())
    if not form.is_submitted:
        form.values["code"] = request.args.get("code", "")[:60]
    if not form.is_accepted:
        return _refuse(form)
    try:
        admin = services.found(form.code, form.name, form.email, form.password)
    except Unfit as unfit:
        for field, fault in unfit.faults.items():
            form.fail(field, words(fault))
        return form_page("setup/found.html", form)
    except RuleBroken as refusal:
        form.fail("code", words(refusal))
        return _refuse(form)
    open_sign_in(admin, read_agent(request.user_agent.string))
    session.commit()
    flash(_("Welcome, %(name)s. This place is yours to open.", name=admin.name), "good")
    return redirect(steps.list_steps()[0].address, 303)


def _refuse(form: FounderForm) -> Page:
    """The form again, with all that is wrong in it at once: the code, and the account."""
    if form.is_submitted:
        if not form.errors.get("code"):
            try:
                services.check_code(form.code)
            except RuleBroken as refusal:
                form.fail("code", words(refusal))
        for field, fault in faults_of(form.name, form.email, form.password).items():
            if field not in form.errors:
                form.fail(field, words(fault))
    return form_page("setup/found.html", form)


@blueprint.route("/<step_key>", methods=["GET", "POST"])
@writing
def step(step_key: str) -> Page:
    """One question of the setting up."""
    setup = _open()
    admin = signed_in_member()
    require(admin, CHANGE_SETTINGS)
    found = steps.find_step(step_key)
    if found is None:
        raise NotFound("setup.no_step")
    return QUESTIONS[found.key](admin, found, setup)


@blueprint.post("/finish")
@writing
def finish() -> Page:
    """Open the doors; where steps are open they are named first, and it is asked once more."""
    admin = signed_in_member()
    require(admin, CHANGE_SETTINGS)
    left = list_gaps(_open())
    if left and not request.form.get("anyway"):
        return render_template("setup/gaps.html", left=left)
    services.finish(admin)
    session.commit()
    flash(_("The doors are open."), "good")
    return redirect(url_for(".begun"), 303)


@blueprint.get("/begun")
def begun() -> Page:
    """What comes next: the first rite, the first gathering, the first people."""
    require(signed_in_member(), CHANGE_SETTINGS)
    if queries.find_setup() is not None:  # the doors are not open yet
        return redirect(url_for(".index"), 303)
    return render_template("setup/begun.html")


def _open() -> Setup:
    """The setting up; raises NotFound when there is none, and once it is over to all but admins."""
    setup = queries.find_begun()
    is_shown = setup is not None and (
        setup.finished_at is None or may(current_actor(), CHANGE_SETTINGS)
    )
    if setup is None or not is_shown:
        raise NotFound("setup.not_open")
    return setup
