"""What an admin decides about spam and haste: each layer is on or off by a setting of its own."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import NO, YES, YES_OR_NO, Number, Text, Unfit
from tribe.spam import wordlist
from tribe.spam.reporters import TO_HIDE

GROUP = SettingGroup(
    "spam",
    lambda: _("Spam and haste"),
    lambda: _("What is held for a moderator before others read it, and what is refused."),
)
PAGE_OF_WORDS = "/admin/words"  # which says first what a list would have held
PACE = Setting(
    "spam_pace",
    YES_OR_NO,
    YES,
    lambda: _("Acts have their pace"),
    lambda: _("So many topics, replies, edits and signs in an hour and a day, by trust."),
    GROUP,
)
TRAP = Setting(
    "spam_trap",
    YES_OR_NO,
    YES,
    lambda: _("A field that people do not see"),
    lambda: _("In forms of newcomers and guests. Who fills it in is asked to send once more."),
    GROUP,
)
SECONDS = Setting(
    "spam_seconds",
    Number(0, 60),
    3,
    lambda: _("Seconds that a newcomer's form takes, at least"),
    lambda: _("Who is faster is asked to send once more. 0 asks nobody."),
    GROUP,
)
LINKS = Setting(
    "spam_links",
    Number(0, 50),
    2,
    lambda: _("Addresses in a newcomer's text, at most"),
    lambda: _("With more of them to other places it waits for a moderator. 50 lets all through."),
    GROUP,
)
REPEATS = Setting(
    "spam_repeats",
    YES_OR_NO,
    YES,
    lambda: _("Hold what is said again"),
    lambda: _("Nearly the same text within two weeks, of whomever; members who are trusted may."),
    GROUP,
)
WAITING = Setting(
    "spam_waiting",
    Number(0, 10),
    2,
    lambda: _("Texts that wait, after which a newcomer's next ones wait too"),
    lambda: _("So one who sells in several ways is read as a whole. 0 holds none for this."),
    GROUP,
)
FIRST_POSTS = Setting(
    "spam_first_posts",
    Number(0, 20),
    0,
    lambda: _("First posts that wait for a moderator"),
    lambda: _("Of each new member. With 0 none does for being a first one."),
    GROUP,
)
REPORTS_HIDE = Setting(
    "spam_reports_hide",
    YES_OR_NO,
    YES,
    lambda: _("Take from view what weighs enough by its reports"),
    lambda: _("Until a moderator has looked: posts, and words of gatherings, rites and recaps."),
    GROUP,
)
REPORTS_WEIGHT = Setting(
    "spam_reports_weight",
    Number(TO_HIDE, 20),
    TO_HIDE,
    lambda: _("What the reports of one thing weigh then, at least"),
    lambda: _(
        "A member weighs the share of their reports that proved true, 1 at most. "
        "Three of them it takes in any case."
    ),
    GROUP,
)
WORDS_ON = Setting(
    "spam_words_on",
    YES_OR_NO,
    NO,
    lambda: _("Hold texts with words of the list"),
    lambda: _("Look at /admin/words first: it says what the list would have held."),
    GROUP,
    page=PAGE_OF_WORDS,
)


STOPFORUMSPAM = Setting(
    "spam_stopforumspam",
    YES_OR_NO,
    NO,
    lambda: _("Ask StopForumSpam about new accounts"),
    lambda: _("It gets a digest of the address, and no more. What is listed there is held."),
    GROUP,
)
AKISMET = Setting(
    "spam_akismet_key",
    Text(64),
    "",
    lambda: _("Key of Akismet"),
    lambda: _(
        "With it the words of held texts go there, without their author. Empty asks nothing."
    ),
    GROUP,
)


@dataclass(frozen=True)
class WordList:
    """Entries of the list of words, one a line."""

    maximum: int = wordlist.MOST_ENTRIES * (wordlist.MOST_LENGTH + 1)
    required: bool = False
    control: str = "lines"

    def parse(self, typed: str) -> str:
        """The entries; raises Unfit for too many, too long or too wide ones."""
        entries = wordlist.parse(typed)
        if len(entries) > wordlist.MOST_ENTRIES:
            raise Unfit(_("Please keep to %(count)s lines.", count=wordlist.MOST_ENTRIES))
        for entry in entries:
            if len(entry.typed) > wordlist.MOST_LENGTH:
                most = wordlist.MOST_LENGTH
                raise Unfit(_("Please keep each line to %(count)s characters.", count=most))
            if entry.is_too_wide:
                told = _("“%(entry)s” would hold nearly everything.", entry=entry.typed)
                raise Unfit(told)
        return "\n".join(entry.typed for entry in entries)

    def spell(self, value: str) -> str:
        """The lines themselves."""
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is such a list."""
        if not isinstance(value, str) or len(value) > self.maximum:
            return False
        entries = wordlist.parse(value)
        return len(entries) <= wordlist.MOST_ENTRIES and not any(e.is_too_wide for e in entries)


WORDS = Setting(
    "spam_words",
    WordList(),
    "",
    lambda: _("List of words"),
    lambda: _("One entry a line: words as they are written, with * for any letters of a word."),
    GROUP,
    page=PAGE_OF_WORDS,
)
ALL_LINKS = 50  # as many as nobody counts
SETTINGS: tuple[Setting[Any], ...] = (
    PACE,
    TRAP,
    SECONDS,
    LINKS,
    REPEATS,
    WAITING,
    FIRST_POSTS,
    REPORTS_HIDE,
    REPORTS_WEIGHT,
    WORDS_ON,
    WORDS,
    STOPFORUMSPAM,
    AKISMET,
)
