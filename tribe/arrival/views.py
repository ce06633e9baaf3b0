"""The page of first steps, and the page of those who greet."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from tribe.access import may
from tribe.arrival import policy, queries, services
from tribe.base.db import now
from tribe.forum.queries import get_category_tree
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.web.once import go_to
from tribe.web.pages import Page, is_submitted
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("arrival", __name__)


@blueprint.get("/welcome")
def welcome() -> Page:
    """First steps: somebody to greet, a rite, a gathering, a first topic.

    What the reader likes is in the address alone, and kept nowhere.
    """
    member = signed_in_member()
    tree = get_category_tree()
    visible = tree.visible_ids(member)
    wanted = set(request.args.getlist("c"))
    rooms = [room for room in tree if room.id in visible]
    near = {room.id for room in rooms if room.slug in wanted}
    hosts = queries.find_hosts(member, visible, near, now().date())
    return render_template(
        "arrival/welcome.html",
        rooms=rooms,
        near=near,
        hosts=hosts,
        staff=[] if hosts else queries.list_staff(member),
        rite=queries.find_rite(visible, near),
        gatherings=queries.find_gatherings(),
        begins=next((room for room in tree.open_to(member) if room.id in near or not near), None),
        is_led=queries.is_led(member),
    )


@blueprint.post("/welcome/close")
@limiter.limit("60 per minute")
def close() -> Page:
    """Be led there no more."""
    services.close_welcome(signed_in_member())
    return go_to("/", _("Home shows it no more. The first steps stay on their page."))


@blueprint.route("/greeting", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def greeting() -> Page:
    """Which newcomers wait for an answer, for those who greet; and the offer to be one of them."""
    member = signed_in_member()
    if is_submitted():
        return _decide(member)
    greets = queries.is_greeter(member.id)
    may_read = bool(may(member, policy.READ_WAITING, is_greeter=greets))
    waiting = queries.list_waiting(member) if may_read else []
    return render_template(
        "arrival/greeting.html", greets=greets, may_read=may_read, waiting=waiting
    )


def _decide(member: Member) -> Page:
    if request.form.get("greets") == "yes":
        services.offer_to_greet(member)
        return go_to("/greeting", _("Thank you. Newcomers see you from now on."))
    services.stop_greeting(member)
    return go_to("/greeting", _("Newcomers do not see you as a greeter any more."))


def lead_on_from_mail(member: Member) -> str | None:
    """Where a newcomer goes on whose address is confirmed; None where no first steps are open."""
    return "/welcome" if queries.is_led(member) else None


def lead_newcomer(reader: Member | None) -> Part | None:
    """On home: the way to the first steps, for who came lately and has not closed it."""
    return (
        Part("arrival/_lead.html", None) if reader is not None and queries.is_led(reader) else None
    )
