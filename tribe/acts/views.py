"""The pages of acts of the brand: what it said, its drafts, and what is asked before it speaks."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import may, require, standing_role
from tribe.acts import policy, queries, services
from tribe.acts.forms import ActForm, AnswerForm
from tribe.acts.models import BrandAct
from tribe.acts.notices import PUBLISHED
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span
from tribe.forum.addresses import post_address
from tribe.forum.policy import CategoryNode
from tribe.forum.queries import get_category_tree
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.notices.reach import count_reach
from tribe.notices.seen import see
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.once import go_to, lead_on
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter
from tribe.web.subjects import show

blueprint = Blueprint("acts", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])


@blueprint.get("/acts")
def acts() -> str:
    """What the brand said, the latest first; its drafts to those who speak for it."""
    page = queries.list_published(Span.parse(queries.LATEST_FIRST, request.args))
    may_speak = may(current_actor(), policy.SPEAK)
    drafts = queries.list_drafts() if may_speak else []
    return render_template("acts/acts.html", page=page, drafts=drafts, may_speak=may_speak)


@blueprint.get("/acts/<int:act_id>")
def act(act_id: int) -> Page:
    """One act: whom it serves, what it asks, its words, and where it is answered."""
    found = found_act(act_id)
    see("brand_act", act_id)
    return act_page(found, AnswerForm())


@blueprint.route("/acts/new", methods=["GET", "POST"])
@writing
def new() -> Page:
    """A form for what the brand would say."""
    member = speaker()
    categories = open_categories(member)
    form = ActForm(numbers_of(categories), submitted())
    if form.is_accepted:
        written = services.write(member, form.draft)
        return lead_on(member.id, url_for(".act", act_id=written.id))
    return form_page("acts/new.html", form, categories=categories)


@blueprint.route("/acts/<int:act_id>/edit", methods=["GET", "POST"])
@writing
def edit(act_id: int) -> Page:
    """A form to word a draft better."""
    versions.hold()
    member, found = speaker(), found_act(act_id)
    categories = open_categories(member)
    form = ActForm(numbers_of(categories), submitted())
    versions.compare(form, ActForm.of(found, numbers_of(categories)).values)
    if form.is_accepted:
        services.change(member, found, form.draft)
        return go_to(url_for(".act", act_id=act_id), _("The draft is kept."))
    return form_page("acts/edit.html", form, said=found, categories=categories)


@blueprint.route("/acts/<int:act_id>/publish", methods=["GET", "POST"])
@writing
def publish(act_id: int) -> Page:
    """What members will read, and how many would hear of it; then it goes out as it was shown."""
    versions.hold(f"/acts/{act_id}/edit")
    member, found = speaker(), found_act(act_id)
    if not found.is_draft:
        raise RuleBroken("acts.published_already")
    form = ActForm.of(found, numbers_of(open_categories(member)))
    form.version = versions.version_of(form.values)
    is_overtaken = is_submitted() and request.form.get("version", "") not in ("", form.version)
    if is_submitted() and not is_overtaken:
        services.publish(member, found)
        return go_to(url_for(".act", act_id=act_id), _("It is published, for all to read."))
    reached = count_reach(PUBLISHED)
    page = render_template(
        "acts/publish.html", said=found, form=form, is_overtaken=is_overtaken, reached=reached
    )
    return page, 409 if is_overtaken else 200


@blueprint.post("/acts/<int:act_id>/withdraw")
@writing
def withdraw(act_id: int) -> Page:
    """Take an act back."""
    services.withdraw(speaker(), found_act(act_id))
    return go_to(url_for(".act", act_id=act_id), _("It is taken back, and its page says so."))


@blueprint.post("/acts/<int:act_id>/remove")
@writing
def remove(act_id: int) -> Page:
    """Remove a draft."""
    services.remove(speaker(), found_act(act_id))
    return go_to(url_for(".acts"), _("The draft is removed."))


@blueprint.post("/acts/<int:act_id>/answer")
@writing
def answer(act_id: int) -> Page:
    """Answer an act, in the topic of its answers."""
    member, found = signed_in_member(), found_act(act_id)
    form = AnswerForm(request.form)
    status = 422
    if form.is_accepted:
        try:
            topic, number = services.answer(member, found, form.body)
            return lead_on(member.id, post_address(topic, number))
        except RuleBroken as broken:
            session.rollback()
            form.fail("", words(broken))
            found, status = found_act(act_id), broken.status
    return act_page(found, form, status)


def act_page(found: BrandAct, form: AnswerForm, status: int = 422) -> Page:
    """The page of an act with the form of an answer."""
    reader = current_actor()
    topic = show(reader, "topic", found.topic_id) if found.topic_id is not None else None
    return form_page(
        "acts/act.html",
        form,
        status=status,
        said=found,
        topic=topic,
        may_speak=may(reader, policy.SPEAK),
        may_answer=_may_answer(found),
    )


def _may_answer(found: BrandAct) -> bool:
    """Whether the reader may begin or continue the topic of its answers."""
    reader, category_id = current_actor(), found.category_id
    if not found.gathers_answers or category_id is None or standing_role(reader) is None:
        return False
    if may(reader, policy.SPEAK):
        return False  # the brand begins no topic beside its act
    tree = get_category_tree()
    grant = tree.grant(reader, tree.by_id[category_id])
    return grant.may_create if found.topic_id is None else grant.may_reply


def speaker() -> Member:
    """The signed-in member, when they speak for the brand; raises Forbidden."""
    member = signed_in_member()
    require(member, policy.SPEAK)
    return member


def found_act(act_id: int) -> BrandAct:
    """An act that the reader may see; raises NotFound."""
    found = queries.get_act(act_id)
    if found is None or not policy.may_read(current_actor(), found):
        raise NotFound("acts.none")
    return found


def open_categories(member: Member) -> list[CategoryNode]:
    """The categories in which members who see them may answer."""
    return get_category_tree().open_to(member)


def numbers_of(categories: list[CategoryNode]) -> dict[str, int]:
    """The numbers of categories by their slugs."""
    return {node.slug: node.id for node in categories}
