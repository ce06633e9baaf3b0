"""The pages on which admins keep the place: settings, accounts, the audit."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.access import Role, may, require
from tribe.accounts.proof import require_proof
from tribe.admin import policy, queries, services
from tribe.admin.forms import MAX_WHY_LENGTH, AccountForm, SettingsForm, SuspensionForm
from tribe.admin.health import look
from tribe.audit.queries import NEWEST_FIRST
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span
from tribe.base.text import clean
from tribe.jobs import queries as queue
from tribe.members import policy as accounts
from tribe.members import staff
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.moderation import services as moderation
from tribe.settings import Setting, SettingGroup, current
from tribe.settings.declared import declared_groups
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
writing = limiter.limit("60 per minute", methods=["POST"])
PAGE = 30


@blueprint.get("")
def index() -> Page:
    """What there is to keep."""
    require(signed_in_member(), policy.CHANGE_SETTINGS)
    return render_template("admin/index.html", groups=list(declared_groups()))


@blueprint.get("/settings")
def all_settings() -> Page:
    """The settings stand on the page of what there is to keep."""
    return redirect(url_for(".index"))


@blueprint.route("/settings/<group>", methods=["GET", "POST"])
@writing
def settings(group: str) -> Page:
    """The settings of one group, and how they changed."""
    versions.hold()
    admin = signed_in_member()
    require(admin, policy.CHANGE_SETTINGS)
    found, declared = _group(group)
    here = [setting for setting in declared if not setting.page]
    form = SettingsForm(here, _typed() if is_submitted() else None)
    versions.compare(form, SettingsForm.of(here, current()).values)
    if form.is_accepted:
        changed = services.change_settings(admin, form.changes)
        session.commit()
        count = len(changed)
        told = ngettext("%(num)s setting changed.", "%(num)s settings changed.", count)
        flash(told if count else _("Nothing was different."), "good")
        return redirect(url_for(".settings", group=group), 303)
    keys = [setting.key for setting in declared]
    changes = queries.list_audited(subject_type="setting", subject_ids=keys).rows
    return form_page(
        "admin/settings.html",
        form,
        group=found,
        groups=list(declared_groups()),
        settings=here,
        elsewhere=[setting for setting in declared if setting.page],
        changes=changes,
        undoable=_last_changes(changes),
    )


@blueprint.post("/settings/undo/<int:entry_id>")
@writing
def undo(entry_id: int) -> Page:
    """Take one change of a setting back."""
    entry = services.undo_change(signed_in_member(), entry_id)
    session.commit()
    flash(_("That change is taken back."), "good")
    groups = declared_groups().items()
    group = next(g.key for g, held in groups if any(s.key == entry.subject_id for s in held))
    return redirect(url_for(".settings", group=group), 303)


@blueprint.get("/members")
def members() -> Page:
    """Who is trusted with what; a word finds anybody."""
    require(signed_in_member(), accounts.KEEP_ACCOUNTS)
    search = " ".join(clean(request.args.get("q", "")).split())[:254]
    shown = queries.find_accounts(search) if search else queries.list_trusted()
    return render_template("admin/members.html", members=shown, search=search)


@blueprint.route("/members/<name>", methods=["GET", "POST"])
@writing
def account(name: str) -> Page:
    """What one account may do, and what was decided about it."""
    versions.hold()
    admin = signed_in_member()
    require(admin, accounts.KEEP_ACCOUNTS)
    if is_submitted():
        require_proof(admin)
    member = _account(name)
    form = AccountForm(submitted())
    versions.compare(form, AccountForm.of(member).values | {"why": form.values.get("why", "")})
    if form.is_accepted and _is_decided(admin, member, form):
        return _decided(member)
    return _account_page(form, member, form, SuspensionForm())


def _account_page(sent: Form, member: Member, given: AccountForm, closing: SuspensionForm) -> Page:
    """The page of an account, which has two forms; `sent` is the one that is looked at."""
    return form_page(
        "admin/account.html",
        sent,
        status=409 if sent.errors.get("") else 422,
        given=given,
        closing=closing,
        may_restrain=bool(may(signed_in_member(), accounts.RESTRAIN, member)),
        member=member,
        roles=list(Role),
        decided=queries.list_audited(subject_type="member", subject_ids=[str(member.id)]).rows,
    )


def _is_decided(admin: Member, member: Member, form: AccountForm) -> bool:
    """Give what the form says; a rule that stands against it is told on the form."""
    try:
        staff.give_role(admin, member, Role(form.role), form.why)
        if form.is_brand is not None:
            staff.set_brand(admin, member, form.is_brand, form.why)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", words(refusal))
        return False
    return True


@blueprint.post("/members/<name>/suspend")
@writing
def suspend(name: str) -> Page:
    """Close an account for now."""
    admin, member = signed_in_member(), _account(name)
    require(admin, accounts.KEEP_ACCOUNTS)
    form = SuspensionForm(request.form)
    if not form.is_accepted:
        given = AccountForm()
        versions.compare(given, AccountForm.of(member).values)
        return _account_page(form, member, given, form)
    moderation.suspend_account(admin, member, form.why, form.rule)
    return _decided(member)


@blueprint.post("/members/<name>/unsuspend")
@writing
def unsuspend(name: str) -> Page:
    """Open an account again."""
    admin, member = signed_in_member(), _account(name)
    require(admin, accounts.KEEP_ACCOUNTS)
    moderation.reopen_account(admin, member, _why() or _("The account is open again."))
    return _decided(member)


@blueprint.get("/audit")
def audit() -> Page:
    """Who changed or looked at what, newest first."""
    require(signed_in_member(), policy.READ_AUDIT)
    kind, by = clean(request.args.get("kind", "")), clean(request.args.get("by", ""))[:60]
    actor = find_member(by) if by else None
    page = queries.list_audited(
        kinds=(kind[:60],) if kind else (),
        actor_id=(actor.id if actor else 0) if by else None,
        span=Span.parse(NEWEST_FIRST, request.args),
    )
    return render_template(
        "admin/audit.html",
        page=page,
        kinds=queries.list_kinds(),
        kind=kind,
        by=by,
    )


@blueprint.get("/health")
def health() -> Page:
    """Whether what the place stands on is in order."""
    require(signed_in_member(), policy.DECIDE_JOBS)
    return render_template("admin/health.html", parts=look())


@blueprint.get("/jobs")
def jobs() -> Page:
    """What failed for good, newest first, and how the queue stands."""
    require(signed_in_member(), policy.DECIDE_JOBS)
    page = queue.list_failed(Span.parse(queue.LAST_MADE, request.args), PAGE)
    return render_template(
        "admin/jobs.html",
        page=page,
        counts=queue.count_jobs(),
    )


@blueprint.post("/jobs/<int:job_id>/retry")
@writing
def retry_job(job_id: int) -> Page:
    """Try a failed job afresh."""
    services.retry_job(signed_in_member(), job_id)
    return go_to(url_for(".jobs"), _("It is tried again now."))


@blueprint.post("/jobs/<int:job_id>/discard")
@writing
def discard_job(job_id: int) -> Page:
    """Give a failed job up."""
    services.discard_job(signed_in_member(), job_id)
    return go_to(url_for(".jobs"), _("It is given up."))


def _group(key: str) -> tuple[SettingGroup, list[Setting[Any]]]:
    for group, declared in declared_groups().items():
        if group.key == key:
            return group, declared
    raise NotFound("admin.no_group")


def _last_changes(changes: list[queries.Audited]) -> set[int]:
    """Of each setting, the number of its last change, the one that can be taken back."""
    last = {one.entry.subject_id: one.entry.id for one in reversed(changes)}
    return set(last.values())


def _typed() -> dict[str, str]:
    """The fields that were sent; several values of one stand between spaces."""
    return {key: " ".join(values) for key, values in request.form.lists()}


def _account(name: str) -> Member:
    member = find_member(name)
    if member is None:
        raise NotFound("members.no_member")
    return member


def _why() -> str:
    return " ".join(clean(request.form.get("why", "")).split())[:MAX_WHY_LENGTH]


def _decided(member: Member) -> Page:
    return go_to(url_for(".account", name=member.name), _("Done, and kept in the audit."))
