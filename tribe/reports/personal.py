"""What the tables of reports know of members: of analysts, and of nobody who was measured."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete, keep

OPEN_LOG = _l("every member may see who looked at the tribe, and to what end")
COMPARED = _l("without it a later report could be subtracted from this one, and tell of one person")

PERSONAL = (
    Personal(
        "snapshot",
        _l("reports that you asked for; they name no member"),
        {"requested_by_id": keep(OPEN_LOG)},
        exports=("id", "requested_by_id", "purpose", "created_at", "since", "until", "state"),
        withheld={
            "instead_id": "which report is read in its place",
            "seed": "of the drawing of chance",
            "progress": "how far its making is",
            "failure": "why it could not be made",
            "document": "about the tribe, and on its own page",
            "drawing": "about the tribe, and on its own page",
        },
        seen=Seen.MEMBERS,
        kept=_l("as long as the place"),
        remains={
            "purpose": "every member may see to what end",
            "failure": "of the report",
            "document": "about the tribe",
            "drawing": "about the tribe",
        },
    ),
    Personal(
        "own_place",
        _l("where you stand among those who are measured, worked out for you alone"),
        {"member_id": delete(_l("it tells of you, and of nobody else"))},
        exports=("member_id", "asked_at", "made_at", "found"),
        seen=Seen.NOBODY,
        correction="/me/measured",
    ),
    Personal(
        "report_basis",
        _l("for each member who was measured, digests of what a report read of them, by week"),
        {name: keep(COMPARED) for name in ("entries", "joined", "present")},
        withheld={
            "id": "a number of ours",
            "snapshot_id": "of which report",
            "made_at": "of the report",
            "since_week": "of the report",
            "until_week": "of the report",
            "entries": "digests of what other tables give in words",
            "joined": "digests of what other tables give in words",
            "pairs": "digests of acts between groups of members",
            "present": "digests of what other tables give in words",
        },
        seen=Seen.NOBODY,
        kept=_l("as long as the report"),
        remains={"pairs": "digests of acts between groups of members"},
    ),
)
