"""What is known of how trust levels changed."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, anonymise, delete

PERSONAL = (
    Personal(
        "trust_change",
        _l("how your trust level changed, and why"),
        {
            "member_id": delete(_l("it serves nobody after you")),
            "set_by_id": anonymise(_l("the member to whom it was done may read why")),
        },
        exports=("member_id", "from_level", "to_level", "why", "reason", "at"),
        withheld={
            "id": "our number of the row",
            "decision_id": "the decision is given itself",
            "set_by_id": "who of the staff it was is in the audit",
        },
        seen=Seen.STAFF,
        correction="/me/trust",
    ),
)
