"""The words of what is refused in private conversations."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "messages.none": _l("There is no such conversation."),
    "messages.no_message": _l("There is no such message."),
    "messages.brand_begins_none": _l(
        "Accounts of the brand begin no private conversation: they answer those who write to them."
    ),
    "messages.brand_with_others": _l("One writes to an account of the brand without others."),
    "messages.nobody": _l("Please say to whom you write: to another member than yourself."),
    "messages.too_many": _l("You can write to at most %(most)s members at once."),
    "messages.not_to_them": _l("%(name)s takes no first messages from you."),
    "messages.asked_already": _l("You wrote to %(name)s already: wait until they answer."),
    "messages.enough_today": _l(
        "You can begin to write to %(most)s members a day at most. Come back tomorrow."
    ),
    "messages.not_accepted": _l("Nobody has agreed to this conversation yet. Wait for an answer."),
    "messages.silent": _l("This conversation is silent: nobody takes words in it any more."),
    "messages.not_asked": _l("Nobody asks you this any more."),
    "messages.held": _l("This conversation is held until its moderator says how it ended."),
    "messages.may_not_change": _l(
        "You can change only what you wrote yourself, where words are not kept."
    ),
    "messages.not_moderator": _l("Only moderators can do that."),
    "messages.title_length": _l("A title has from 1 to %(maximum)s characters."),
    "messages.body_length": _l("A message has from 1 to %(maximum)s characters."),
}
