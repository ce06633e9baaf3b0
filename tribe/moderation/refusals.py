"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "moderation.nothing": _l("There is nothing here that you could report."),
    "moderation.own_words": _l("It is yours. Change it, or take it away yourself."),
    "moderation.no_report": _l(
        "This link leads to no report. It may be mistyped; or what it led to was deleted, which is "
        "done half a year after the outcome."
    ),
    "moderation.nothing_to_object": _l("There is nothing to object to here, or not any more."),
    "moderation.no_case": _l("There is no such case."),
    "moderation.no_decision": _l("There is no such decision."),
    "moderation.no_member": _l("There is no such member."),
    "moderation.no_appeal": _l("There is no such appeal."),
    "moderation.no_reason": _l("There is no such saved reason."),
    "moderation.not_admin": _l("Only admins keep the saved reasons."),
    "moderation.both_languages": _l("Say it in both languages."),
    "moderation.not_moderator": _l("Only moderators do that."),
    "moderation.is_with_place": _l("Only who moderates a category passes a case on."),
    "moderation.passed_on": _l("It was passed on to the moderators of the place."),
    "moderation.reaches_beyond": _l(
        "Undoing it reaches what lies where you do not moderate. A moderator of both undoes it."
    ),
    "moderation.own_case": _l("It concerns yourself. Another moderator decides."),
    "moderation.kept_out": _l("You have something at stake in it: its notes are for others."),
    "moderation.lost_appeal": _l(
        "An appeal overturned what you decided of it. While it says the same, another moderator "
        "decides."
    ),
    "moderation.lost_of_theirs": _l(
        "An appeal overturned what you decided of something that this would take. Another "
        "moderator, who did not decide that, may do it."
    ),
    "moderation.reported_theirs": _l(
        "You reported something of theirs yourself. A moderator who reported none of it may decide."
    ),
    "moderation.own_decision": _l("You made this decision. Somebody else judges the appeal."),
    "moderation.is_decided": _l("It has been decided already."),
    "moderation.why_needed": _l("Say why: whom it concerns will read it."),
    "moderation.rule_needed": _l("Say which rule, or which law."),
    "moderation.no_such_act": _l("That cannot be done here, or not any more."),
    "moderation.never_ends": _l("That cannot be given an end."),
    "moderation.end_needed": _l("Say when it ends."),
    "moderation.end_is_past": _l("The end lies in the past."),
    "moderation.held_back": _l(
        "Several reported it, and a moderator looks at it. It can be written anew after that."
    ),
    "moderation.is_undone": _l("It has been undone already."),
    "moderation.cannot_be_undone": _l("That cannot be undone."),
    "moderation.too_long": _l("That is too long: %(maximum)s characters at most."),
    "moderation.words_needed": _l("Say it in your own words."),
    "moderation.appealed_already": _l("You have appealed this decision already."),
    "moderation.appeal_is_late": _l("The time to appeal this decision is over."),
    "moderation.is_answered": _l("This appeal has been answered already."),
}
