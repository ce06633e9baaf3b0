"""From what a dump holds to members, topics and posts, batch by batch."""

from collections import OrderedDict
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from tribe.base.db import session
from tribe.forum.addresses import post_link, topic_entry
from tribe.forum.models import Category, Post, PostOrigin, Topic
from tribe.forum.services import add_post, add_topic
from tribe.forum.slugs import make_slug
from tribe.importers.people import Person, Register
from tribe.importers.places import credit
from tribe.importers.reading import Refusal
from tribe.importers.runs import Pages, Run, progress
from tribe.importers.stackexchange.reading import ANSWER, COMMENT, KINDS, QUESTION, Dump, Item
from tribe.importers.stackexchange.site import Site
from tribe.members.models import Member

MEMBER, CATEGORY, TOPIC = "member", "category", "topic"
OF_BRAND = "an account of the brand asks it, which says whom it serves and what it asks"
OF_LEFT_OUT = "the question that it belongs to is not brought"
AT_HAND = 2000
Thing = TypeVar("Thing", Member, Topic, Post)
COUNTED = (MEMBER, *KINDS)
PAGES: Pages = dict.fromkeys(KINDS, post_link) | {TOPIC: topic_entry}


def count(run: Run, dump: Dump, people: list[Person]) -> tuple[list[Person], list[Item]]:
    """What is still to be brought; the run counts all of it."""
    run.refused += dump.refused
    run.notes += dump.notes
    new_people = [person for person in people if run.count(MEMBER, person.key)]
    brand, left_out, items = run.brand_of(MEMBER), set[int](), []
    for item in dump.items:
        if _is_left_out(run, item, brand, left_out):
            left_out.add(item.question)
            reason = OF_BRAND if item.kind == QUESTION else OF_LEFT_OUT
            run.refused.append(Refusal(item.file, item.line, f"{item.kind}: {reason}"))
        elif run.count(item.kind, item.there):
            items.append(item)
    return new_people, items


def _is_left_out(run: Run, item: Item, brand: frozenset[str], left_out: set[int]) -> bool:
    """Whether it begins what an account of the brand asks, or answers in that."""
    if item.kind != QUESTION:
        return item.question in left_out
    return item.writer in brand and (QUESTION, item.there) not in run.known


def write(
    run: Run, site: Site, people: list[Person], items: list[Item], *, is_measured: bool
) -> None:
    """Bring people, then what they said in its order; each batch is committed whole."""
    _found(run, site)
    register = Register(is_measured=is_measured)
    for person in progress(people, "members"):
        run.put(MEMBER, person.key, register.open_account(person).id)
        run.checkpoint()
    desk = Desk(run, site)
    for item in progress(items, "posts"):
        desk.bring(item)
        run.checkpoint()
    run.checkpoint(is_last=True)


def _found(run: Run, site: Site) -> None:
    """The category of the site, and its credit on each page, before any of its text."""
    credit(
        site.name,
        _("Content from %(site)s, by its users, %(licence)s", site=site.host, licence="CC BY-SA"),
        site.base,
    )
    if run.place(CATEGORY, site.host) is None:
        slug = make_slug(site.name, "category")
        is_taken = session.scalar(select(Category.id).where(Category.slug == slug)) is not None
        category = Category(
            name=site.name[:80],
            slug=make_slug(site.host, "category") if is_taken else slug,
            description=_("Brought from %(site)s.", site=site.host),
        )
        session.add(category)
        session.flush()
        run.put(CATEGORY, site.host, category.id)
    run.checkpoint(is_last=True)


class Desk:
    """Where posts are brought one by one, with what was asked for lately still at hand."""

    def __init__(self, run: Run, site: Site) -> None:
        self.run = run
        self.site = site
        self.category = session.get_one(Category, run.known[CATEGORY, site.host])
        self._at_hand: OrderedDict[tuple[type, int], object] = OrderedDict()

    def bring(self, item: Item) -> None:
        """One question, answer or comment, with where it comes from."""
        author = self._get(Member, (MEMBER, item.writer))
        source = item.markdown(self.site.base)
        if item.kind == QUESTION:
            topic = add_topic(author, self.category, item.title, source, at=item.at)
            topic.closed_at = item.closed_at
            self._keep(topic)
            self.run.put(TOPIC, item.there, topic.id)
            post = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
        else:
            topic = self._get(Topic, (TOPIC, str(item.question)))
            kind = ANSWER if item.on_answer else QUESTION
            answered = self._get(Post, (kind, str(item.answered)))
            post = add_post(author, topic, source, reply_to=answered, at=item.at)
        self._keep(post)
        self.run.later(PostOrigin, _origin(self.site, item, post.id))
        self.run.put(item.kind, item.there, post.id)

    def _get(self, model: type[Thing], there: tuple[str, str]) -> Thing:
        thing = session.get_one(model, self.run.known[there])
        self._keep(thing)
        return thing

    def _keep(self, thing: Member | Topic | Post) -> None:
        """The session holds weakly what it knows; these it need not ask for again."""
        key = (type(thing), thing.id)
        self._at_hand[key] = thing
        self._at_hand.move_to_end(key)
        while len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)


def _origin(site: Site, item: Item, post_id: int) -> dict[str, object]:
    if item.kind == COMMENT:
        url = site.comment_url(item.number, item.answered or 0, on_answer=item.on_answer)
    else:
        is_question = item.kind == QUESTION
        url = (site.question_url if is_question else site.answer_url)(item.number)
    is_account = item.writer.removeprefix("-").isdigit()
    return {
        "post_id": post_id,
        "url": url[:300],
        "author_url": site.user_url(int(item.writer)) if is_account else None,
        "licence": item.licence,
        "score": item.score,
    }
