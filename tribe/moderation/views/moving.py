"""Moving a guest's report to the case of what they meant."""

from flask import request, url_for
from flask_babel import gettext as _

from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.blocking.reading import seen_by
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.forms import MoveForm, Parts
from tribe.moderation.models import ModerationCase
from tribe.moderation.services.moving import container_of, find_movable, may_move, move_report
from tribe.moderation.views import blueprint
from tribe.moderation.views.queue import DECIDING
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted


@blueprint.route(
    "/moderation/cases/<int:case_id>/reports/<int:report_id>/move", methods=["GET", "POST"]
)
@DECIDING
def move(case_id: int, report_id: int) -> Page:
    """Say of which thing beside it a guest's report is."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    made = find_movable(found, report_id)
    if not may_move(member, found):
        raise NotFound("moderation.nothing")
    form, status = MoveForm(submitted()), 422
    if form.is_accepted:
        try:
            into = move_report(member, found, report_id, form.address)
        except RuleBroken as refusal:
            session.rollback()
            form.fail("url", words(refusal))
            status, found = refusal.status, services.case_of(member, case_id)
            made = find_movable(found, report_id)
        else:
            said = _("The report was moved to this case. Whoever made it is told its outcome.")
            return go_to(url_for(".case", case_id=into.id), said)
    about = {"case": found, "report": made, "parts": _parts(member, found)}
    return form_page("moderation/move.html", form, status=status, **about)


def _parts(member: Member, found: ModerationCase) -> Parts | None:
    """What else stands on the page; its address is offered, and others can be typed."""
    around = container_of(found)
    if around is None:
        return None
    page = request.args.get("page", around.page, type=int)
    with seen_by(member):
        contained = around._replace(page=max(page, 1)).parts_for(member)
    return Parts(contained, around.container)
