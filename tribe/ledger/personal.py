"""What the ledger knows of members: only of those who agreed to be measured."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "interaction",
        _l("to whom you turned, and who turned to you, where both had agreed"),
        {
            "actor_id": delete(_l("what was measured goes with the consent")),
            "target_id": delete(_l("what was measured goes with the consent")),
        },
        exports=("actor_id", "kind", "at", "cause", "cause_id", "group_size"),
        withheld={"id": "a number of ours", "target_id": "tells of somebody else"},
        seen=Seen.NOBODY,
        correction="/me/measured",
        kept=_l("until you withdraw your consent"),
    ),
)
