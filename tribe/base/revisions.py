"""What a shared thing was before each change, so that every change can be read and undone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, now, session

ASIDE = ".aside"  # after the type of what was set aside, where nobody looks for it


class Revision(Base):
    """The state of a thing until somebody changed it."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_subject", "subject_type", "subject_id", "id"),)

    id: Mapped[Id]
    subject_type: Mapped[str] = mapped_column(String(20))  # "event", "ritual", "event_rite"
    subject_id: Mapped[int]
    editor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


State = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One change of a thing: who made it, when, and each field that differs, before and after."""

    revision_id: int
    editor_id: int
    at: datetime
    fields: Mapping[str, tuple[str, str]]


def keep(
    subject_type: str, subject_id: int, editor_id: int, state: State, at: datetime | None = None
) -> None:
    """Keep what a thing is before it is changed; the caller then changes it."""
    session.add(
        Revision(
            subject_type=subject_type,
            subject_id=subject_id,
            editor_id=editor_id,
            state=dict(state),
            created_at=at or now(),
        )
    )


def find(subject_type: str, subject_id: int, revision_id: int) -> State | None:
    """A state of this very thing; one query."""
    wanted = (Revision.subject_type == subject_type, Revision.subject_id == subject_id)
    return session.scalar(select(Revision.state).where(*wanted, Revision.id == revision_id))


def take_last(subject_type: str, subject_id: int) -> Revision | None:
    """The last state that was kept of a thing, which is kept no longer; one query."""
    last = select(func.max(Revision.id)).where(
        Revision.subject_type == subject_type, Revision.subject_id == subject_id
    )
    row = session.scalar(select(Revision).where(Revision.id == last.scalar_subquery()))
    if row is not None:
        session.delete(row)
    return row


def last_number(subject_type: str, subject_id: int) -> int:
    """The number of the last state that was kept of a thing, or 0; one query."""
    of_it = (Revision.subject_type == subject_type, Revision.subject_id == subject_id)
    return session.scalar(select(func.max(Revision.id)).where(*of_it)) or 0


def read_change(
    subject_type: str, subject_id: int, revision_id: int, present: State
) -> tuple[State, State] | None:
    """What a thing was before a change and what that made of it; None where it is kept no more."""
    found = _since(subject_type, subject_id, revision_id)
    if not found:
        return None
    own, *later = found
    return own.state, later[0].state if later else present


def take_back(
    subject_type: str,
    subject_id: int,
    revision_id: int,
    present: State,
    groups: Collection[tuple[str, ...]],
) -> dict[str, Any]:
    """What of a thing goes back where a change of it does: the fields that nobody changed since.

    Those of a group go together. What goes back leaves the history. Empty where the change is kept
    no more.
    """
    found = _since(subject_type, subject_id, revision_id)
    if not found:
        return {}
    own, *later = found
    states = [*(row.state for row in later), present]
    back: dict[str, Any] = {}
    for names in groups:
        before, made = _pick(own.state, names), _pick(states[0], names)
        if before != made and all(_pick(state, names) == made for state in states):
            back |= before
    for row in later:
        row.state = {**row.state, **back}
    if {**states[0], **back} == {**states[0], **own.state}:
        session.delete(own)
    session.flush()
    return back


def _since(subject_type: str, subject_id: int, revision_id: int) -> Sequence[Revision]:
    """The states of a thing from one on, which comes first; none where that is kept no more."""
    types = (subject_type, subject_type + ASIDE)
    of_it = (Revision.subject_type.in_(types), Revision.subject_id == subject_id)
    chosen = select(Revision).where(*of_it, Revision.id >= revision_id).order_by(Revision.id)
    found = session.scalars(chosen).all()
    return found if found and found[0].id == revision_id else ()


def _pick(state: State, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: state.get(name) for name in names}


def set_aside(subject_type: str, subject_id: int) -> list[int]:
    """Let nobody read or bring back what a thing was; the numbers of what was set aside."""
    of_it = (Revision.subject_type == subject_type, Revision.subject_id == subject_id)
    numbers = list(session.scalars(select(Revision.id).where(*of_it).order_by(Revision.id)))
    session.execute(update(Revision).where(*of_it).values(subject_type=subject_type + ASIDE))
    return numbers


def take_up(subject_type: str, subject_id: int, numbers: Sequence[int]) -> None:
    """Let what was set aside be read again."""
    of_it = (Revision.subject_type == subject_type + ASIDE, Revision.subject_id == subject_id)
    chosen = update(Revision).where(*of_it, Revision.id.in_(numbers))
    session.execute(chosen.values(subject_type=subject_type))


def list_changes(subject_type: str, subject_id: int, present: State) -> Sequence[Change]:
    """The last hundred changes of a thing, the newest first; one query."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.subject_type == subject_type, Revision.subject_id == subject_id)
        .order_by(Revision.id.desc())
        .limit(100)
    ).all()
    changes, after = [], present
    for row in rows:
        changed = {
            name: (str(row.state.get(name, "")), str(after.get(name, "")))
            for name in after
            if row.state.get(name) != after.get(name)
        }
        changes.append(Change(row.id, row.editor_id, row.created_at, changed))
        after = row.state
    return changes
