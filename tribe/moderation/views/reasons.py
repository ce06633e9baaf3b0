"""The saved reasons: words of why in both languages, kept by admins."""

from flask import request, url_for
from flask_babel import gettext as _

from tribe.access import require
from tribe.base.errors import NotFound
from tribe.members.identity import signed_in_member
from tribe.moderation import policy, queue, services
from tribe.moderation.forms import ReasonForm
from tribe.moderation.models import SavedReason
from tribe.moderation.views import blueprint
from tribe.moderation.views.queue import DECIDING
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page


@blueprint.get("/moderation/reasons")
def reasons() -> Page:
    """Which reasons are kept, and a form for another."""
    require(signed_in_member(), policy.KEEP_REASONS)
    return _page(ReasonForm())


@blueprint.post("/moderation/reasons")
@DECIDING
def add_reason() -> Page:
    """Keep another reason."""
    return _keep(None)


@blueprint.post("/moderation/reasons/<int:reason_id>")
@DECIDING
def change_reason(reason_id: int) -> Page:
    """Say a reason otherwise."""
    require(signed_in_member(), policy.KEEP_REASONS)
    reason = queue.find_reason(reason_id)
    if reason is None:
        raise NotFound("moderation.no_reason")
    return _keep(reason)


@blueprint.post("/moderation/reasons/<int:reason_id>/remove")
@DECIDING
def remove_reason(reason_id: int) -> Page:
    """Keep it no more."""
    services.remove_reason(signed_in_member(), reason_id)
    return go_to(url_for(".reasons"), _("The reason is removed."))


def _keep(reason: SavedReason | None) -> Page:
    member = signed_in_member()
    require(member, policy.KEEP_REASONS)
    form = ReasonForm(request.form)
    if not form.is_accepted:
        return _page(form, reason.id if reason is not None else 0)
    services.keep_reason(member, form.draft, reason)
    return go_to(url_for(".reasons"), _("The reason is saved."))


def _page(form: ReasonForm, changed: int = 0) -> Page:
    kept = queue.list_reasons()
    return form_page("moderation/reasons.html", form, reasons=kept, changed=changed)
