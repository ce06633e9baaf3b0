"""What is typed into the forms of private conversations."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.members.models import Member
from tribe.members.names import name_key
from tribe.members.queries import find_by_names
from tribe.messages.models import MAX_TITLE_LENGTH, WhoMayWrite
from tribe.messages.queries import BEGINNING, Choice
from tribe.messages.services import MAX_OTHERS
from tribe.messages.services.writing import MAX_LENGTH
from tribe.web.forms import Form

Data = Mapping[str, str] | None


class BeginForm(Form):
    """To whom one writes, under which title, and the first words."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.title = self.body = ""
        self.people: list[Member] = []
        if data is not None:
            self.people = self._people()
            self.title = self.line("title", maximum=MAX_TITLE_LENGTH)
            self.body = self.prose("body", maximum=MAX_LENGTH)

    def _people(self) -> list[Member]:
        typed = self.line("to", maximum=600)
        names = [name.strip().removeprefix("@") for name in typed.split(",") if name.strip()]
        if len(names) > MAX_OTHERS:
            said = _("You can write to at most %(most)s members at once.", most=MAX_OTHERS)
            self.fail("to", said)
            return []
        found = find_by_names([name_key(name) for name in names])
        for name in names:
            if name_key(name) not in found:
                self.fail("to", _("No member is called %(name)s.", name=name))
        return [found[key] for key in dict.fromkeys(map(name_key, names)) if key in found]


class MessageForm(Form):
    """The words of a message."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.body = self.prose("body", maximum=MAX_LENGTH) if data is not None else ""


class ChoiceForm(Form):
    """Who may begin to write to one, and whether mails say what was written."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.chosen = Choice()
        if data is not None:
            who = self.choice("who_may_write", list(WhoMayWrite), BEGINNING)
            self.chosen = Choice(WhoMayWrite(who), self.flag("mails_have_words"))
