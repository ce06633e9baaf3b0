"""What the last report says of the brand, as a part of the page of its fidelity."""

from tribe.reports.declared.ids import AUTONOMY_ID
from tribe.reports.models import Snapshot
from tribe.reports.requests import queries
from tribe.web.slots import Part


def autonomy() -> Part:
    """The autonomy of the tribe in the last report, or that there is not enough yet; one query.

    Raises NotPublishable if not everyone may read it.
    """
    snapshot = queries.last_snapshot()
    sentence = "" if snapshot is None else _sentence(snapshot)
    return Part("reports/_autonomy.html", {"id": AUTONOMY_ID, "sentence": sentence})


def _sentence(snapshot: Snapshot) -> str:
    from tribe.reports.declared import NotPublishable, Readers
    from tribe.reports.declared.fidelity import AUTONOMY

    if AUTONOMY.readers is not Readers.EVERYONE:
        raise NotPublishable(f"{AUTONOMY.id} is not for everyone")
    entry = AUTONOMY.entry_in(snapshot.document)
    return entry.sentence if entry and entry.is_enough else ""
