"""What is pressed and typed of a task."""

from collections.abc import Mapping

from tribe.desk.models import MAX_KEY_LENGTH, MAX_WORDS_LENGTH
from tribe.desk.services import SNOOZES
from tribe.web.forms import Form


class MarkForm(Form):
    """Which task, and what becomes of it; what is not offered is put off for a day."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.key = self.line("key", maximum=MAX_KEY_LENGTH)
        self.act = self.choice("act", ("back", "done", *SNOOZES), "day")
        self.words = self.line("words", maximum=MAX_WORDS_LENGTH, required=False)
        if "words" in self.errors:
            self.words = self.words[:MAX_WORDS_LENGTH]
