"""Taking posts from view and bringing them back; of what others wrote, with words of why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tribe.access import Permission
from tribe.forum import policy, services
from tribe.forum.addresses import post_link
from tribe.forum.forms import ReasonForm
from tribe.forum.models import Gone, Post
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.acting import BY_MODERATORS, TAKING, is_behind
from tribe.forum.views.posts import find_standing
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation.services import Ruling
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter


@dataclass(frozen=True)
class PostAct:
    """What a page asks before something is done to a post, and what it says after."""

    path: str
    permission: Permission
    do: Callable[..., Any]
    heading: Callable[[], str]
    lead: Callable[[], str]
    press: Callable[[], str]
    done: Callable[[], str]
    name: str = ""  # of the act of moderation that it is


REMOVE = PostAct(
    "delete",
    policy.REMOVE,
    services.remove,
    lambda: _("Remove this post?"),
    lambda: _(
        "Its place stays, marked as removed; its words leave pages, search, feeds and quotes. "
        "It can be brought back; its files for 30 days."
    ),
    lambda: _("Remove the post"),
    lambda: _("The post was removed."),
    "forum.post.remove",
)
HIDE = PostAct(
    "hide",
    policy.HIDE,
    services.hide,
    lambda: _("Hide this post?"),
    lambda: _(
        "Its words leave pages, search, feeds and quotes; its author and moderators can still "
        "read them. It can be brought back."
    ),
    lambda: _("Hide the post"),
    lambda: _("The post was hidden."),
    "forum.post.hide",
)
RESTORE = PostAct(
    "undelete",
    policy.RESTORE,
    services.restore,
    lambda: _("Bring this post back?"),
    lambda: _("It stands again as it was, with its files, thanks and mentions. Nobody is told."),
    lambda: _("Bring the post back"),
    lambda: _("The post is back."),
)


@blueprint.route("/p/<int:post_id>/delete", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
@counts_once
def delete(post_id: int) -> Page:
    """Ask once, then take the post away."""
    return _act(post_id, REMOVE)


@blueprint.route("/p/<int:post_id>/hide", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
@counts_once
def hide(post_id: int) -> Page:
    """Ask once, then take the post from view of all but its author and moderators."""
    return _act(post_id, HIDE)


@blueprint.route("/p/<int:post_id>/undelete", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
@counts_once
def undelete(post_id: int) -> Page:
    """Ask once, then bring the post back."""
    return _act(post_id, RESTORE)


def _act(post_id: int, act: PostAct) -> Page:
    member = signed_in_member()
    placed, moderators = find_standing(member, post_id)
    facts = {"would_stay_away": is_behind(placed.post)} if act is HIDE else {}
    services.require_of_post(member, act.permission, placed.post, moderators, **facts)
    is_own = placed.post.author_id == member.id
    if not is_own:
        services.require_judge(member, placed.post.author_id, moderators)
    has_rule = not is_own and ruling.is_decided(member, "post", post_id, act.name)
    ends = ruling.ending(act.name) if has_rule else None
    form = ReasonForm(submitted(), is_needed=not is_own, has_rule=has_rule, ends=ends)
    if has_rule:
        ruling.offer_reasons(form, "post", post_id)
    state = ruling.state_of("post", post_id)
    is_stale = ruling.is_stale(form, state)
    if form.is_accepted:
        _do(member, placed.post, act, form)
        is_theirs = act is RESTORE and placed.post.gone is Gone.AUTHOR
        return go_to(placed.url, _given_back() if is_theirs else act.done())
    return form_page(
        "forum/post_act.html",
        form,
        status=409 if is_stale else 422,
        state=state,
        placed=placed,
        deed=act,
        lead=_lead(placed.post, act),
        is_own=is_own,
        has_rule=has_rule,
        may_end=ends is not None,
        bar=_bar(member, placed.post, act, has_rule=has_rule),
        action=post_link(post_id, act.path),
    )


def _bar(member: Member, post: Post, act: PostAct, *, has_rule: bool) -> str:
    """Why this is for another moderator, in words; empty where it is not."""
    replaces = act is HIDE and post.gone in BY_MODERATORS
    if replaces and (bar := ruling.undoing_bar_of(member, "post", post.id, TAKING)):
        return bar
    if has_rule:
        return ruling.bar_of(member, "post", post.id)
    if act is RESTORE and post.author_id != member.id:
        return ruling.undoing_bar_of(member, "post", post.id, TAKING)
    return ""


def _lead(post: Post, act: PostAct) -> str:
    """What comes of it, as the post is now."""
    leads = {
        (REMOVE.path, Gone.AUTHOR): _(
            "Its author removed it, and could bring it back. As your decision, it stays away."
        ),
        (REMOVE.path, Gone.HIDDEN): _(
            "It is hidden now, and its author reads it still. Once it is removed, moderators alone "
            "do. Undone, it is hidden as it was, for as long as that holds."
        ),
        (HIDE.path, Gone.HIDDEN): _(
            "It is hidden already. What you decide takes the place of that, such as with another "
            "end."
        ),
        (HIDE.path, Gone.MODERATOR): _(
            "It is removed now. Hidden instead, its author reads it again, and nobody else but "
            "moderators. This takes the place of the removal."
        ),
    }
    gone = post.gone
    return str(leads.get((act.path, gone)) or act.lead()) if gone is not None else act.lead()


def _given_back() -> str:
    """That what its author had removed is theirs again."""
    return str(
        _("Your decision is undone. Its author had removed the post, and can bring it back.")
    )


def _do(member: Member, post: Post, act: PostAct, form: ReasonForm) -> None:
    def by_itself() -> object:
        return act.do(member, post, why=form.why)

    if post.author_id == member.id:
        by_itself()
    elif act.name:
        said = Ruling(act.name, form.why, form.rule, form.ground, ends_at=form.until)
        ruling.decide(member, "post", post.id, said, by_itself)
    else:
        ruling.undo(member, "post", post.id, TAKING, form.why, by_itself)
