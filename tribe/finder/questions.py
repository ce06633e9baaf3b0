"""What a reader asks: in which list, and of which members and categories."""

from collections.abc import Collection
from dataclasses import dataclass

from tribe.access import Actor
from tribe.forum.queries import find_tag_ids, get_category_tree
from tribe.members.names import name_key
from tribe.members.queries import find_by_former_names, find_by_names
from tribe.search import Searchable, Tab, searchables, words
from tribe.search.asking import Question
from tribe.search.queries import Asked


@dataclass(frozen=True)
class Place:
    """A list of what was found, and the texts that it is of."""

    tab: Tab
    searchable: Searchable


def places() -> list[Place]:
    """All lists, in their order."""
    found = [Place(tab, one) for one in searchables().values() for tab in one.tabs]
    return sorted(found, key=lambda place: place.tab.order)


def place_called(name: str) -> Place | None:
    """The list of a name, or of what else it is called."""
    told = name.casefold()
    for place in places():
        if told == place.tab.name or told in place.tab.aliases:
            return place
    return None


def asked_by(actor: Actor, question: Question, place: Place) -> Asked:
    """A question as it is asked of the index; two queries for members, one each for the others."""
    one = place.searchable
    return Asked(
        question,
        one.kind,
        one.audience(actor),
        author_ids=_author_ids(question.authors) if question.authors else None,
        scope_ids=_scope_ids(actor, question.categories) if question.categories else None,
        tag_ids=find_tag_ids(question.tags) if question.tags else None,
        tagged=one.tagged,
        begun=one.begun,
        stays=one.stays,
        is_grouped=place.tab.is_grouped,
    )


def _author_ids(names: Collection[str]) -> set[int]:
    """The members of some names, who may have other names now."""
    keys = {name_key(name) for name in names}
    bearing = find_by_names(keys)
    former = find_by_former_names(keys - bearing.keys()) if keys - bearing.keys() else {}
    return {member.id for member in (bearing | former).values()}


def _scope_ids(actor: Actor, names: Collection[str]) -> set[int]:
    """The categories of some names that a reader may see, and those within them."""
    tree = get_category_tree()
    seen = tree.visible_ids(actor)
    wanted = {" ".join(map(words.plain, words.split(name))) for name in names}
    found = [node for node in tree if node.id in seen and _called(node.slug, node.name) & wanted]
    return {inner for node in found for inner in tree.within(node)} & seen


def _called(*names: str) -> set[str]:
    return {" ".join(map(words.plain, words.split(name))) for name in names}
