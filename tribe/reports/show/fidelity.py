"""What the last report says of the brand, as a part of the page of its fidelity."""

from tribe.reports.declared import NotPublishable, Readers
from tribe.reports.declared.fidelity import AUTONOMY
from tribe.reports.requests import queries
from tribe.web.slots import Part


def autonomy() -> Part:
    """The autonomy of the tribe in the last report, or that there is not enough yet; one query.

    Raises NotPublishable if not everyone may read it.
    """
    if AUTONOMY.readers is not Readers.EVERYONE:
        raise NotPublishable(f"{AUTONOMY.id} is not for everyone")
    snapshot = queries.last_snapshot()
    entry = AUTONOMY.entry_in(snapshot.document if snapshot else None)
    sentence = entry.sentence if entry and entry.is_enough else ""
    return Part("reports/_autonomy.html", {"id": AUTONOMY.id, "sentence": sentence})
