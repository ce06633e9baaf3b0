"""Why something cannot be done with a gathering, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "events.no_event": _l("There is no such gathering."),
    "events.not_host": _l("Only its hosts and the moderators can change a gathering."),
    "events.cancelled": _l("This gathering is cancelled."),
    "events.over": _l("This gathering is over."),
    "events.waitlist_is_given": _l("A place in the waitlist is given, not chosen."),
    "events.too_many_guests": _l("You can bring at most %(count)s guests."),
    "events.party_too_large": _l("There is room for %(count)s people in all, guests included."),
    "events.no_room_for_guests": _l(
        "There is no room for more guests just now. Your own answer stays as it was."
    ),
    "events.no_zone": _l("There is no time zone of this name."),
    "events.ends_before_start": _l("A gathering ends after it starts."),
    "events.no_capacity": _l("A gathering has room for at least one person."),
    "events.over_or_cancelled": _l("This gathering is over or cancelled."),
    "events.hosts_not": _l("You do not host this gathering."),
    "events.not_creator": _l("Only moderators and whoever invited to it can take a host away."),
    "events.member_hosts_not": _l("This member does not host it."),
    "events.last_host": _l("A gathering keeps one host: ask another to host it first."),
    "events.only_host": _l("You are its only host: ask another to host it, or cancel it."),
    "events.brand_is_left": _l(
        "Only the brand would host it then. First it says whom the gathering serves and what it"
        " asks, or another member hosts it; or cancel it."
    ),
    "events.asked_enough": _l("You can ask %(most)s members a day at most to host with you."),
    "events.not_asked": _l("Nobody has asked you to host this."),
    "events.takes_place": _l("This gathering is not cancelled, or it is over."),
    "events.reinstated_often": _l(
        "This gathering was taken up again %(count)s times: please plan a new one."
    ),
    "events.comes_not": _l("Members who come see the address."),
    "events.no_calendar": _l("There is no such calendar."),
    "events.guests_not_welcome": _l("Members alone come to this gathering."),
    "events.no_guest_seat": _l("There is no place for guests left just now."),
    "events.no_such_seat": _l(
        "This address leads to no place: it was given back, or the gathering is long over."
    ),
    "events.no_name": _l("Please say by what name you come."),
    "events.no_address": _l("An address begins with https:// or http://."),
}
