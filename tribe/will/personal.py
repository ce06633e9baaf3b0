"""What the tables of the will know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, anonymise, delete

OURS = "a number of ours"
PERSONAL = (
    Impersonal("sealed_copy", "when the tribe was sealed, for how many"),
    Personal(
        "will_wording",
        _l("wordings of the tribe's will that you wrote for the council"),
        {"written_by_id": anonymise(_l("what the tribe willed stays, whoever wrote it down"))},
        exports=("heirs", "wishes", "written_by_id", "written_at"),
        withheld={"id": OURS},
        remains=dict.fromkeys(("heirs", "wishes"), "the tribe's will is its own"),
        seen=Seen.ALL,
        kept=_l("as long as the place"),
        correction="/will",
    ),
    Personal(
        "council_key",
        _l("your public key, for which the tribe's sealed copy has a share"),
        {"member_id": delete(_l("who is gone keeps no share of the next copy"))},
        exports=("member_id", "recipient", "made_at"),
        withheld={"id": OURS},
        seen=Seen.ALL,
        correction="/me/will",
    ),
    Personal(
        "sealed_share",
        _l("that the last sealed copy of the tribe has a share for you"),
        {"member_id": delete(_l("it names them"))},
        exports=("member_id", "recipient"),
        withheld={"id": OURS, "copy_id": OURS},
        seen=Seen.ALL,
        kept=_l("until the next copy is sealed, each month"),
    ),
)
