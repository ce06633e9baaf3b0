"""What moderators do with whole topics, each on a page that asks for what it needs and for why."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.access import require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import policy, services
from tribe.forum.addresses import topic_address, topic_entry
from tribe.forum.forms import TopicActForm
from tribe.forum.models import Pin, Topic
from tribe.forum.policy import CategoryTree
from tribe.forum.views import WRITING, blueprint, ruling
from tribe.forum.views.topics import find, find_open
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation.services import Ruling
from tribe.web.errors import words
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

Do = Callable[[Member, Topic, TopicActForm, CategoryTree], object]
Words = Callable[[], str]


@dataclass(frozen=True)
class TopicAct:
    """What a page asks before something is done to a topic, and what it says after."""

    path: str
    do: Do
    heading: Words
    lead: Words
    done: Words
    fields: tuple[str, ...] = ()
    is_grave: bool = False
    name: str = ""  # of the act of moderation that it is
    undoes: str = ""  # the name of the one that it undoes


def _move(member: Member, topic: Topic, form: TopicActForm, tree: CategoryTree) -> None:
    services.move_topic(member, topic, tree.by_slug[form.category].id, why=form.why)


def _split(member: Member, topic: Topic, form: TopicActForm, tree: CategoryTree) -> Topic | None:
    into = tree.by_slug[form.category].id
    made = services.split_topic(member, topic, form.numbers, form.title, into, why=form.why)
    return session.get(Topic, made["topic"])


def _merge(member: Member, topic: Topic, form: TopicActForm, _tree: CategoryTree) -> Topic | None:
    view, _rooms = find_open(member, form.into or 0)
    services.merge_topic(member, topic, view.topic.id, why=form.why)
    return view.topic


ACTS = {
    act.path: act
    for act in (
        TopicAct(
            "remove",
            lambda m, t, f, _t: services.remove_topic(m, t, why=f.why),
            lambda: _("Remove this topic?"),
            lambda: _(
                "It leaves lists, search, feeds and its address, with all that was said in it; who "
                "moderates here still finds it. It can be brought back as it was."
            ),
            lambda: _("The topic was removed."),
            is_grave=True,
            name="forum.topic.remove",
        ),
        TopicAct(
            "restore",
            lambda m, t, f, _t: services.restore_topic(m, t, why=f.why),
            lambda: _("Bring this topic back?"),
            lambda: _("It stands again as it was, with all that went with it. Nobody is told."),
            lambda: _("The topic is back."),
            undoes="forum.topic.remove",
        ),
        TopicAct(
            "unlist",
            lambda m, t, f, _t: services.unlist_topic(m, t, why=f.why),
            lambda: _("Take this topic out of lists?"),
            lambda: _(
                "It leaves lists, search, feeds, home and the map; who has its address reads it."
            ),
            lambda: _("No list has the topic any more."),
            name="forum.topic.unlist",
        ),
        TopicAct(
            "list",
            lambda m, t, f, _t: services.list_topic(m, t, why=f.why),
            lambda: _("List this topic again?"),
            lambda: _("It stands again in lists, search, feeds, home and the map."),
            lambda: _("Lists have the topic again."),
            undoes="forum.topic.unlist",
        ),
        TopicAct(
            "pin",
            lambda m, t, f, _t: services.pin_topic(m, t, Pin(f.pin), f.until, why=f.why),
            lambda: _("Pin this topic"),
            lambda: _("It stands before all others on the first page of lists."),
            lambda: _("The topic is pinned."),
            ("pin", "until"),
        ),
        TopicAct(
            "unpin",
            lambda m, t, f, _t: services.unpin_topic(m, t, why=f.why),
            lambda: _("Pin this topic no more?"),
            lambda: _("It stands among the others, by when it was last written in."),
            lambda: _("The topic is pinned no more."),
        ),
        TopicAct(
            "move",
            _move,
            lambda: _("Move this topic to another category"),
            lambda: _("Who may see that category sees it then, and nobody else."),
            lambda: _("The topic was moved."),
            ("category",),
        ),
        TopicAct(
            "split",
            _split,
            lambda: _("Move posts to a topic of their own"),
            lambda: _(
                "They get new numbers there, in order; each address that they had leads there."
            ),
            lambda: _("The posts have a topic of their own."),
            ("numbers", "title", "category"),
        ),
        TopicAct(
            "merge",
            _merge,
            lambda: _("Merge this topic into another"),
            lambda: _(
                "All its posts come after those of the other, in order; each address leads there."
            ),
            lambda: _("The topics are one."),
            ("into",),
            is_grave=True,
        ),
        TopicAct(
            "slow",
            lambda m, t, f, _t: services.slow_topic(m, t, f.minutes or 0, f.until, why=f.why),
            lambda: _("Slow this topic down"),
            lambda: _("Each member writes in it once in so many minutes; moderators as they like."),
            lambda: _("The topic is slow now."),
            ("minutes", "until"),
        ),
        TopicAct(
            "quicken",
            lambda m, t, f, _t: services.quicken_topic(m, t, why=f.why),
            lambda: _("Slow this topic down no more?"),
            lambda: _("Members write in it as they like again."),
            lambda: _("The topic is slow no more."),
        ),
        TopicAct(
            "closing",
            lambda m, t, f, _t: services.close_later(m, t, f.until, why=f.why),
            lambda: _("Close this topic at a moment"),
            lambda: _("Until then members write in it; then it can be read, but not added to."),
            lambda: _("It is noted when the topic closes."),
            ("at",),
        ),
    )
}


def _page_of(act: str) -> Callable[[int], Page]:
    """The view of an act's page."""

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
    if topic.author_id != member.id:
        services.require_judge(member, topic.author_id, moderators)
    _check_goes(topic, act)
    targets = {node.slug: node.name for node in tree.open_to(member)}
    has_rule = ruling.is_decided(member, "topic", topic.id, asked.name)
    form = TopicActForm(submitted(), asked.fields, targets, has_rule=has_rule)
    status = 422
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
        topic=topic,
        deed=asked,
        has_rule=has_rule,
        categories=list(targets.items()),
        action=topic_entry(topic.id, act),
        back=topic_address(topic),
    )


for _path in ACTS:
    blueprint.add_url_rule(
        f"/t/<int:topic_id>/{_path}",
        f"topic_{_path}",
        limiter.limit(WRITING, methods=["POST"])(_page_of(_path)),
        methods=["GET", "POST"],
    )


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

    def by_itself() -> object:
        return act.do(member, topic, form, tree)

    if act.name:
        said = Ruling(act.name, form.why, form.rule)
        ruling.decide(member, "topic", topic.id, said, by_itself)
        return None
    if act.undoes:
        ruling.undo(member, "topic", topic.id, (act.undoes,), form.why, by_itself)
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
