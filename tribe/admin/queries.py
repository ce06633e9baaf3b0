"""The audit with the names in it, and accounts as admins look for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.audit.queries import list_entries
from tribe.base.db import session
from tribe.base.paging import START, Page, Span
from tribe.members.models import Member, State
from tribe.members.names import name_key
from tribe.moderation.models import Decision
from tribe.moderation.private import are_private

FOUND = 50


@dataclass(frozen=True)
class Audited:
    """An entry of the audit, with who did it and whom it was done to."""

    entry: AuditEntry
    actor: Member | None
    member: Member | None
    decision: Decision | None  # of moderation, of which it tells
    is_private: bool  # that one: its words stand on its page alone, whose reader says why


def list_audited(
    *,
    kinds: Collection[str] = (),
    actor_id: int | None = None,
    subject_type: str = "",
    subject_ids: Collection[str] | None = None,
    span: Span = START,
) -> Page[Audited]:
    """A page of entries, newest first; two queries, and one where they tell of decisions."""
    page = list_entries(
        kinds=kinds,
        actor_id=actor_id,
        subject_type=subject_type,
        subject_ids=subject_ids,
        span=span,
    )
    ids = {entry.actor_id for entry in page.rows}
    ids |= {int(entry.subject_id) for entry in page.rows if entry.subject_type == "member"}
    people = {m.id: m for m in session.scalars(select(Member).where(Member.id.in_(ids)))}
    decided = _decisions(page.rows)
    return page.holding(
        Audited(
            entry,
            people.get(entry.actor_id or 0),
            people.get(int(entry.subject_id)) if entry.subject_type == "member" else None,
            *decided.get(_decision_id(entry), (None, False)),
        )
        for entry in page.rows
    )


def _decision_id(entry: AuditEntry) -> int:
    return int(entry.facts.get("decision") or 0)


def _decisions(entries: Iterable[AuditEntry]) -> dict[int, tuple[Decision, bool]]:
    ids = {_decision_id(entry) for entry in entries} - {0}
    if not ids:
        return {}
    chosen = select(Decision, are_private()).where(Decision.id.in_(ids))
    return {one.id: (one, is_private) for one, is_private in session.execute(chosen)}


def list_kinds() -> list[str]:
    """The kinds of entries that there are."""
    return list(session.scalars(select(AuditEntry.kind).distinct().order_by(AuditEntry.kind)))


def list_trusted() -> list[Member]:
    """Whoever has a role, speaks for the brand, or is suspended; by name."""
    told = or_(
        Member.role != Role.MEMBER,
        Member.is_brand,
        Member.is_category_moderator,
        Member.state == State.SUSPENDED,
    )
    return list(session.scalars(select(Member).where(told).order_by(Member.name_key)))


def find_accounts(search: str) -> list[Member]:
    """Accounts whose name holds a word, or whose address it is; the first fifty by name."""
    named = Member.name_key.contains(name_key(search), autoescape=True)
    chosen = select(Member).where(or_(named, Member.email == search.lower()))
    return list(session.scalars(chosen.order_by(Member.name_key).limit(FOUND)))
