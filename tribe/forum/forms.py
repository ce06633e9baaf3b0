"""What is typed into the forms of the forum."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from tribe.base import zones
from tribe.base.db import now
from tribe.base.errors import Fault
from tribe.base.i18n import reader_zone
from tribe.base.paging import parse_number
from tribe.forum import settings
from tribe.forum.models import MAX_ALT, MOST_TAGS, Audience, Level, Pin, PostFile, ReactionKind
from tribe.forum.policy import LADDER, Grant
from tribe.forum.queries import FileRow
from tribe.forum.services import MAX_TITLE_LENGTH, MIN_TITLE_LENGTH, CategoryDraft
from tribe.forum.services.arranging import MAX_SLOW
from tribe.forum.tagging import MAX_NAME, MAX_TYPED, fault_of_tag, split_tags
from tribe.forum.typed import numbers_in, topic_in
from tribe.intent.forms import FIELDS, ask_intent
from tribe.intent.models import UNSTATED, Intent, Stating
from tribe.interests.forms import read_interest
from tribe.interests.models import Interest
from tribe.members.models import HUES
from tribe.moderation.models import MAX_RULE_LENGTH, Ground
from tribe.moderation.ruling import read_end, read_ground, read_reasons
from tribe.settings import value_of
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.moderated import ModerationAct

Data = Mapping[str, str] | None
MAX_WHY = 300  # of what is kept in the audit


class FileForm(Form):
    """A form with files, which are kept while the rest of it is mended."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.files: list[PostFile] = []
        self.interest: Interest | None = None


class ReplyForm(FileForm):
    """An answer, to the topic or to one of its posts."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.body = ""
        self.reply_to: int | None = None
        if data is not None:
            self.body = self.prose("body", maximum=value_of(settings.MAX_POST_LENGTH))
            self.reply_to = self.integer("reply_to", minimum=1)
            self.interest = read_interest(self)


def read_tags(form: Form) -> list[str]:
    """The tags that stand in a field, with commas between."""
    typed = form.line("tags", maximum=MAX_TYPED, required=False)
    names = split_tags(typed)
    for fault in filter(None, map(fault_of_tag, names)):
        form.fail("tags", words(fault))
    most = min(value_of(settings.MAX_TAGS), MOST_TAGS)
    if len(names) > MOST_TAGS:
        form.fail("tags", words(Fault("forum.too_many_tags", {"most": most})))
    return names


class TopicForm(FileForm):
    """A new topic: where, under which title, and its first words; for the brand, whom it serves."""

    def __init__(
        self,
        data: Data = None,
        slugs: Mapping[str, object] | None = None,
        *,
        asks_intent: bool = False,
    ) -> None:
        super().__init__(data)
        self.intent = UNSTATED
        self.category = self.title = self.body = ""
        self.tags: list[str] = []
        if data is not None:
            self.tags = read_tags(self)
            self.category = self.choice("category", slugs or {})
            self.title = self.line("title", minimum=MIN_TITLE_LENGTH, maximum=MAX_TITLE_LENGTH)
            if asks_intent:
                self.intent = ask_intent(self)
            self.body = self.prose("body", maximum=value_of(settings.MAX_POST_LENGTH))
            self.interest = read_interest(self)


class EditForm(Form):
    """What a post shall say from now on; the first post carries the title of its topic."""

    def __init__(
        self,
        data: Data = None,
        *,
        has_title: bool = False,
        is_judged: bool = False,
        asks_intent: bool = False,
    ) -> None:
        super().__init__(data)
        self.body = self.why = self.rule = ""
        self.intent: Intent | None = None
        self.title: str | None = None
        self.tags: list[str] | None = None
        if data is not None and is_judged:  # it changes what another wrote
            self.why, self.rule = read_reasons(self)
        self.interest: Interest | None = None
        if data is not None:
            if has_title:
                self.title = self.line("title", minimum=MIN_TITLE_LENGTH, maximum=MAX_TITLE_LENGTH)
                self.tags = read_tags(self) if "tags" in self.values else None
            if asks_intent:
                self.intent = ask_intent(self)
            self.body = self.prose("body", maximum=value_of(settings.MAX_POST_LENGTH))
            self.interest = read_interest(self)

    @classmethod
    def of(
        cls,
        source: str,
        title: str,
        has_title: bool,
        tags: Sequence[str] = (),
        said: Stating | None = None,
    ) -> "EditForm":
        """The form as it stands for a post; the first one has title and tags of its topic."""
        form, of_topic = cls(), {"title": title, "tags": ", ".join(tags)}
        of_topic |= {name: getattr(said, name) for name in FIELDS} if said is not None else {}
        form.values = {"body": source} | (of_topic if has_title else {})
        return form


MAX_REASON = 1_000


class FilesForm(FileForm):
    """What the pictures of a post show, and more files for it."""

    def __init__(self, data: Data = None, files: Sequence[FileRow] = ()) -> None:
        super().__init__(data)
        self.alts: dict[int, str] = {}
        for file in files if data is not None else ():
            if f"alt_{file.id}" in self.values:
                self.alts[file.id] = self.line(f"alt_{file.id}", maximum=MAX_ALT, required=False)

    @classmethod
    def of(cls, files: Sequence[FileRow]) -> "FilesForm":
        """The form as it stands."""
        form = cls()
        form.values = {f"alt_{file.id}": file.alt for file in files}
        return form


class ReasonForm(Form):
    """Why something is done to what others wrote."""

    def __init__(
        self,
        data: Data = None,
        *,
        is_needed: bool = True,
        has_rule: bool = False,
        is_rule_needed: bool = True,
        ends: ModerationAct | None = None,
    ) -> None:
        super().__init__(data)
        self.why = self.rule = ""
        self.ground = Ground.RULES
        self.until: datetime | None = None
        if data is not None:
            self.why = self.text("why", maximum=MAX_REASON, required=is_needed)
        if data is not None and has_rule:
            self.rule = self.line("rule", maximum=MAX_RULE_LENGTH, required=is_rule_needed)
            self.ground = read_ground(self)
        if data is not None and ends is not None:
            self.until = read_end(self, ends)


class TopicActForm(ReasonForm):
    """What is done to a whole topic: the fields that an act asks for, and why."""

    def __init__(
        self,
        data: Data = None,
        fields: Collection[str] = (),
        targets: Mapping[str, object] | None = None,
        *,
        has_rule: bool = False,
        is_rule_needed: bool = True,
        ends: ModerationAct | None = None,
    ) -> None:
        super().__init__(data, has_rule=has_rule, is_rule_needed=is_rule_needed, ends=ends)
        self.category = self.title = self.pin = ""
        self.numbers: list[int] = []
        self.into: int | None = None
        self.minutes: int | None = None
        ticked = data.getlist("post") if isinstance(data, MultiDict) else []
        self.ticked = {number for one in ticked if (number := parse_number(one)) is not None}
        for name in fields if data is not None else ():
            getattr(self, f"_read_{name}")(targets or {})

    def _read_category(self, targets: Mapping[str, object]) -> None:
        self.category = self.choice("category", targets)

    def _read_title(self, _targets: Mapping[str, object]) -> None:
        self.title = self.line("title", minimum=MIN_TITLE_LENGTH, maximum=MAX_TITLE_LENGTH)

    def _read_pin(self, _targets: Mapping[str, object]) -> None:
        self.pin = self.choice("pin", list(Pin))

    def _read_minutes(self, _targets: Mapping[str, object]) -> None:
        self.minutes = self.integer("minutes", minimum=1, maximum=MAX_SLOW, required=True)

    def _read_until(self, _targets: Mapping[str, object]) -> None:
        self._read_moment(is_needed=False)

    def _read_at(self, _targets: Mapping[str, object]) -> None:
        self._read_moment(is_needed=True)

    def _read_moment(self, *, is_needed: bool) -> None:
        local = self.local_datetime("until", required=is_needed)
        if local is None:
            return
        try:
            self.until = zones.moment_of(local, reader_zone())
        except zones.NoSuchTime as jump:
            self.until = zones.moment_of(jump.nearest, reader_zone())
        if self.until <= now():
            self.fail("until", _("Please choose a moment that lies ahead."))

    def _read_into(self, _targets: Mapping[str, object]) -> None:
        """The number of a topic, or its address."""
        typed = self.line("into", maximum=300)
        self.into = topic_in(typed)
        if typed and self.into is None:
            self.fail("into", _("Please give the address of a topic."))

    def _read_numbers(self, _targets: Mapping[str, object]) -> None:
        """Numbers of posts and spans of them, such as 3, 5-8, besides those that are ticked."""
        typed = self.line("numbers", maximum=300, required=not self.ticked)
        numbers = numbers_in(typed)
        self.numbers = sorted(numbers | self.ticked)
        if typed and not numbers:
            self.fail("numbers", _("Please give numbers of posts, such as 3, 5-8."))


class TagForm(Form):
    """Another name for a tag."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.name = self.line("name", maximum=MAX_NAME) if data is not None else ""


class MergeTagForm(Form):
    """Into which tag another goes."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.into = self.line("into", maximum=MAX_NAME) if data is not None else ""


class ReactionForm(Form):
    """A sign to a post."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.kind = ReactionKind(
            self.choice("kind", list(ReactionKind), default=ReactionKind.THANKS)
        )


class FollowForm(Form):
    """How closely to follow a topic."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        chosen = self.choice("level", [*Level, *MUTES], default=Level.NORMAL)
        self.level = Level.MUTED if chosen in MUTES else Level(chosen)
        self.until = MUTES[chosen]() if chosen in MUTES else None


def _tomorrow() -> datetime:
    """When the next day begins on the reader's clocks."""
    zone = reader_zone()
    today = now().astimezone(ZoneInfo(zone)).date()
    return zones.moment_of(datetime.combine(today + timedelta(days=1), time()), zone)


MUTES: Mapping[str, Callable[[], datetime]] = {  # for how long a topic may be muted
    "muted-tomorrow": _tomorrow,
    "muted-week": lambda: now() + timedelta(days=7),
    "muted-month": lambda: now() + timedelta(days=30),
}
CATEGORY_LEVELS = (Level.NORMAL, Level.WATCHING, Level.MUTED)


class FollowCategoryForm(Form):
    """How closely to follow a category."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.level = Level(self.choice("level", list(CATEGORY_LEVELS), default=Level.NORMAL))


class ReadForm(Form):
    """All that was said before the page was made; in one category and those in it, or in all."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.category = self.values.get("category", "")
        self.until = self.moment("until")


class RemoveForm(Form):
    """Into which category another one goes; None for one that is empty."""

    def __init__(
        self, data: Data = None, targets: Mapping[int, str] | None = None, *, is_empty: bool = False
    ) -> None:
        super().__init__(data)
        self.into: int | None = None
        if data is not None:
            self.into = self.integer("into", minimum=1, required=not is_empty)
            if self.into is not None and self.into not in (targets or {}):
                self.fail("into", _("Please choose one of the values offered."))


class ModeratorForm(Form):
    """Whom an admin lets moderate a category, and why."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.name = self.why = ""
        if data is not None:
            self.name = self.line("name", maximum=60)
            self.why = self.line("why", maximum=MAX_WHY, required=False)


class DismissForm(Form):
    """Whom an admin lets moderate a category no more, and why."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.member_id = self.integer("member", minimum=1, required=True)
        self.why = self.line("why", maximum=MAX_WHY, required=False)


class CategoryForm(Form):
    """A category and, for each audience, what it may do there."""

    RIGHTS = ("see", "reply", "create")

    def __init__(self, data: Data = None, parents: Mapping[int, str] | None = None) -> None:
        super().__init__(data)
        self.draft = CategoryDraft(name="")
        if data is not None:
            self._read(parents or {})

    def _read(self, parents: Mapping[int, str]) -> None:
        parent_id = self.integer("parent", minimum=1)
        if parent_id is not None and parent_id not in parents:
            self.fail("parent", _("Please choose one of the values offered."))
        self.draft = CategoryDraft(
            name=self.line("name", minimum=2, maximum=80),
            slug=self.line("slug", maximum=80, required=False),
            description=self.text("description", maximum=1000, required=False),
            parent_id=parent_id,
            position=self.integer("position", maximum=9999) or 0,
            hue=self.integer("hue", maximum=HUES - 1) or 0,
            grants=self._grants(),
        )

    def keep_grants(self, standing: Mapping[Audience, Grant]) -> None:
        """Who may do what stays as it is: a form that does not know how it stood changes none."""
        self.draft = replace(self.draft, grants=dict(standing))

    def _grants(self) -> dict[Audience, Grant]:
        ticked = {
            audience: Grant(*(self.flag(f"{audience}_{right}") for right in self.RIGHTS))
            for audience in LADDER
        }
        return {audience: grant for audience, grant in ticked.items() if any(grant)}
