"""What is typed into a page of the place: its text in each language, and what changed."""

import hashlib
import json
import re
from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.base.i18n import offered_locales
from tribe.markup import cook
from tribe.pages.models import MAX_NOTE_LENGTH, MAX_TEXT_LENGTH
from tribe.web.forms import Form

GAP = re.compile("⟨[^⟩]{0,60}⟩?")  # what the drafts leave for an admin to say


def left_open(text: str) -> str:
    """What to say of a draft that leaves something open: all of it, and nothing twice."""
    gaps = ", ".join(dict.fromkeys(GAP.findall(text)))
    return gaps and _("Please fill in what the draft leaves open: %(gap)s", gap=gaps)


class PageForm(Form):
    """The texts of a page by language, at least one of them written."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.texts: dict[str, str] = {}
        self.note = ""
        if data is not None:
            self._read()

    def _read(self) -> None:
        for language in offered_locales():
            text = self.prose(f"text_{language}", maximum=MAX_TEXT_LENGTH, required=False)
            if left := left_open(text):
                self.fail(f"text_{language}", left)
            if text:
                self.texts[language] = text
        self.note = self.line("note", maximum=MAX_NOTE_LENGTH, required=False)
        if not self.texts and not self.errors:
            self.fail(f"text_{offered_locales()[0]}", _("Please fill this in."))

    @property
    def mark(self) -> str:
        """What tells these texts from any others."""
        return hashlib.sha256(json.dumps(self.texts, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def is_shown(self) -> bool:
        """Whether just these texts were shown as a page, and were then sent again."""
        return self.values.get("shown") == self.mark and not self.is_taken_back

    @property
    def is_taken_back(self) -> bool:
        """Whether whoever was shown them wants to change them first."""
        return self.flag("change")

    @property
    def cooked(self) -> dict[str, str]:
        """The texts as the page would show them, by language."""
        return {language: cook(text, begins_at=2).html for language, text in self.texts.items()}

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "PageForm":
        """The form as a page stands."""
        form = cls()
        form.values = {f"text_{code}": texts.get(code, "") for code in offered_locales()}
        form.values["note"] = ""
        return form
