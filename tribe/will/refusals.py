"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "will.not_on_council": _l("Only the members' council keeps the keys to the tribe's will."),
    "will.no_key": _l("This is no public key of age. It begins with age1 and has 62 characters."),
    "will.not_ones_own": _l(
        "Another member has this key already: everyone needs one of their own."
    ),
    "will.small_council": _l(
        "Nothing is sealed before %(least)s members sit on the council: nobody shall open it alone."
    ),
    "will.large_council": _l("Not more than %(most)s members can have a share."),
    "will.keys_lack": _l("Nothing can be sealed yet. Keys of the council that lack: %(lacking)s."),
    "will.nothing_sealed": _l("Nothing is sealed yet."),
}
