"""Which level a member gets, and why."""

from collections.abc import Mapping

from tribe.access import TrustLevel
from tribe.web.forms import Form

MAX_REASON_LENGTH = 2_000


class LevelForm(Form):
    """A level with a reason for its member to read."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.level = self.choice("level", list(TrustLevel))
            self.reason = self.text("reason", maximum=MAX_REASON_LENGTH)
