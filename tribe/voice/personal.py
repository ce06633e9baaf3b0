"""What the tables of charter, council and promises know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, anonymise, keep

PERSONAL = (
    Impersonal("charter_value", "what the tribe holds to"),
    Personal(
        "council_seat",
        _l("when you sat on the council"),
        {"member_id": anonymise(_l("that somebody spoke for the members stays written down"))},
        exports=("member_id", "since", "until"),
        withheld={"id": "a number of ours"},
        seen=Seen.ALL,
        kept=_l("as long as the place"),
    ),
    Personal(
        "promise",
        _l("promises that you made for the brand, and judged on the council"),
        {
            "made_by_id": keep(_l("the brand promised, by whoever spoke for it")),
            "settled_by_id": anonymise(_l("the council judged, whoever spoke for it")),
        },
        exports=(
            "id",
            "title",
            "source",
            "made_by_id",
            "made_at",
            "due_on",
            "outcome",
            "settled_at",
            "settled_by_id",
            "account",
        ),
        withheld={"html": "made from the source"},
        seen=Seen.ALL,
        kept=_l("as long as the place"),
        owner=("made_by_id", "settled_by_id"),
        theirs={"source": "made_by_id", "account": "settled_by_id"},
        remains=dict.fromkeys(
            ("title", "source", "html", "account"), "the brand promised, and the council judged"
        ),
    ),
)
