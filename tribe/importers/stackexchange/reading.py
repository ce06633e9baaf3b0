"""From the rows of a dump to what is to be brought: checked, in order, and with its refusals."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tribe.importers.people import Person
from tribe.importers.reading import Refusal, Refused, Row, find_file, need_files, read_dump
from tribe.importers.stackexchange.site import LICENCE, Site
from tribe.markup import MAX_SOURCE_LENGTH
from tribe.markup.prose import from_comment, from_html

__all__ = ["Dump", "Item", "need_files", "read"]

QUESTION, ANSWER, COMMENT = "question", "answer", "comment"
KINDS = (QUESTION, ANSWER, COMMENT)
MAX_TITLE_LENGTH = 200
MACHINE = -1  # the site's own account, which tends tags and asks old questions again
_POST_KINDS = {"1": QUESTION, "2": ANSWER}
_UP, _DOWN = "2", "3"


@dataclass(frozen=True)
class Item:
    """One question, answer or comment."""

    kind: str
    number: int
    at: datetime
    order: datetime  # never before what it answers
    writer: str  # the key of a Person
    answered: int | None  # the post that it answers or comments on
    question: int
    body: str  # as it was there
    score: int
    licence: str
    file: str
    line: int  # of the file
    on_answer: bool = False
    title: str = ""
    closed_at: datetime | None = None

    @property
    def there(self) -> str:
        """Its id in the map."""
        return str(self.number)

    def markdown(self, base: str) -> str:
        """What it says, as our Markdown; raises Refused when it cannot be said."""
        try:
            text = from_comment(self.body) if self.kind == COMMENT else from_html(self.body, base)
        except RecursionError:
            raise Refused("its HTML is nested too deeply") from None
        if len(text) > MAX_SOURCE_LENGTH:
            raise Refused(f"{len(text)} characters, more than {MAX_SOURCE_LENGTH}")
        if not text:
            raise Refused("it has no words")
        return text


@dataclass
class Dump:
    """All that a dump holds for us."""

    site: Site
    people: dict[str, Person] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _posts: dict[int, Item] = field(default_factory=dict)

    @property
    def everyone(self) -> list[Person]:
        """All accounts, the first there first."""
        return sorted(self.people.values(), key=lambda person: (person.joined_at, person.key))

    @property
    def writers(self) -> list[Person]:
        """Those who wrote something that is kept."""
        keys = {item.writer for item in self.items}
        return [person for person in self.everyone if person.key in keys]


def read(folder: Path, site: Site, files: dict[str, Path]) -> Dump:
    """Read and check a dump; nothing of it is written anywhere."""
    dump = Dump(site)
    users = find_file(folder, "Users.xml")
    if users:
        _read_users(dump, users)
    else:
        dump.notes.append("there is no Users.xml: writers are called by their number, user17")
    votes = find_file(folder, "Votes.xml")
    scores = _count_votes(votes, dump.refused) if votes else None
    if scores is None:
        dump.notes.append("there is no Votes.xml: scores are those that the posts give")
    _read_posts(dump, files["Posts.xml"], scores)
    comments = find_file(folder, "Comments.xml")
    if comments:
        _read_comments(dump, comments)
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    dump.items.sort(key=lambda item: (item.order, ranks[item.kind], item.number))
    return dump


def _read_users(dump: Dump, path: Path) -> None:
    for row, number in _numbered(path, dump.refused):
        try:
            joined_at = row.moment("CreationDate")
        except Refused as reason:
            dump.refused.append(Refusal(row.file, row.line, str(reason)))
            continue
        name = row.values.get("DisplayName", "")
        dump.people[str(number)] = _person(number, name, joined_at)


def _count_votes(path: Path, refused: list[Refusal]) -> Counter[int]:
    """Up votes minus down votes, by post."""
    scores: Counter[int] = Counter()
    for row, _number in _numbered(path, refused):
        kind = row.values.get("VoteTypeId")
        if kind not in (_UP, _DOWN):
            continue
        try:
            scores[row.integer("PostId")] += 1 if kind == _UP else -1
        except Refused as reason:
            refused.append(Refusal(row.file, row.line, str(reason)))
    return scores


def _read_posts(dump: Dump, path: Path, scores: Counter[int] | None) -> None:
    """Questions before answers, wherever they stand in the file."""
    rows = [row for row, _number in _numbered(path, dump.refused)]
    others = Counter(
        row.values.get("PostTypeId", "none")
        for row in rows
        if row.values.get("PostTypeId") not in _POST_KINDS
    )
    if others:
        dump.notes.append(f"{others.total()} posts are neither question nor answer and stay out")
    differing = 0
    for wanted in (QUESTION, ANSWER):
        for row in rows:
            if _POST_KINDS.get(row.values.get("PostTypeId", "")) != wanted:
                continue
            item = _kept(dump, row, wanted, scores)
            differing += item is not None and row.values.get("Score", "0") != str(item.score)
    if differing:
        dump.notes.append(f"{differing} posts give another score than Votes.xml; the votes count")


def _read_comments(dump: Dump, path: Path) -> None:
    for row, _number in _numbered(path, dump.refused):
        _kept(dump, row, COMMENT, None)


def _kept(dump: Dump, row: Row, kind: str, scores: Counter[int] | None) -> Item | None:
    try:
        item = _item(dump, row, kind, scores)
        _check_words(item, dump.site.base)
    except Refused as reason:
        dump.refused.append(Refusal(row.file, row.line, f"{kind}: {reason}"))
        return None
    dump.items.append(item)
    if kind != COMMENT:
        dump._posts[item.number] = item
    return item


def _item(dump: Dump, row: Row, kind: str, scores: Counter[int] | None) -> Item:
    number, at = row.integer("Id"), row.moment("CreationDate")
    parent = _parent(dump, row, kind)
    title = row.text("Title")[:MAX_TITLE_LENGTH] if kind == QUESTION else ""
    return Item(
        kind=kind,
        number=number,
        at=at,
        order=max(at, parent.order) if parent else at,
        writer=_writer(dump, row, at, is_comment=kind == COMMENT),
        answered=parent.number if parent else None,
        question=parent.question if parent else number,
        body=row.text("Text" if kind == COMMENT else "Body"),
        score=scores[number] if scores is not None else _own_score(row),
        licence=row.values.get("ContentLicense", "").strip()[:80] or LICENCE,
        file=row.file,
        line=row.line,
        on_answer=parent is not None and parent.kind == ANSWER,
        title=" ".join(title.split()),
        closed_at=row.moment("ClosedDate") if row.values.get("ClosedDate") else None,
    )


def _parent(dump: Dump, row: Row, kind: str) -> Item | None:
    if kind == QUESTION:
        return None
    number = row.integer("PostId" if kind == COMMENT else "ParentId")
    parent = dump._posts.get(number)
    if parent is None or (kind == ANSWER and parent.kind != QUESTION):
        raise Refused(f"post {number}, which it belongs to, is not kept")
    return parent


def _writer(dump: Dump, row: Row, at: datetime, *, is_comment: bool) -> str:
    """The key of whoever wrote a row: an account, or what is left of a deleted one."""
    prefix = "" if is_comment else "Owner"
    if row.values.get(f"{prefix}UserId"):
        number = row.integer(f"{prefix}UserId")
        person = _person(number, "", at)
    else:
        name = row.values.get(f"{'User' if is_comment else 'Owner'}DisplayName", "").strip()
        name = name or "deleted-user"
        person = Person(f"deleted:{name}"[:80], name, "deleted-user", at, is_gone=True)
    known = dump.people.setdefault(person.key, person)
    is_seen_only_here = known.is_gone or not known.name
    if is_seen_only_here and at < known.joined_at:
        dump.people[person.key] = person
    return person.key


def _person(number: int, name: str, joined_at: datetime) -> Person:
    fallback = f"user{number}" if number >= 0 else f"site{-number}"
    return Person(str(number), name, fallback, joined_at, is_machine=number == MACHINE)


def _check_words(item: Item, base: str) -> None:
    """Raises Refused as `markdown` would; converting is left for later where that is sure."""
    is_plain = len(item.body) <= MAX_SOURCE_LENGTH // 3 and item.body.count("<") < 200
    words = item.body if item.kind == COMMENT else re.sub(r"<(?!img)[^>]*>", "", item.body)
    if not is_plain or len(words.strip()) < 20:
        item.markdown(base)


def _own_score(row: Row) -> int:
    return row.integer("Score") if row.values.get("Score") else 0


def _numbered(path: Path, refused: list[Refusal]) -> Iterator[tuple[Row, int]]:
    """Rows with their own number; a number that comes twice is kept once."""
    seen: set[int] = set()
    for row in read_dump(path, refused):
        try:
            number = row.integer("Id")
        except Refused as reason:
            refused.append(Refusal(row.file, row.line, str(reason)))
            continue
        if number in seen:
            refused.append(Refusal(row.file, row.line, f"Id {number} stands there already"))
            continue
        seen.add(number)
        yield row, number
