"""What is typed when a decision is appealed, judged or undone."""

from collections.abc import Mapping

from tribe.moderation.models import MAX_WORDS_LENGTH, AppealOutcome
from tribe.web.forms import Form


class WordsForm(Form):
    """One's own words: of an appeal, or of why a decision is undone."""

    words: str

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH)


class JudgeForm(Form):
    """What is answered to an appeal, and why."""

    outcome: AppealOutcome
    words: str

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            chosen = self.choice("outcome", [one.value for one in AppealOutcome], "")
            self.outcome = AppealOutcome(chosen) if chosen else AppealOutcome.UPHELD
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH)
