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
    lambda: _("Spam and rate limits"),
    lambda: _("What is held for a moderator before others read it, and what is refused."),
)
PAGE_OF_WORDS = "/admin/words"  # which says first what a list would have held
PACE = Setting(
    "spam_pace",
    YES_OR_NO,
    YES,
    lambda: _("Limit the rate of actions"),
    lambda: _("Topics, replies, edits and signs per hour and per day, by trust."),
    GROUP,
)
TRAP = Setting(
    "spam_trap",
    YES_OR_NO,
    YES,
    lambda: _("Hidden field"),
    lambda: _("In forms for newcomers and guests. Anyone who fills it in is asked to send again."),
    GROUP,
)
SECONDS = Setting(
    "spam_seconds",
    Number(0, 60),
    3,
    lambda: _("Minimum seconds for a newcomer's form"),
    lambda: _("Anyone faster is asked to send again. 0 asks nobody."),
    GROUP,
)
LINKS = Setting(
    "spam_links",
    Number(0, 50),
    2,
    lambda: _("Maximum links in a newcomer's text"),
    lambda: _(
        "With more links to other sites, it waits for a moderator. 50 lets everything through."
    ),
    GROUP,
)
REPEATS = Setting(
    "spam_repeats",
    YES_OR_NO,
    YES,
    lambda: _("Hold repeated texts"),
    lambda: _("Nearly the same text within two weeks, by anyone; trusted members are exempt."),
    GROUP,
)
WAITING = Setting(
    "spam_waiting",
    Number(0, 10),
    2,
    lambda: _("Waiting texts after which a newcomer's next ones wait too"),
    lambda: _("Somebody who sells in several ways is then read as a whole. 0 holds none for this."),
    GROUP,
)
FIRST_POSTS = Setting(
    "spam_first_posts",
    Number(0, 20),
    0,
    lambda: _("First posts held for a moderator"),
    lambda: _("For each new member. 0 holds none for being a first post."),
    GROUP,
)
REPORTS_HIDE = Setting(
    "spam_reports_hide",
    YES_OR_NO,
    YES,
    lambda: _("Hide what reports weigh enough against"),
    lambda: _(
        "Until a moderator has reviewed it: posts, and the text of gatherings, rites and recaps."
    ),
    GROUP,
)
REPORTS_WEIGHT = Setting(
    "spam_reports_weight",
    Number(TO_HIDE, 20),
    TO_HIDE,
    lambda: _("Minimum weight of the reports on one thing"),
    lambda: _(
        "A member weighs the share of their reports that were confirmed, 1 at most. It "
        "always takes at least three."
    ),
    GROUP,
)
WORDS_ON = Setting(
    "spam_words_on",
    YES_OR_NO,
    NO,
    lambda: _("Hold texts with words from the list"),
    lambda: _("Its page first shows what the list would have held."),
    GROUP,
    page=PAGE_OF_WORDS,
)


STOPFORUMSPAM = Setting(
    "spam_stopforumspam",
    YES_OR_NO,
    NO,
    lambda: _("Ask StopForumSpam about new accounts"),
    lambda: _("It receives only a hash of the address. Texts of listed addresses are held."),
    GROUP,
)
AKISMET = Setting(
    "spam_akismet_key",
    Text(64),
    "",
    lambda: _("Akismet key"),
    lambda: _(
        "With a key, held texts are sent there without their author. Leave it empty to ask nothing."
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
            raise Unfit(_("%(count)s lines at most, please.", count=wordlist.MOST_ENTRIES))
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
    lambda: _("Word list"),
    lambda: _("One entry per line: words as written, with * for any letters of a word."),
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
