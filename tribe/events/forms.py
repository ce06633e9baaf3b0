"""The forms of gatherings: what a host says of one, and what a member answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tribe.activity.asking import may_ask, most_asked
from tribe.base import zones
from tribe.base.db import now
from tribe.events import activities, queries, settings
from tribe.events.models import MAX_REASON_LENGTH, Attendance, Event, Mode, Rsvp
from tribe.events.services import EventDraft
from tribe.events.services.hosting import list_newly_asked
from tribe.intent.forms import FIELDS, ask_intent
from tribe.intent.models import UNSTATED
from tribe.members.models import Member
from tribe.members.names import name_key
from tribe.moderation.ruling import read_reasons
from tribe.settings import value_of
from tribe.web.design.labels import clock
from tribe.web.forms import Form

MAX_DESCRIPTION_LENGTH = 20_000
MAX_PLACES = 100_000
MAX_HOSTS = 12
USUAL_LENGTH = timedelta(hours=2)
MAX_DURATION = timedelta(days=31)
FURTHEST = timedelta(days=5 * 366)
MINUTES = "%Y-%m-%dT%H:%M"


class EventForm(Form):
    """What a host says of a gathering."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        is_judged: bool = False,
        asks_intent: bool = False,
    ) -> None:
        super().__init__(data)
        self.why = self.rule = ""
        self.intent = UNSTATED
        if data is None:
            return
        if is_judged:  # a moderator changes what others host
            self.why, self.rule = read_reasons(self)
        self.title = self.line("title", minimum=3, maximum=200)
        if asks_intent:
            self.intent = ask_intent(self)
        self.description = self.prose("description", maximum=MAX_DESCRIPTION_LENGTH, required=False)
        self.mode = self.choice("mode", list(Mode), Mode.PLACE)
        self.place = self._place()
        self.online_url = self._online_url()
        self.zone = self._zone()
        self.locals: dict[str, datetime] = {}  # as typed, whatever the zone
        self.starts_at = self._moment("starts")
        self.ends_at = self._end()
        self._check_span()
        self.capacity = self.integer("capacity", minimum=1, maximum=MAX_PLACES)
        self.asked_ids = self._hosts()
        self.comes = self.flag("comes")
        self.welcomes_guests = self.flag("welcomes_guests")

    @classmethod
    def of(cls, event: Event, *, asks_intent: bool = False) -> "EventForm":
        """The form as it stands for a gathering that exists."""
        form = cls()
        form.values = {
            "title": event.title,
            "description": event.source,
            "mode": event.mode.value,
            "place": event.place,
            "online_url": event.online_url,
            "zone": event.zone,
            "starts": event.local_start.strftime(MINUTES),
            "ends": event.local_end.strftime(MINUTES),
            "starts_again": "1" if event.local_start.fold else "",
            "ends_again": "1" if event.local_end.fold else "",
            "capacity": "" if event.capacity is None else str(event.capacity),
            "welcomes_guests": "1" if event.welcomes_guests else "",
        }
        if asks_intent:
            form.values |= {name: getattr(event, name) for name in FIELDS}
        return form

    def check_may_ask(self, member: Member, event: Event | None = None) -> None:
        """Say so where a member asked enough others today to host."""
        fresh = list_newly_asked(event, self.asked_ids)
        if not may_ask(member, activities.HOST_ASKED, len(fresh)):
            most = most_asked(member)
            said = _("You can ask %(most)s members a day at most to host with you.", most=most)
            self.fail("hosts", said)

    def take_up(self, state: Mapping[str, Any]) -> None:
        """Fill in what a gathering was before a change."""
        zone = ZoneInfo(state["zone"])
        kept = {name: state[name] for name in ("title", "description", "mode", "place", "zone")}
        self.values |= kept | {"online_url": state["online_url"]}
        self.values |= {name: state[name] for name in FIELDS if state.get(name)}
        for name in ("starts", "ends"):
            local = datetime.fromisoformat(state[f"{name}_at"]).astimezone(zone)
            self.values[name] = local.strftime(MINUTES)
            self.values[f"{name}_again"] = "1" if local.fold else ""
        capacity = state.get("capacity")
        self.values["capacity"] = "" if capacity is None else str(capacity)
        self.values["welcomes_guests"] = "1" if state.get("welcomes_guests") else ""

    def comes_twice(self, name: str) -> bool:
        """Whether the clocks go back over what is typed as start or end, so that it comes twice."""
        zone = zones.canonical(self.values.get("zone", ""))
        try:
            local = datetime.fromisoformat(self.values.get(name, ""))
        except ValueError:
            return False
        return zone is not None and local.tzinfo is None and zones.comes_twice(local, zone)

    def check_is_to_come(self) -> None:
        """Refuse a gathering that nobody could come to any more."""
        if self.ends_at is not None and self.ends_at <= now():
            self.fail("starts", _("This is already over; please give a time to come."))

    def draft(self) -> EventDraft:
        """The values of a valid form."""
        assert self.starts_at is not None
        assert self.ends_at is not None
        return EventDraft(
            title=self.title,
            description=self.description,
            mode=Mode(self.mode),
            place=self.place,
            online_url=self.online_url,
            zone=self.zone,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            capacity=self.capacity,
            asked_ids=self.asked_ids,
            welcomes_guests=self.welcomes_guests,
            serves=self.intent.serves,
            asks=self.intent.asks,
        )

    def _place(self) -> str:
        is_asked = self.mode != Mode.ONLINE
        place = self.line("place", maximum=300, required=False)
        if is_asked and not place:
            self.fail("place", _("Please say in which place people meet."))
        return place if is_asked else ""

    def _online_url(self) -> str:
        is_asked = self.mode != Mode.PLACE
        return self.url("online_url") if is_asked else ""

    def _zone(self) -> str:
        typed = self.line("zone", maximum=64)
        zone = zones.canonical(typed)
        if typed and zone is None:
            self.fail(
                "zone", _("There is no time zone of this name; try one such as Europe/Paris.")
            )
        return zone or ""

    def _moment(self, name: str, *, required: bool = True) -> datetime | None:
        local = self.local_datetime(name, required=required)
        if local is not None:
            self.locals[name] = local
        if local is None or not self.zone:
            return None
        try:
            return zones.moment_of(local, self.zone, is_second=self.flag(f"{name}_again"))
        except zones.NoSuchTime as error:
            self.fail(
                name,
                _(
                    "This time does not exist in %(zone)s: the clocks go forward over it. "
                    "They will show %(time)s instead.",
                    zone=self.zone,
                    time=clock(error.nearest),
                ),
            )
            return None

    def _end(self) -> datetime | None:
        if self.values.get("ends", "").strip():
            return self._moment("ends")
        return self.starts_at + USUAL_LENGTH if self.starts_at is not None else None

    def _check_span(self) -> None:
        if self.starts_at is None or self.ends_at is None:
            starts, ends = self.locals.get("starts"), self.locals.get("ends")
            if not self.zone and starts and ends and ends <= starts:  # so on any clocks
                self.fail("ends", _("The end must come after the start."))
            return
        if self.ends_at <= self.starts_at:
            self.fail("ends", _("The end must come after the start."))
        elif self.ends_at - self.starts_at > MAX_DURATION:
            self.fail("ends", _("A gathering lasts a month at most."))
        elif self.starts_at > now() + FURTHEST:
            self.fail("starts", _("Please choose a day within the next five years."))

    def _hosts(self) -> tuple[int, ...]:
        typed = self.line("hosts", maximum=600, required=False)
        names = [name.strip().removeprefix("@") for name in typed.split(",") if name.strip()]
        if len(names) > MAX_HOSTS:
            self.fail("hosts", _("At most %(count)s members host together.", count=MAX_HOSTS))
            return ()
        found = queries.find_members([name_key(name) for name in names])
        for name in names:
            if name_key(name) not in found:
                self.fail("hosts", _("No member is called %(name)s.", name=name))
        return tuple(found[key].id for key in map(name_key, names) if key in found)


class CancelForm(Form):
    """Why a gathering is cancelled."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.why = self.line("why", maximum=MAX_REASON_LENGTH, required=False) if data else ""


class AnswerForm(Form):
    """Whether a member comes, and with how many guests."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is None:
            return
        answers = (Rsvp.GOING, Rsvp.INTERESTED, Rsvp.NOT_GOING)
        self.status = self.choice("status", answers)
        guests = self.integer("guests", minimum=0, maximum=value_of(settings.MAX_GUESTS))
        self.guests = guests if guests is not None and self.status == Rsvp.GOING else 0
        is_asked = self.flag("asks_hidden")  # a box that is not ticked is not sent
        self.is_hidden = self.flag("is_hidden") if is_asked else None

    @classmethod
    def of(cls, attendance: Attendance | None, *, begins_hidden: bool = False) -> "AnswerForm":
        """The form as the member's present answer fills it."""
        form = cls()
        is_hidden = attendance.is_hidden if attendance is not None else begins_hidden
        form.values = {"is_hidden": "1" if is_hidden else ""}
        if attendance is not None:
            is_coming = attendance.status in (Rsvp.GOING, Rsvp.WAITLISTED)
            form.values |= {
                "status": Rsvp.GOING.value if is_coming else attendance.status.value,
                "guests": str(attendance.guests),
            }
        return form
