"""What the tables of the mechanisms know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, anonymise, delete, keep

ACCOUNTABLE = _l("who decided about others, or looked at the tribe, answers for it")

PERSONAL = (
    Impersonal("job", "work to do; numbers of things alone, and what is done goes after a week"),
    Impersonal("recurring_run", "when recurring work ran last"),
    Impersonal("setting", "settings of the place"),
    Personal(
        "form_submission",
        _l("forms of yours that were accepted, so that one sent twice counts once"),
        {"member_id": delete(_l("it serves for thirty days"))},
        withheld={
            "member_id": "gone after thirty days",
            "digest": "of what is given in its own table",
            "location": "of what is given in its own table",
            "sent_at": "of what is given in its own table",
        },
        seen=Seen.NOBODY,
        kept=_l("for thirty days"),
    ),
    Personal(
        "activity",
        _l("what you did here: when, and to which thing"),
        {
            "actor_id": anonymise(_l("what it was done to remains"), "actor_id"),
            "member_id": anonymise(_l("what it was done to remains"), "member_id"),
        },
        exports=("actor_id", "kind", "subject_type", "subject_id", "facts", "at"),
        withheld={
            "id": "a number of ours",
            "member_id": "tells of somebody else",
            "audience": "who may learn of it",
        },
        seen=Seen.ALL,
        kept=_l("for 400 days"),
        remains={"facts": "numbers and states of things, no words"},
    ),
    Personal(
        "audit_entry",
        _l("what you decided as an admin and about whom, and your looks at reports"),
        {"actor_id": keep(ACCOUNTABLE), "subject_id": keep(ACCOUNTABLE)},
        exports=("actor_id", "kind", "subject_type", "subject_id", "facts", "why", "at"),
        withheld={"id": "a number of ours"},
        seen=Seen.STAFF,
        kept=_l("as long as the place"),
        remains={
            "facts": "what was decided; of the member's own account without their name",
            "why": "reasons that they gave for decisions about others; those about them go",
        },
    ),
    Personal(
        "revision",
        _l("what stood in a gathering or a rite before you changed it"),
        {"editor_id": anonymise(_l("others can take the change back"))},
        exports=("subject_type", "subject_id", "editor_id", "created_at"),
        withheld={"id": "a number of ours", "state": "what stood there may be words of others"},
        seen=Seen.MEMBERS,
        kept=_l("as long as the thing"),
        remains={"state": "of a thing that others share"},
    ),
    Personal(
        "stored_file",
        _l("files that you gave, such as pictures"),
        {"digest": delete(_l("what no row shows any more goes with the next pruning"))},
        withheld={
            "digest": "the name of the file, which is given itself",
            "media_type": "told by the file",
            "size": "told by the file",
            "kept_at": "when somebody last gave the same file",
        },
        seen=Seen.ALL,
        correction="/me/profile",
    ),
)
