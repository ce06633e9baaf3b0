"""What is typed of acts of the brand."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.acts.models import (
    MAX_BODY_LENGTH,
    MAX_STATEMENT_LENGTH,
    MAX_TITLE_LENGTH,
    MIN_STATEMENT_LENGTH,
    BrandAct,
    says_something,
)
from tribe.acts.services import ActDraft
from tribe.web.forms import Form

MAX_GROUNDS_LENGTH = 2_000
MAX_ANSWER_LENGTH = 10_000


class ActForm(Form):
    """An act as it is drafted; its statements may come later, but not after it is published."""

    def __init__(
        self, categories: Mapping[str, int], data: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        if data is None:
            return
        chosen = self.choice("category", ("", *categories), "")
        self.draft = ActDraft(
            title=self.line("title", maximum=MAX_TITLE_LENGTH, minimum=3),
            body=self.prose("body", maximum=MAX_BODY_LENGTH),
            serves=self._statement("serves"),
            asks=self._statement("asks"),
            grounds=self.prose("grounds", maximum=MAX_GROUNDS_LENGTH, required=False),
            category_id=categories.get(chosen),
        )

    def _statement(self, name: str) -> str:
        written = self.line(
            name, required=False, maximum=MAX_STATEMENT_LENGTH, minimum=MIN_STATEMENT_LENGTH
        )
        if written and name not in self.errors and not says_something(written):
            self.fail(name, _("Please say it in words."))
        return written

    @classmethod
    def of(cls, act: BrandAct, categories: Mapping[str, int]) -> "ActForm":
        """The form as it stands for a draft."""
        form = cls(categories)
        slugs = {number: slug for slug, number in categories.items()}
        form.values = {
            "title": act.title,
            "body": act.source,
            "serves": act.serves,
            "asks": act.asks,
            "grounds": act.grounds,
            "category": slugs.get(act.category_id or 0, ""),
        }
        return form


class AnswerForm(Form):
    """What a member answers."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.body = self.prose("body", maximum=MAX_ANSWER_LENGTH) if data is not None else ""
