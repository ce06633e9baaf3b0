"""What is typed about the will."""

from collections.abc import Mapping

from tribe.web.forms import Form
from tribe.will.models import Wording

MOST_CHARACTERS = 4000


class WordingForm(Form):
    """Who inherits, and what shall become of the tribe's words."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.heirs = self.text("heirs", maximum=MOST_CHARACTERS)
            self.wishes = self.text("wishes", maximum=MOST_CHARACTERS)

    @classmethod
    def of(cls, wording: Wording | None) -> "WordingForm":
        """The form as it stands for what was said last."""
        form = cls()
        if wording is not None:
            form.values = {"heirs": wording.heirs, "wishes": wording.wishes}
        return form


class KeyForm(Form):
    """A public key that a member made elsewhere."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.key = self.line("key", maximum=100)
