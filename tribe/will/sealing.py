"""Sealing the whole tribe for the council of today."""

import tempfile
from pathlib import Path

from tribe import storage
from tribe.archive.services import export_to
from tribe.base.db import now
from tribe.base.errors import RuleBroken
from tribe.settings import place, value_of
from tribe.will import queries, services
from tribe.will.models import SealedCopy
from tribe.will.queries import LEAST, MOST, Readiness
from tribe.will.sealed import Seal, To, write_sealed

ZIP = "application/zip"


def seal() -> tuple[SealedCopy, Seal]:
    """Seal all that an export has, in the place of the last copy; the caller commits.

    It reads in a transaction of its own, and ends what was begun before. Nothing that opens the
    copy is kept. Raises RuleBroken while the council or its keys are too few, and ArchiveError
    where there can be no export.
    """
    moment = now()
    ready = queries.readiness(moment.date())
    _refuse_unready(ready)
    to = To(
        [(one.name, key.recipient) for one, key in ready.holders],
        ready.threshold,
        len(ready.sitting),
    )
    name, members = value_of(place.NAME), [one.id for one, _key in ready.holders]
    with tempfile.TemporaryDirectory() as folder:
        export_to(export := Path(folder) / "tribe")
        path = Path(folder) / "sealed"
        with path.open("w+b") as file:
            sealed = write_sealed(file, export, to, place=name, sealed_at=moment.isoformat())
        digest = storage.keep_file(path, ZIP)
    return services.note_sealed(sealed, digest, members), sealed


def _refuse_unready(ready: Readiness) -> None:
    """Raise RuleBroken unless the council has a size and keys that a copy can be sealed for."""
    if len(ready.sitting) < LEAST:
        raise RuleBroken("will.small_council", least=LEAST)
    if len(ready.sitting) > MOST:
        raise RuleBroken("will.large_council", most=MOST)
    if ready.lacking:
        raise RuleBroken("will.keys_lack", lacking=ready.lacking)
