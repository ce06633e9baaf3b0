"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "moderation.nothing": _l("There is nothing here to report."),
    "moderation.own_words": _l("This is yours. Edit or remove it yourself."),
    "moderation.no_report": _l(
        "This link leads to no report. It may be mistyped, or the report may have been "
        "deleted, which happens half a year after the outcome."
    ),
    "moderation.nothing_to_object": _l("There is nothing to appeal here, or there no longer is."),
    "moderation.no_case": _l("This case does not exist."),
    "moderation.no_decision": _l("This decision does not exist."),
    "moderation.no_member": _l("There is no such member."),
    "moderation.no_appeal": _l("This appeal does not exist."),
    "moderation.no_reason": _l("This saved reason does not exist."),
    "moderation.not_admin": _l("Only admins can change the saved reasons."),
    "moderation.both_languages": _l("Fill in both languages."),
    "moderation.not_moderator": _l("Only moderators can do that."),
    "moderation.is_with_place": _l("Only a category moderator can pass a case on."),
    "moderation.passed_on": _l("Passed on to the moderators of the whole place."),
    "moderation.reaches_beyond": _l(
        "Undoing this affects a place you do not moderate. It takes a moderator of both."
    ),
    "moderation.own_case": _l("This is about you. Another moderator decides."),
    "moderation.not_yours_to_undo": _l("Another moderator decided this; it is not yours to undo."),
    "moderation.replaces_anothers": _l(
        "This would replace another moderator’s decision, which is not yours to undo."
    ),
    "moderation.kept_out": _l("You are involved in this case, so its notes are for others."),
    "moderation.lost_appeal": _l(
        "An appeal overturned your decision about this. While the text is the same, another "
        "moderator decides."
    ),
    "moderation.lost_of_theirs": _l(
        "An appeal overturned your decision about all that this would remove. It stays until there "
        "is something else."
    ),
    "moderation.lost_of_account": _l(
        "An appeal overturned what you did to this account. Another moderator can do it; you "
        "can once somebody else reports something new by this person."
    ),
    "moderation.reported_theirs": _l(
        "You reported something by this person yourself. A moderator who reported nothing of "
        "theirs can decide."
    ),
    "moderation.not_beside": _l("This address leads to nothing else there that can be reported."),
    "moderation.own_overturned": _l(
        "An appeal overturned your decision in this case. Another moderator decides it anew."
    ),
    "moderation.own_decision": _l("You made this decision. Somebody else answers the appeal."),
    "moderation.is_involved": _l("You are involved in this case. Someone else answers the appeal."),
    "moderation.no_picture": _l("There is no picture here."),
    "moderation.applies_already": _l("This already applies: nothing would change."),
    "moderation.is_decided": _l("This has already been decided."),
    "moderation.why_needed": _l("Say why: the person concerned will read it."),
    "moderation.rule_needed": _l("Name the rule or the law."),
    "moderation.no_such_act": _l("That is not possible here, or no longer is."),
    "moderation.is_gone": _l("It is already gone. Choose “No action” to close the case."),
    "moderation.nothing_together": _l(
        "Choose an action on the content too. If there is none, act on the account separately."
    ),
    "moderation.cleared_together": _l(
        "These two contradict each other: a published text broke no rule, so nothing is done "
        "to its author for it. Choose one of the two."
    ),
    "moderation.waits_for_act": _l(
        "That would settle nothing: the case waits until another action is taken."
    ),
    "moderation.never_ends": _l("This cannot be given an end date."),
    "moderation.end_needed": _l("Say when it ends."),
    "moderation.end_is_past": _l("The end date is in the past."),
    "moderation.held_back": _l(
        "Several people reported it and a moderator is reviewing it. It can be rewritten "
        "after that."
    ),
    "moderation.is_undone": _l("This has already been undone."),
    "moderation.is_replaced": _l(
        "A moderator reviewed this and made another decision in its place. What you can do "
        "is on the page of that decision."
    ),
    "moderation.cannot_be_undone": _l("This cannot be undone."),
    "moderation.too_long": _l("Too long: %(maximum)s characters at most."),
    "moderation.words_needed": _l("Say it in your own words."),
    "moderation.appealed_already": _l("You have already appealed this decision."),
    "moderation.appeal_is_late": _l("The time to appeal this decision has passed."),
    "moderation.is_answered": _l("This appeal has already been answered."),
}
