"""What moderators do with whole topics, each on a page that asks for what it needs and for why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.addresses import topic_address, topic_entry
from tribe.forum.forms import TopicActForm
from tribe.forum.models import Pin, Topic
from tribe.forum.policy import CategoryTree
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.topics import find, find_open
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation.models import Decision
from tribe.moderation.queue import readable_by
from tribe.web.errors import words
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

Do = Callable[[Member, Topic, TopicActForm, CategoryTree], object]
Choose = Callable[[TopicActForm, CategoryTree], dict[str, Any]]
Words = Callable[[], str]


@dataclass(frozen=True)
class TopicAct:
    """What a page asks before something is done to a topic, and what it says after."""

    path: str
    do: Do
    heading: Words
    press: Words
    lead: Words
    done: Words
    fields: tuple[str, ...] = ()
    is_grave: bool = False
    name: str = ""  # of the act of moderation that it is
    choices: Choose = lambda _form, _tree: {}  # what that is given
    undoes: tuple[str, ...] = ()  # the names of those that it undoes
    still: Callable[[Topic], bool] = lambda _topic: False  # whether more is to be undone
    judges_own: bool = False  # it ends what others can do, so that one's own topic is judged too
    bears_on_others: bool = False  # the same, where others wrote in it


def _move(member: Member, topic: Topic, form: TopicActForm, tree: CategoryTree) -> None:
    services.move_topic(member, topic, tree.by_slug[form.category].id, why=form.why)


def _split(member: Member, topic: Topic, form: TopicActForm, tree: CategoryTree) -> Topic | None:
    into = tree.by_slug[form.category].id
    made = services.split_topic(member, topic, form.numbers, form.title, into, why=form.why)
    return session.get(Topic, made["topic"])


def _merge(member: Member, topic: Topic, form: TopicActForm, _tree: CategoryTree) -> Topic | None:
    services.merge_topic(member, topic, form.into or 0, why=form.why)
    return session.get(Topic, form.into)


def _made(decision: Decision) -> Topic | None:
    """The topic that came of a decision, or into which another went."""
    number = decision.details.get("topic", decision.details.get("into"))
    return session.get(Topic, number) if number is not None else None


ACTS = {
    act.path: act
    for act in (
        TopicAct(
            "remove",
            lambda m, t, f, _t: services.remove_topic(m, t, why=f.why),
            lambda: _("Remove this topic?"),
            lambda: _("Remove the topic"),
            lambda: _(
                "It leaves lists, search, feeds and its address, with all that was said in it; who "
                "moderates here still finds it. It can be brought back as it was."
            ),
            lambda: _("The topic was removed."),
            is_grave=True,
            name="forum.topic.remove",
            bears_on_others=True,
        ),
        TopicAct(
            "restore",
            lambda m, t, f, _t: services.restore_topic(m, t, why=f.why),
            lambda: _("Bring this topic back?"),
            lambda: _("Bring it back"),
            lambda: _("It stands again as it was, with all that went with it. Nobody is told."),
            lambda: _("The topic is back."),
            undoes=("forum.topic.remove",),
        ),
        TopicAct(
            "unlist",
            lambda m, t, f, _t: services.unlist_topic(m, t, why=f.why),
            lambda: _("Take this topic out of lists?"),
            lambda: _("Take out of lists"),
            lambda: _(
                "It leaves lists, search, feeds, home and the map; who has its address reads it."
            ),
            lambda: _("No list has the topic any more."),
            name="forum.topic.unlist",
            bears_on_others=True,
        ),
        TopicAct(
            "list",
            lambda m, t, f, _t: services.list_topic(m, t, why=f.why),
            lambda: _("List this topic again?"),
            lambda: _("List again"),
            lambda: _("It stands again in lists, search, feeds, home and the map."),
            lambda: _("Lists have the topic again."),
            undoes=("forum.topic.unlist",),
        ),
        TopicAct(
            "pin",
            lambda m, t, f, _t: services.pin_topic(m, t, Pin(f.pin), f.until, why=f.why),
            lambda: _("Pin this topic"),
            lambda: _("Pin"),
            lambda: _("It stands before all others on the first page of lists."),
            lambda: _("The topic is pinned."),
            ("pin", "until"),
            name="forum.topic.pin",
            choices=lambda f, _t: {"pin": f.pin},
        ),
        TopicAct(
            "unpin",
            lambda m, t, f, _t: services.unpin_topic(m, t, why=f.why),
            lambda: _("Pin this topic no more?"),
            lambda: _("Pin no more"),
            lambda: _("It stands among the others, by when it was last written in."),
            lambda: _("The topic is pinned no more."),
            undoes=("forum.topic.pin",),
            still=lambda topic: topic.pinned is not None,
        ),
        TopicAct(
            "move",
            _move,
            lambda: _("Move this topic to another category"),
            lambda: _("Move to a category"),
            lambda: _("Who may see that category sees it then, and nobody else."),
            lambda: _("The topic was moved."),
            ("category",),
            name="forum.topic.move",
            choices=lambda f, t: {"category": t.by_slug[f.category].id},
        ),
        TopicAct(
            "split",
            _split,
            lambda: _("Move posts to a topic of their own"),
            lambda: _("Split posts off"),
            lambda: _(
                "They get new numbers there, in order; each address that they had leads there."
            ),
            lambda: _("The posts have a topic of their own."),
            ("numbers", "title", "category"),
            name="forum.topic.split",
            choices=lambda f, t: {
                "numbers": f.numbers,
                "title": f.title,
                "category": t.by_slug[f.category].id,
            },
        ),
        TopicAct(
            "merge",
            _merge,
            lambda: _("Merge this topic into another"),
            lambda: _("Merge into another"),
            lambda: _(
                "All its posts come after those of the other, in order; each address leads there."
            ),
            lambda: _("The topics are one."),
            ("into",),
            is_grave=True,
            name="forum.topic.merge",
            choices=lambda f, _t: {"into": f.into},
        ),
        TopicAct(
            "slow",
            lambda m, t, f, _t: services.slow_topic(m, t, f.minutes or 0, f.until, why=f.why),
            lambda: _("Slow this topic down"),
            lambda: _("Slow down"),
            lambda: _("Each member writes in it once in so many minutes; moderators as they like."),
            lambda: _("The topic is slow now."),
            ("minutes", "until"),
            name="forum.topic.slow",
            choices=lambda f, _t: {"minutes": f.minutes},
            bears_on_others=True,
        ),
        TopicAct(
            "quicken",
            lambda m, t, f, _t: services.quicken_topic(m, t, why=f.why),
            lambda: _("Slow this topic down no more?"),
            lambda: _("Slow no more"),
            lambda: _("Members write in it as they like again."),
            lambda: _("The topic is slow no more."),
            undoes=("forum.topic.slow",),
            still=lambda topic: topic.slow_minutes is not None,
        ),
        TopicAct(
            "close",
            lambda m, t, f, _t: services.close_topic(m, t, why=f.why),
            lambda: _("Close this topic?"),
            lambda: _("Close the topic"),
            lambda: _("It can be read, but not added to, until it is opened again."),
            lambda: _("The topic is closed: it can be read, but not added to."),
            name="forum.topic.close",
            judges_own=True,
        ),
        TopicAct(
            "reopen",
            lambda m, t, f, _t: services.reopen_topic(m, t, why=f.why),
            lambda: _("Open this topic again?"),
            lambda: _("Open it again"),
            lambda: _("Members write in it again."),
            lambda: _("The topic is open again."),
            undoes=("forum.topic.close", "forum.topic.close_later"),
            still=lambda topic: topic.is_closed,
            judges_own=True,
        ),
        TopicAct(
            "closing",
            lambda m, t, f, _t: services.close_later(m, t, f.until, why=f.why),
            lambda: _("Close this topic at a moment"),
            lambda: _("Close at a moment"),
            lambda: _("Until then members write in it; then it can be read, but not added to."),
            lambda: _("It is noted when the topic closes."),
            ("at",),
            name="forum.topic.close_later",
            choices=lambda f, _t: {"at": f.until},
            judges_own=True,
        ),
    )
}


def _page_of(act: str) -> Callable[[int], Page]:
    """The view of an act's page."""

    @counts_once
    def page(topic_id: int) -> Page:
        return arrange(topic_id, act=act)

    page.__name__ = f"topic_{act}"
    return page


def arrange(topic_id: int, *, act: str) -> Page:
    """Do something to a whole topic, with words of why."""
    member = signed_in_member()
    view, tree = find(member, topic_id)
    topic, asked = view.topic, ACTS[act]
    moderators = tree.moderators(topic.category_id)
    require(member, policy.MODERATE, moderators=moderators)
    judges_own = asked.judges_own or (asked.bears_on_others and queries.is_shared(topic))
    if judges_own or topic.author_id != member.id:
        services.require_judge(member, topic.author_id, moderators)
    _check_goes(topic, act)
    targets = {node.slug: node.name for node in tree.open_to(member)}
    of_topic = (member, "topic", topic.id, asked.name)
    has_rule = ruling.is_decided(*of_topic) or ruling.is_decided_beside(*of_topic)
    needs_rule = ruling.needs_rule(asked.name)
    by_days = has_rule and "until" not in asked.fields
    ends = ruling.ending(asked.name) if by_days else None
    form = TopicActForm(
        submitted(),
        asked.fields,
        targets,
        has_rule=has_rule,
        is_rule_needed=needs_rule,
        ends=ends,
    )
    if has_rule:
        ruling.offer_reasons(form, "topic", topic.id)
    state = ruling.state_of("topic", topic.id)
    status = 409 if ruling.is_stale(form, state) else 422
    if form.is_accepted:
        try:
            made = _do(member, topic, asked, form, tree)
        except (RuleBroken, NotFound) as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
        else:
            return go_to(_next(tree, member, made, topic), asked.done())
    if not form.is_submitted:
        form.values |= {"category": tree.by_id[topic.category_id].slug, "pin": Pin.CATEGORY.value}
    return form_page(
        "forum/topic_act.html",
        form,
        status=status,
        state=state,
        topic=topic,
        deed=asked,
        has_rule=has_rule,
        needs_rule=needs_rule,
        may_end=ends is not None,
        bar=_bar(member, topic, asked, has_rule=has_rule),
        categories=list(targets.items()),
        posts=queries.list_to_split(topic.id) if "numbers" in asked.fields else (),
        action=topic_entry(topic.id, act),
        back=topic_address(topic),
    )


def _bar(member: Member, topic: Topic, act: TopicAct, *, has_rule: bool) -> str:
    """Why this is for another moderator, in words; empty where it is not."""
    if has_rule:
        return "" if topic.author_id == member.id else ruling.bar_of(member, "topic", topic.id)
    return ruling.undoing_bar_of(member, "topic", topic.id, act.undoes)


for _path in ACTS:
    blueprint.add_url_rule(
        f"/t/<int:topic_id>/{_path}",
        f"topic_{_path}",
        limiter.limit(WRITING, methods=["POST"])(_page_of(_path)),
        methods=["GET", "POST"],
    )


@blueprint.get("/moderation/topics/<int:topic_id>")
def decided(topic_id: int) -> str:
    """What moderators decided about a topic and its posts, to who moderates it."""
    member = signed_in_member()
    view, tree = find(member, topic_id)
    topic = view.topic
    require(member, policy.MODERATE, moderators=tree.moderators(topic.category_id))
    if topic.merged_into_id is not None:
        raise NotFound("forum.no_topic")
    rows, back = queries.list_decided(topic.id, readable_by(member)), topic_address(topic)
    return render_template("forum/decided.html", topic=topic, rows=rows, back=back)


@blueprint.post("/t/<int:topic_id>/slower")
@limiter.limit(WRITING)
def ask_slower(topic_id: int) -> Response:
    """Ask for a topic to slow down, as one of those who wrote in it."""
    member = signed_in_member()
    view, _tree = find_open(member, topic_id)
    is_slow = services.ask_slower(member, view.topic)
    said = _("The topic is slow now.") if is_slow else _("Noted. Nobody sees that you asked.")
    return go_to(topic_address(view.topic), said)


def _do(
    member: Member, topic: Topic, act: TopicAct, form: TopicActForm, tree: CategoryTree
) -> object:
    """Do it, as a decision with its statement where it is one; what came of it, if anything."""

    if form.into is not None:
        find_open(member, form.into)  # of what is not seen nothing is told

    def by_itself() -> object:
        return act.do(member, topic, form, tree)

    if act.name:
        ends_at = None if "at" in act.fields else form.until
        about = (act.choices(form, tree), ends_at, form.ground)
        said = ruling.ruling_of(act.name, form.why, form.rule, *about)
        made = ruling.decide(member, "topic", topic.id, said, by_itself)
        return _made(made) if isinstance(made, Decision) else made
    if act.undoes:

        def still() -> bool:
            session.refresh(topic)
            return act.still(topic)

        ruling.undo(member, "topic", topic.id, act.undoes, form.why, by_itself, still=still)
        return None
    return by_itself()


def _check_goes(topic: Topic, act: str) -> None:
    """Raises NotFound for what cannot be done to a topic that was removed or merged."""
    is_gone = topic.removed_at is not None and act != "restore"
    if topic.merged_into_id is not None or is_gone:
        raise NotFound("forum.no_topic")


def _next(tree: CategoryTree, member: Member, made: object, topic: Topic) -> str:
    """Where one goes on: to the topic that came of it, else to the same if it is seen."""
    target = made if isinstance(made, Topic) else topic
    return topic_address(target) if policy.sees_topic(tree, member, target) else "/topics"
