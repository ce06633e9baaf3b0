"""The bases of the reports that can be read, and the comparison of a new one with all of them."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import defer

from tribe.base.db import session, take_turns
from tribe.reports.build.basis import PARTS, Basis, Beside, basis_of, beside
from tribe.reports.gather.evidence import gather
from tribe.reports.models import ReportBasis, Snapshot, SnapshotState


@dataclass(frozen=True)
class Standing:
    """A report beside which another may not be read, and how near they are."""

    snapshot: Snapshot | None  # None where it was printed at the terminal
    beside: Beside


def admit(basis: Basis, snapshot_id: int | None = None) -> Standing | None:
    """Keep the basis of a report that may be made; None, or the report that it stands too close to.

    Two that ask at once are compared one after the other.
    """
    take_turns("reports")
    complete()
    forget(snapshot_id)
    standing = nearest(basis)
    if standing and standing.beside is Beside.SAME and not standing.snapshot and snapshot_id:
        standing = None  # what was printed may be read here as well
    if standing is None:
        _keep(basis, snapshot_id)
    return standing


def nearest(basis: Basis) -> Standing | None:
    """The report of the same data, or one that fewer than ten members tell from this one."""
    close = None
    for row in session.scalars(select(ReportBasis).order_by(ReportBasis.id)):
        packed = {name: getattr(row, name) for name in PARTS}
        kept = Basis.of_bytes(row.since_week, row.until_week, packed)
        found = beside(basis, kept)
        if found is Beside.SAFE:
            continue
        snapshot = session.get(Snapshot, row.snapshot_id) if row.snapshot_id else None
        if found is Beside.SAME:
            return Standing(snapshot, found)
        if close is None or close.snapshot is None:
            close = Standing(snapshot, found)
    return close


def complete() -> None:
    """Give a basis to reports of before there were any: that of the data as they are now."""
    based = select(ReportBasis.id).where(ReportBasis.snapshot_id == Snapshot.id).exists()
    old = select(Snapshot).where(Snapshot.state == SnapshotState.DONE, ~based)
    for snapshot in session.scalars(old.options(defer(Snapshot.document))).all():
        _keep(basis_of(gather(snapshot.since, snapshot.until)), snapshot.id)


def _keep(basis: Basis, snapshot_id: int | None) -> None:
    weeks = {"since_week": basis.since, "until_week": basis.until}
    session.add(ReportBasis(snapshot_id=snapshot_id, **weeks, **basis.to_bytes()))
    session.flush()


def forget(snapshot_id: int | None) -> None:
    """Take away the basis of a report that was not made after all."""
    if snapshot_id is not None:
        session.execute(delete(ReportBasis).where(ReportBasis.snapshot_id == snapshot_id))
