"""One post: its place, what it said before, changing it, answering it with a sign."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from tribe.access import GUEST, may, moderates, require
from tribe.base.db import session
from tribe.base.diffs import compare
from tribe.base.errors import NotFound, RuleBroken
from tribe.blocking import require_met
from tribe.bookmarks.putting_aside import put_aside
from tribe.forum import policy, queries, services
from tribe.forum.addresses import post_link
from tribe.forum.forms import EditForm, ReactionForm
from tribe.forum.looked import look_at
from tribe.forum.queries import Placed
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.acting import acts_of
from tribe.forum.views.offering import offered_tags
from tribe.members.identity import current_actor, current_member, signed_in_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation.report_page import report_page
from tribe.spam.forms import refused
from tribe.web import versions
from tribe.web.limits import form_limit
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import rendered

EDIT = "forum.post.edit"  # the act of moderation


class Standing(NamedTuple):
    """A post, and who moderates where it stands without the role."""

    placed: Placed
    moderators: frozenset[int]


def find_standing(member: Member | None, post_id: int) -> Standing:
    """The post of an address; raises NotFound, also where it may not be seen."""
    placed, tree = queries.find_post(post_id), queries.get_category_tree()
    if placed is None or not policy.sees_topic(tree, member or GUEST, placed.topic):
        raise NotFound("forum.no_post")
    for author_id in (placed.post.author_id, placed.topic.author_id):
        require_met(member or GUEST, author_id, "forum.no_post")
    return Standing(placed, tree.moderators(placed.topic.category_id))


def find(member: Member | None, post_id: int) -> Placed:
    """The post of an address alone; raises NotFound, also where it may not be seen."""
    return find_standing(member, post_id).placed


@blueprint.get("/p/<int:post_id>")
def post(post_id: int) -> Response:
    """Go to the post on its page."""
    return redirect(find(current_member(), post_id).url, 302)


@blueprint.get("/p/<int:post_id>/fragment")
def fragment(post_id: int) -> str:
    """The post alone, for a page that is open."""
    member = current_member()
    topic = find(member, post_id).topic
    tree = queries.get_category_tree()
    sees_hidden = moderates(member or GUEST, tree.moderators(topic.category_id))
    row = queries.find_post_row(post_id, member, sees_hidden=sees_hidden)
    actor = current_actor()
    grant = tree.grant(actor, tree.by_id[topic.category_id])
    may_reply = bool(may(actor, policy.REPLY, grant, is_closed=topic.is_closed))
    may_reply = may_reply and not rendered("topic.reply", topic.id)
    rows = [row] if row is not None else []
    return render_template(
        "forum/fragment.html",
        posts=rows,
        topic=topic,
        acts=acts_of(
            member,
            rows,
            topic,
            may_reply=may_reply,
            moderators=tree.moderators(topic.category_id),
        ),
    )


@blueprint.post("/p/<int:post_id>/react")
@limiter.limit("120 per minute")
def react(post_id: int) -> Response:
    """Give a sign, or take it back."""
    member = signed_in_member()
    placed = find(member, post_id)
    form = ReactionForm(request.form)
    if not form.is_valid:
        raise RuleBroken("forum.no_sign")
    services.send_sign(member, placed.post, form.kind)
    session.commit()
    return redirect(placed.url, 303)


@blueprint.route("/p/<int:post_id>/bookmark", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
def bookmark(post_id: int) -> Response:
    """Put a post aside, or take its bookmark away; asked for, one's bookmark of it."""
    member = signed_in_member()
    return put_aside(member, "post", post_id, find(member, post_id).url)


@blueprint.route("/p/<int:post_id>/report", methods=["GET", "POST"])
@form_limit("60 per hour")
def report(post_id: int) -> Page:
    """Say what is wrong with it."""
    member = signed_in_member()
    placed = find(member, post_id)
    action = post_link(post_id, "report")
    return report_page(member, "post", post_id, placed.topic.title, placed.url, action)


@blueprint.route("/p/<int:post_id>/edit", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
@counts_once
def edit(post_id: int) -> Page:
    """Say it otherwise."""
    versions.hold()
    member = signed_in_member()
    placed, moderators = find_standing(member, post_id)
    is_closed = placed.topic.is_closed
    services.require_of_post(member, policy.EDIT, placed.post, moderators, is_closed=is_closed)
    if is_closed or placed.post.author_id != member.id:
        services.require_judge(member, placed.post.author_id, moderators)
    is_first = placed.post.number == 1
    is_judged = ruling.is_decided(member, "post", post_id, EDIT)
    if is_judged:
        ruling.require_unbarred(member, "post", post_id)
    asks_intent = is_first and member.is_brand and placed.post.author_id == member.id
    form = EditForm(submitted(), has_title=is_first, is_judged=is_judged, asks_intent=asks_intent)
    tags = queries.tags_of(placed.topic.id) if is_first else ()
    said = placed.post if asks_intent else None
    stands = EditForm.of(placed.post.source, placed.topic.title, is_first, tags, said)
    versions.compare(form, stands.values)
    if is_judged:
        ruling.offer_reasons(form, "post", post_id)
    status = 422
    if form.is_accepted:
        try:
            _change(member, placed, form, tags)
            return go_to(placed.url)
        except RuleBroken as broken:
            status = refused(form, broken)
            placed = find(member, post_id)
    return form_page(
        "forum/edit.html",
        form,
        status=status,
        placed=placed,
        is_first=is_first,
        is_judged=is_judged,
        asks_intent=asks_intent,
        tags=offered_tags(member) if is_first else (),
    )


def _change(member: Member, placed: Placed, form: EditForm, tags: Sequence[str]) -> None:
    """Say it otherwise; of what another wrote as a decision, where anything is changed."""

    def by_itself() -> object:
        return services.send_edit(
            member,
            placed.post,
            form.body,
            title=form.title,
            interest=form.interest,
            tags=form.tags,
            intent=form.intent,
        )

    title = form.title if form.title is not None else placed.topic.title
    if placed.post.author_id == member.id:
        by_itself()
    elif (form.body, title, sorted(tags if form.tags is None else form.tags)) != (
        placed.post.source,
        placed.topic.title,
        sorted(tags),
    ):
        chosen = {"body": form.body, "title": form.title, "tags": form.tags}
        said = ruling.ruling_of(EDIT, form.why, form.rule, chosen)
        ruling.decide(member, "post", placed.post.id, said, by_itself)


@blueprint.get("/p/<int:post_id>/history")
def history(post_id: int) -> str:
    """What the post said before, one change at a time."""
    member = signed_in_member()
    placed, moderators = find_standing(member, post_id)
    if placed.post.is_erased:
        raise NotFound("forum.erased")
    require(member, policy.READ_HISTORY, placed.post, moderators=moderators)
    look_at(member, placed.post)
    versions = queries.list_versions(placed.post, placed.topic)
    last = len(versions) - 1
    number = request.args.get("version", last, type=int)
    if not (1 <= number <= last or number == last):
        raise NotFound("forum.no_version")
    old, new = versions[max(number - 1, 0)], versions[number]
    return render_template(
        "forum/history.html",
        placed=placed,
        versions=versions,
        number=number,
        old=old,
        new=new,
        lines=compare(old.source, new.source),
    )
