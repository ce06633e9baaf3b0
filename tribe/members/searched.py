"""What is found of members: what the page of one who is here says to whoever asks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Select, select

from tribe.activity import Happened, Listener
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.markup import words_of
from tribe.members import activities
from tribe.members.models import IN_USE, Member, Trait
from tribe.search import Document, Hit, Searchable, Tab, changed

MEMBER = "member"


def documents(member_ids: Collection[int]) -> list[Document]:
    """Members who are here, by name, and by what they say and wear; two queries."""
    said = _said(member_ids)
    return [
        Document(row.id, row.name, said[row.id], row.joined_at, row.id)
        for row in session.execute(_chosen(member_ids))
    ]


def numbers(after: int, size: int) -> Sequence[int]:
    """The next members after a number; one query."""
    chosen = select(Member.id).where(Member.id > after).order_by(Member.id).limit(size)
    return session.scalars(chosen).all()


def show(_seen: Collection[int] | None, member_ids: Collection[int]) -> Mapping[int, Hit]:
    """Members who are here as they are found; two queries."""
    said = _said(member_ids)
    return {
        row.id: Hit(row.name, f"/u/{quote(row.name)}", said[row.id], row.joined_at)
        for row in session.execute(_chosen(member_ids))
    }


def hear(happened: Happened) -> None:
    """An account was opened, suspended or opened again."""
    changed(MEMBER, [happened.subject_id])


def _chosen(member_ids: Collection[int]) -> Select[int, str, datetime]:
    columns = (Member.id, Member.name, Member.joined_at)
    return select(*columns).where(Member.id.in_(sorted(member_ids)), IN_USE)


def _said(member_ids: Collection[int]) -> dict[int, str]:
    ids = sorted(member_ids)
    said: defaultdict[int, list[str]] = defaultdict(list)
    bios = select(Member.id, Member.bio).where(Member.id.in_(ids), Member.bio != "")
    for number, bio in session.execute(bios):
        said[number].append(words_of(bio))
    worn = select(Trait.member_id, Trait.text).where(Trait.member_id.in_(ids))
    for number, text in session.execute(worn.order_by(Trait.kind, Trait.position)):
        said[number].append(text)
    return defaultdict(str, {number: "\n".join(texts) for number, texts in said.items()})


LISTENERS = (
    Listener(hear, (activities.MEMBER_JOINED, activities.SUSPENDED, activities.UNSUSPENDED)),
)
SEARCHABLE = Searchable(
    MEMBER,
    tabs=(Tab("members", lambda: _("Members"), ("member", "membres", "membre"), order=50),),
    documents=documents,
    numbers=numbers,
    show=show,
    audience=lambda _actor: None,
)
