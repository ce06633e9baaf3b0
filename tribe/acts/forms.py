"""What is typed of acts of the brand."""

from collections.abc import Mapping

from tribe.acts.models import MAX_BODY_LENGTH, MAX_TITLE_LENGTH, BrandAct
from tribe.acts.services import ActDraft
from tribe.intent.forms import ask_intent
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
        intent = ask_intent(self, is_needed=False)
        self.draft = ActDraft(
            title=self.line("title", maximum=MAX_TITLE_LENGTH, minimum=3),
            body=self.prose("body", maximum=MAX_BODY_LENGTH),
            serves=intent.serves,
            asks=intent.asks,
            grounds=self.prose("grounds", maximum=MAX_GROUNDS_LENGTH, required=False),
            category_id=categories.get(chosen),
        )

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
