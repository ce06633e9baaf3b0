"""What a reader asks: in which list, and of which members and categories."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tribe.access import Actor
from tribe.forum.policy import CategoryNode
from tribe.forum.queries import find_tag_ids, get_category_tree
from tribe.members.names import name_key
from tribe.members.queries import find_alike, find_by_former_names
from tribe.members.shapes import name_folded
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


@dataclass(frozen=True)
class Unknown:
    """What a question names that is not here, or not for the reader."""

    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def asked_by(actor: Actor, question: Question, place: Place) -> tuple[Asked, Unknown]:
    """A question as it is asked of the index, and the names in it that nothing bears.

    Two queries for members, one each for the others.
    """
    one = place.searchable
    authors = _author_ids(question.authors)
    categories = _scope_ids(actor, question.categories) if question.categories else {}
    asked = Asked(
        question,
        one.kind,
        one.audience(actor),
        author_ids=_all(authors) if authors else None,
        scope_ids=_all(categories) if categories else None,
        tag_ids=find_tag_ids(question.tags) if question.tags else None,
        tagged=one.tagged,
        begun=one.begun,
        stays=one.stays,
        is_grouped=place.tab.is_grouped,
    )
    return asked, Unknown(_of_none(authors), _of_none(categories))


def _all(found: Mapping[str, Collection[int]]) -> set[int]:
    return {number for some in found.values() for number in some}


def _of_none(found: Mapping[str, Collection[int]]) -> tuple[str, ...]:
    return tuple(name for name, some in found.items() if not some)


def _author_ids(names: Collection[str]) -> dict[str, set[int]]:
    """The members of each of some names, who may have other names now.

    A name that is nobody's is of all from whose names it differs by accents.
    """
    keys = {name: name_key(name) for name in names}
    alike = find_alike(set(keys.values())) if keys else ()
    borne = {member.name_key: member for member in alike}
    missing = set(keys.values()) - borne.keys()
    borne |= find_by_former_names(missing) if missing else {}
    return {
        name: {borne[key].id}
        if key in borne
        else {member.id for member in alike if member.name_folded == name_folded(key)}
        for name, key in keys.items()
    }


def _scope_ids(actor: Actor, names: Collection[str]) -> dict[str, set[int]]:
    """The categories of each of some names that a reader may see, and those within them.

    Of a name that is no whole one, those that have its words in theirs.
    """
    tree = get_category_tree()
    seen = tree.visible_ids(actor)
    nodes = [node for node in tree if node.id in seen]
    found = {}
    for name in names:
        called = _called(nodes, _plain(name))
        found[name] = {inner for node in called for inner in tree.within(node)} & seen
    return found


def _called(nodes: Collection[CategoryNode], name: str) -> list[CategoryNode]:
    whole = [node for node in nodes if name in (_plain(node.slug), _plain(node.name))]
    return whole or [node for node in nodes if name and f" {name} " in f" {_plain(node.name)} "]


def _plain(name: str) -> str:
    return " ".join(map(words.plain, words.split(name)))
