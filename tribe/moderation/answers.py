"""What is typed when a decision is appealed, judged or undone."""

from collections.abc import Mapping

from tribe.moderation.models import MAX_WORDS_LENGTH, AppealOutcome
from tribe.web.forms import Form

LATER = "later"


class WordsForm(Form):
    """One's own words: of an appeal, or of why a decision is undone."""

    words: str
    is_of_both = False  # also of what was decided in one act with it

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH)
            self.is_of_both = self.flag("both")


class JudgeForm(Form):
    """What is answered to an appeal, and why."""

    outcome: AppealOutcome
    other: AppealOutcome | None = None  # of what was decided in one act with it; none: later
    words: str

    def __init__(self, data: Mapping[str, str] | None = None, *, is_of_both: bool = False) -> None:
        super().__init__(data)
        if data is not None:
            outcomes = [one.value for one in AppealOutcome]
            chosen = self.choice("outcome", outcomes, "")
            self.outcome = AppealOutcome(chosen) if chosen else AppealOutcome.UPHELD
            other = self.choice("other", [*outcomes, LATER], "") if is_of_both else LATER
            self.other = AppealOutcome(other) if other in outcomes else None
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH)
