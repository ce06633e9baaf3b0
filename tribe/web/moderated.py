"""What moderators can judge, and what they can do about it, as features declare it.

A feature that has things which a person wrote says how moderation reads one, whoever may see it,
and by which acts it can be dealt with. Each act comes with its exact reversal.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    false,
    literal,
    null,
    or_,
    select,
)

from tribe.access import Actor, Role
from tribe.base.db import session
from tribe.speech import Said

EXTENSION = "tribe_moderated"
Numbers = Collection[int] | Select[int]


class Held(NamedTuple):
    """Rows of a table that an act holds until the commit, so that none changes them meanwhile.

    What it but refers to `is_shared`: others may refer to it too, and nobody holds it alone.
    """

    model: type[Any]
    numbers: Collection[int]
    is_shared: bool = False


class Restriction(StrEnum):
    """What an act takes from the person, as art. 17(1) of the Digital Services Act sorts them."""

    NONE = "none"  # such as a warning, or a thing put in another place
    VISIBILITY = "visibility"  # of what they wrote
    SERVICE = "service"  # a part of what one may do here
    ACCOUNT = "account"  # suspended or closed


class Taken(StrEnum):
    """How much of a thing an act takes from view, as who reported it is told."""

    WHOLE = "whole"
    HIDDEN = "hidden"  # some read it still
    WORDS = "words"  # the thing stands without them
    LITTLE = "little"  # such as a picture, or its place in a list


@dataclass(frozen=True, slots=True)
class Matter:
    """A thing as moderation reads it: whose it is, where it lies, and its words as plain text."""

    author_id: int | None
    title: str
    address: str
    text: str = ""
    category_id: int | None = None
    is_gone: bool = False  # it was removed or hidden
    gone: Said | None = None  # how, for moderators
    version: str = ""  # of its words, where an act must be about those that were read
    is_waiting: bool = False  # for one of its acts: nothing is settled where none is done


@dataclass(frozen=True)
class Local:
    """Who handles things of a type where they lie now, without moderating the whole place.

    `handled` is the condition of a statement by which an actor handles those of some numbers, so
    that a list fetches no other. `handlers` are the numbers of all who handle one thing.
    """

    handled: Callable[[Actor, SQLColumnExpression[int]], ColumnElement[bool]]
    handlers: Callable[[int], Collection[int]]


@dataclass(frozen=True)
class Moderated:
    """A type of thing that a person wrote; `read` answers None of what is not there any more.

    It asks about no reader: whoever calls has asked whether they may handle it. `looked_as` names
    the kind of looks by which staff says why before it opens a private thing: such a one is brought
    up only by a member who sees it, and nobody else reads it before. Without `local` those alone
    handle it who moderate the whole place. `typed` answers all that its author typed of a thing
    that is there, so that an edit is told; else title and text of `read`. `read_all` reads several
    at once, where a list shows them as they are now and not as they were. `category` says of a
    number where the thing lies now, in a statement, for things that lie in a category. `beside`
    answers by their types the numbers of things that are one with it where it is judged, such as
    what it stands in. Of what `is_person` the conduct is judged, and its words bind nobody. The
    words of what `is_marked_up` are read as they were typed, with their marks. `under` answers of
    those of some things that bear a title which others gave what that is for an actor now, empty
    where they may not read it. `unseen` answers the categories that members of a role do not see.
    `held` answers which rows whoever acts on some of them holds, where other things share these;
    it takes the turns that come before. `pictures` answers the digests of the pictures of a thing,
    which are kept with its case as they were. `reads_hidden` says whether an actor finds one on
    its page though it is hidden from others.
    """

    subject_type: str
    read: Callable[[int], Matter | None]
    looked_as: str = ""
    local: Local | None = None
    typed: Callable[[int], Sequence[str]] | None = None
    read_all: Callable[[Collection[int]], Mapping[int, Matter]] | None = None
    category: Callable[[SQLColumnExpression[int]], SQLColumnExpression[Any]] | None = None
    unseen: Callable[[Role], Collection[int]] | None = None
    beside: Callable[[int], Sequence[tuple[str, Select[int]]]] = field(default=lambda _number: ())
    is_person: bool = False
    is_marked_up: bool = False
    held: Callable[[Numbers], Sequence[Held]] | None = None
    pictures: Callable[[int], Sequence[str]] | None = None
    reads_hidden: Callable[[Actor, int], bool] = field(default=lambda _actor, _number: False)
    under: Callable[[Actor, Collection[int]], Mapping[int, str]] = field(
        default=lambda _actor, _numbers: {}
    )


Choices = Mapping[str, Any]
Details = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """What a moderator chooses beside an act, such as where a topic goes.

    `options` are values with their words, for who acts and the number of the thing; without, it is
    typed. What was chosen is given to `apply` under `name`, as text.
    """

    name: str
    label: Said
    options: Callable[[Actor, int], Sequence[tuple[str, str]]] | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Remains:
    """What the undoing of an act cannot put back, and the page on which a moderator settles it."""

    words: Said
    address: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act changed of some words: each line with "same", "added" or "removed"."""

    label: Said
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ModerationAct:
    """Something that a moderator can do about a thing, and how it is undone.

    `apply` is given who acts, the number of the thing and what was chosen beside; it asks the
    feature's own policy, and answers what `undo` needs, as JSON has it. `label` is what a moderator
    presses, `done` what the person concerned is told was done, `logged` what everybody is told,
    with nobody's words. `is_possible` asks how the thing is now; `may_end` lets the act be given a
    moment at which it is undone by itself, `needs_end` asks for one. `apply` finds that moment in
    the choices as `ends_at`, as `seen` the version of the thing that the page showed, and as
    `replaced` the names of the acts whose place it takes. `asks`
    are fields of the page of a case; what is not `is_offered` there has a page of its feature.
    `holds_back` lets the program do it, on reports that weigh enough, until a moderator has looked.
    Without `needs_rule` it may put things in order where no rule was broken; what `lets_through`
    settles what waited in a case, too, and asks for no rule. `concerns` answers
    from its details the members whom it concerns besides whose thing it is, `would_concern` the
    same before it is done: for these it is a decision about one's own thing too. `done_beside` is
    what these are told was done, where it is other than `done`. An act on a person that may be done
    in one with an act on what they wrote has `done_together`, what they are told of it then; none
    goes with an act that `clears`, which finds nothing wrong.
    `changes` tells which words of the thing it changed, as long as it stands. `may_reach` asks
    whether an actor who handles the thing may also change, as its undoing does, what else it
    reaches as that lies now. `remains` says what its undoing could not put back as things are now.
    `key` is the letter that chooses it on every page and in every language, another for each act of
    a type; what is not `in_bulk` is weighed for one thing alone. `taken` is how much of the thing a
    restriction of its visibility takes. `occasions` name to whom it concerns what it is about,
    for each of some details, where it rests on something else than the words of the thing, which
    is an `occasion_type`.
    `taking` says what it takes and what it took, where that is less than its restriction says.
    `takes` answers by their types the numbers of what an act on a person would take with it: who
    may not decide of that does not take it so; `spares` what it leaves standing beside that, since
    an appeal gave it back; `took` the same as `takes` of what was done, from its details.
    `foresees` counts for who acts what it would take now, in words beside it; where that is
    `is_weighty`, who acts confirms these counts first. `lasting` says how long it can be put back,
    beside its label. `counted` says from
    its details how much it took. `reaches` answers by
    their types the numbers of what it changes beside the thing, by what was chosen. `holds` asks
    of one of what it `took` whether that is away by it still. `replaces`
    answers by the number of a thing whose place the act takes as that is now: decisions by these
    acts that stand are put back before it is done, and say what came instead of them. `done_of`
    answers from its details what whom it concerns is told, where these say more than `done`.
    `settles` answers by types, from its details, the numbers of what else of the same person it
    took from view: what was reported of these proved true with it.
    `undo_beneath` undoes it where later decisions of the thing by the same act stand, given also
    what the undoing of these needs, the earliest first: what was before it is from then on what the
    next puts back that was done to what it had left, so that in whatever order all are undone the
    thing is as it was.
    """

    name: str  # "forum.post.remove"
    subject_type: str
    label: Said
    done: Said
    apply: Callable[[Actor, int, Choices], Details]
    undo: Callable[[Actor, int, Details], None] | None = None
    _: KW_ONLY
    undo_beneath: Callable[[Actor, int, Details, Sequence[Details]], None] | None = None
    logged: Said
    is_possible: Callable[[int], bool] = field(default=lambda _number: True)
    restriction: Restriction = Restriction.NONE
    may_end: bool = False
    needs_end: bool = False
    asks: Sequence[Ask] = ()
    holds_back: bool = False
    is_offered: bool = True
    needs_rule: bool = True
    lets_through: bool = False
    concerns: Callable[[Details], Collection[int]] = field(default=lambda _details: ())
    would_concern: Callable[[int, Choices], Collection[int]] | None = None
    done_beside: Said | None = None
    done_together: Said | None = None
    clears: bool = False
    back: Said | None = None
    back_beside: Said | None = None
    changes: Callable[[int, Details], Sequence[Changed]] | None = None
    may_reach: Callable[[Actor, Details], bool] = field(default=lambda _actor, _details: True)
    remains: Callable[[int, Details], Remains | None] = field(
        default=lambda _number, _details: None
    )
    order: int = 50
    key: str = ""
    in_bulk: bool = True
    taken: Taken = Taken.WHOLE
    occasions: Callable[[Actor, Sequence[Details]], Sequence[str]] | None = None
    occasion_type: str = ""
    taking: tuple[Said, Said] | None = None
    takes: Callable[[Actor, int], Sequence[tuple[str, Select[int]]]] = field(
        default=lambda _actor, _number: ()
    )
    spares: Callable[[Actor, int], Mapping[str, Collection[int]]] = field(
        default=lambda _actor, _number: MappingProxyType({})
    )
    took: Callable[[Details], Mapping[str, Collection[int]]] = field(
        default=lambda _details: MappingProxyType({})
    )
    holds: Callable[[Details, str, int], bool] | None = None
    foresees: Callable[[Actor, int], Sequence[Said]] = field(default=lambda _actor, _number: ())
    is_weighty: Callable[[Actor, int], bool] = field(default=lambda _actor, _number: False)
    lasting: Said | None = None
    counted: Callable[[Details], Sequence[Said]] = field(default=lambda _details: ())
    reaches: Callable[[Choices], Mapping[str, Numbers]] = field(
        default=lambda _choices: MappingProxyType({})
    )
    replaces: Callable[[int], Collection[str]] = field(default=lambda _number: ())
    settles: Mapping[str, Callable[[int, Details], Collection[int]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    done_of: Callable[[Details], Said | None] = field(default=lambda _details: None)


@dataclass(frozen=True)
class Register:
    """All that the features of an application declare."""

    things: Mapping[str, Moderated]
    acts: Mapping[str, ModerationAct]


def init_app(app: Flask, things: Iterable[Moderated], acts: Iterable[ModerationAct]) -> None:
    """Tell an application what is moderated in it; raises ValueError for what is declared twice."""
    by_type: dict[str, Moderated] = {}
    for thing in things:
        if by_type.setdefault(thing.subject_type, thing) is not thing:
            raise ValueError(f"{thing.subject_type} is moderated twice")
    by_name: dict[str, ModerationAct] = {}
    for act in acts:
        if by_name.setdefault(act.name, act) is not act:
            raise ValueError(f"two acts of moderators are called {act.name}")
        if act.subject_type not in by_type:
            raise ValueError(f"{act.name} is done to {act.subject_type}, which nobody declares")
    app.extensions[EXTENSION] = Register(by_type, by_name)


def register() -> Register:
    """What is declared in this application."""
    declared: Register = current_app.extensions[EXTENSION]
    return declared


def read(subject_type: str, subject_id: int) -> Matter | None:
    """A thing as moderation reads it; None where it is gone, or of a type that nobody declares."""
    thing = register().things.get(subject_type)
    return thing.read(subject_id) if thing is not None else None


def in_view(subject_type: str) -> Callable[[int], bool]:
    """What asks whether a thing of a type is there, and not taken from view already."""

    def asks(number: int) -> bool:
        matter = read(subject_type, number)
        return matter is not None and not matter.is_gone

    return asks


def read_all(subject_type: str, numbers: Collection[int]) -> Mapping[int, Matter]:
    """Things of a type as they are now, where its feature reads them at once; else none."""
    thing = register().things.get(subject_type)
    return thing.read_all(numbers) if thing is not None and thing.read_all is not None else {}


def titles_under(actor: Actor, subject_type: str, numbers: Collection[int]) -> Mapping[int, str]:
    """The titles that others gave what some things stand in, as an actor may read them now."""
    thing = register().things.get(subject_type)
    return thing.under(actor, numbers) if thing is not None and numbers else {}


def digest_of(subject_type: str, subject_id: int) -> str | None:
    """A SHA-256 of all that was typed of a thing as it is now; None where it is gone."""
    matter = read(subject_type, subject_id)
    if matter is None:
        return None
    typed = register().things[subject_type].typed
    words = typed(subject_id) if typed is not None else [matter.title, matter.text]
    return hashlib.sha256(json.dumps(list(words)).encode()).hexdigest()


def beside(subject_type: str, subject_id: int) -> Sequence[tuple[str, Select[int]]]:
    """The types and numbers of what is one with a thing where it is judged."""
    thing = register().things.get(subject_type)
    return thing.beside(subject_id) if thing is not None else ()


def taken_by(
    act_name: str, actor: Actor, subject_type: str, subject_id: int
) -> Sequence[tuple[str, Select[int]]]:
    """The types and numbers of what an act would take with the thing that it is done to."""
    act = register().acts.get(act_name)
    is_of_it = act is not None and act.subject_type == subject_type
    return act.takes(actor, subject_id) if act is not None and is_of_it else ()


def reached_by(act_name: str, choices: Choices) -> Mapping[str, Numbers]:
    """The types and numbers of what an act changes beside the thing that it is done to."""
    act = register().acts.get(act_name)
    return act.reaches(choices) if act is not None else {}


def hold_all(things: Iterable[tuple[str, Numbers]], also: Iterable[Held] = ()) -> None:
    """Hold until the commit what acts on some things hold, in one order for whoever asks.

    So that no two wait for each other: table by table in the order of their names, the rows of
    each by number. On SQLite who writes takes turns anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    alone: dict[type[Any], set[int]] = {}
    shared: dict[type[Any], set[int]] = {}
    for held in (*also, *_held_of(things)):
        rows = shared if held.is_shared else alone
        rows.setdefault(held.model, set()).update(held.numbers)
    for model in sorted({*alone, *shared}, key=lambda one: str(one.__tablename__)):
        own = alone.get(model, set())
        _hold(model, own, key_share=False)
        _hold(model, shared.get(model, set()) - own, key_share=True)


def _held_of(things: Iterable[tuple[str, Numbers]]) -> Iterator[Held]:
    for subject_type, numbers in things:
        thing = register().things.get(subject_type)
        if thing is not None and thing.held is not None:
            yield from thing.held(numbers)


def _hold(model: type[Any], numbers: Collection[int], *, key_share: bool) -> None:
    if numbers:
        chosen = select(model.id).where(model.id.in_(sorted(numbers))).order_by(model.id)
        session.execute(chosen.with_for_update(read=key_share, key_share=key_share))


def is_person(subject_type: str) -> bool:
    """Whether things of a type are people, whose conduct is judged."""
    thing = register().things.get(subject_type)
    return thing is not None and thing.is_person


def looked_as(subject_type: str) -> str:
    """By which kind of looks things of a type are private; empty where they are not."""
    thing = register().things.get(subject_type)
    return thing.looked_as if thing is not None else ""


def is_private(subject_type: str) -> bool:
    """Whether only a member who sees a thing of this type may bring it up."""
    return bool(looked_as(subject_type))


def private_types() -> list[str]:
    """The types whose things only a member who sees them may bring up."""
    return [name for name, thing in register().things.items() if thing.looked_as]


def handled_locally(
    actor: Actor, subject_type: SQLColumnExpression[str], subject_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Which things an actor handles without moderating the whole place, as a condition."""
    ways = (
        and_(subject_type == name, thing.local.handled(actor, subject_id))
        for name, thing in register().things.items()
        if thing.local is not None and actor.is_category_moderator
    )
    return or_(false(), *ways)


def handles_locally(actor: Actor, subject_type: str, subject_id: int) -> bool:
    """Whether an actor handles a thing so; one query and those of the feature, none of others."""
    thing = register().things.get(subject_type)
    if thing is None or thing.local is None or not actor.is_category_moderator:
        return False
    return bool(session.scalar(select(thing.local.handled(actor, literal(subject_id)))))


def category_now(
    subject_type: SQLColumnExpression[str], subject_id: SQLColumnExpression[int]
) -> SQLColumnExpression[int | None]:
    """In which category a thing lies now, in a statement; null where it is gone or lies in none."""
    ways = [
        (subject_type == name, thing.category(subject_id))
        for name, thing in register().things.items()
        if thing.category is not None
    ]
    return case(*ways) if ways else null()


def unseen_categories(role: Role) -> set[int]:
    """The categories that members of a role do not see; the queries of the features."""
    asked = {thing.unseen for thing in register().things.values() if thing.unseen is not None}
    return {number for unseen in asked for number in unseen(role)}


def local_handlers(subject_type: str, subject_id: int) -> set[int]:
    """The members who handle a thing so, by their numbers; the queries of the feature."""
    thing = register().things.get(subject_type)
    return set(thing.local.handlers(subject_id)) if thing is not None and thing.local else set()


def pictures_of(subject_type: str, subject_id: int) -> Sequence[str]:
    """The digests of the pictures of a thing as it is now; the query of the feature, if it asks."""
    thing = register().things.get(subject_type)
    return thing.pictures(subject_id) if thing is not None and thing.pictures else ()


def acts_on(
    subject_type: str, subject_id: int, *, is_held_back: bool = False
) -> list[ModerationAct]:
    """What can be done about a thing as it is now, in the order of the page.

    One that is held back stands again before anything else is done, so that it can be taken away.
    """
    return [
        act
        for act in _acts_of(subject_type)
        if act.is_offered
        and (
            (is_held_back and act.restriction is Restriction.VISIBILITY)
            or act.is_possible(subject_id)
        )
    ]


def holding_back(subject_type: str) -> ModerationAct | None:
    """By what the program takes things of a type from view; None where it never does."""
    if is_private(subject_type):
        return None
    return next((act for act in _acts_of(subject_type) if act.holds_back), None)


def _acts_of(subject_type: str) -> list[ModerationAct]:
    acts = (act for act in register().acts.values() if act.subject_type == subject_type)
    return sorted(acts, key=lambda act: (act.order, act.name))
