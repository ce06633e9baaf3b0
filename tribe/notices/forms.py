"""What a member chooses on the page of their notices."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from flask_babel import gettext as _

from tribe.activity.notices import Channel, find_kind
from tribe.activity.reminders import list_reminders
from tribe.base.db import now
from tribe.notices.budget import MOST, Standing
from tribe.notices.models import Digest, NoticeRhythm, Reach
from tribe.notices.services import Chosen
from tribe.notices.wishes import DIGEST, possible_reaches
from tribe.web.forms import Form

MAX_MUTE = timedelta(days=366)
NEVER, AS_IT_BEGAN = "never", "begin"
BOUNDS, NO_BOUND = ("1", "3", "10"), "0"  # mails at once in a day
HOURS = tuple(map(str, range(24)))
PUSHED = "push."  # before the name of a kind, in the name of a box
BUDGETS = tuple(map(str, range(MOST + 1)))  # messages of the brand in a month


def brand_field(channel: Channel) -> str:
    """The field of how many messages of the brand may come by a channel."""
    return f"brand_{channel.value}"


def _spelt(chosen: int | None) -> str:
    return AS_IT_BEGAN if chosen is None else str(chosen)


def offset_field(name: str, minutes: int) -> str:
    """The field in which a member ticks that they are reminded so many minutes before."""
    return f"{name}.{minutes}"


class NoticesForm(Form):
    """How far each kind comes, when mails do, and which others come."""

    def __init__(
        self,
        reaches: Mapping[str, Reach],
        mails: Collection[str],
        data: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        if data is None:
            return
        chosen = {name: self._reach(name, now) for name, now in reaches.items()}
        digest = self.choice("digest", (*Digest, NEVER), Digest.FRIDAY)
        most = self.choice("most", (AS_IT_BEGAN, *BOUNDS, NO_BOUND), AS_IT_BEGAN)
        begin, end = self._hour("quiet_from"), self._hour("quiet_until")
        if (begin is None) != (end is None):
            missing = "quiet_from" if begin is None else "quiet_until"
            self.fail(missing, _("Please give both hours, or neither."))
        self.chosen = Chosen(
            reaches=chosen,
            digest=None if digest == NEVER else Digest(digest),
            digest_hour=int(self.choice("digest_hour", HOURS, "8")),
            most_a_day=None if most == AS_IT_BEGAN else int(most),
            quiet_from=begin,
            quiet_until=end,
            muted_until=self._day("muted_until"),
            mails={name for name in mails if self.flag(name)},
            budgets={channel: self._budget(channel) for channel in Channel},
            offsets={
                kind.notice.name: {
                    one for one in kind.offsets if self.flag(offset_field(kind.notice.name, one))
                }
                for kind in list_reminders()
                if kind.is_chosen
            },
            pushed={name for name in reaches if self.flag(PUSHED + name)},
        )

    @classmethod
    def of(
        cls,
        reaches: Mapping[str, Reach],
        mails: Collection[str],
        rhythm: NoticeRhythm,
        unwanted: Collection[str],
        standings: Iterable[Standing],
        offsets: Mapping[str, Collection[int]],
        pushed: Mapping[str, bool],
    ) -> "NoticesForm":
        """The form as it stands for a member; `unwanted` are kinds of mails that do not come."""
        form = cls(reaches, mails)
        muted = rhythm.muted_until
        is_muted = muted is not None and muted >= now().date()
        hours = {"quiet_from": rhythm.quiet_from, "quiet_until": rhythm.quiet_until}
        form.values = (
            {name: reach.value for name, reach in reaches.items()}
            | {PUSHED + name: "1" if is_wanted else "" for name, is_wanted in pushed.items()}
            | {name: "" if name in unwanted else "1" for name in mails}
            | {brand_field(one.channel): _spelt(one.chosen) for one in standings}
            | {offset_field(name, one): "1" for name, ones in offsets.items() for one in ones}
            | {name: "" if hour is None else str(hour) for name, hour in hours.items()}
            | {
                "digest": NEVER if DIGEST in unwanted else rhythm.days,
                "digest_hour": str(rhythm.hour),
                "most": AS_IT_BEGAN if rhythm.most_a_day is None else str(rhythm.most_a_day),
                "muted_until": muted.isoformat() if muted is not None and is_muted else "",
            }
        )
        return form

    def _budget(self, channel: Channel) -> int | None:
        chosen = self.choice(brand_field(channel), (AS_IT_BEGAN, *BUDGETS), AS_IT_BEGAN)
        return None if chosen == AS_IT_BEGAN else int(chosen)

    def _reach(self, name: str, current: Reach) -> Reach:
        kind = find_kind(name)
        possible = possible_reaches(kind) if kind is not None else list(Reach)
        return Reach(self.choice(name, possible, current))

    def _hour(self, name: str) -> int | None:
        hour = self.choice(name, ("", *HOURS))
        return int(hour) if hour else None

    def _day(self, name: str) -> date | None:
        typed = self.values.get(name, "").strip()
        try:
            day = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.fail(name, _("Please give a day, such as 2026-11-22."))
            return None
        if day is not None and day > now().date() + MAX_MUTE:
            self.fail(name, _("Please give a day within a year."))
        return day
