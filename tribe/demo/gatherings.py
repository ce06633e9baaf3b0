"""The gatherings of each circle: when and where, who comes, and what is said of it afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tribe.demo import acts, truth
from tribe.demo.calendar import local, waking, weekdays
from tribe.demo.grammar import read_words
from tribe.demo.people import Person
from tribe.demo.talk import Thread, Turn
from tribe.demo.threads import Story, Writer, begin, converse
from tribe.events.models import Mode, Rsvp

AHEAD = timedelta(days=45)  # how far ahead gatherings are announced
NOTICE = timedelta(days=24)
CALLED_OFF = 0.03
THANKED = 0.33  # share of gatherings after which somebody opens a topic
LESSENED = timedelta(hours=30)  # answers change until shortly before


@dataclass(frozen=True)
class Series:
    """How often a circle meets, and how many come."""

    kind: str  # in gatherings.toml
    circle: str
    every: int  # days
    guests: tuple[int, int]  # who say that they come, at least and at most
    rite: str | None = None
    is_online: bool = False


SERIES = (
    Series("brique", "brique", truth.FORTNIGHTLY_DAYS, (6, 12), "fortnightly", is_online=True),
    Series("grain", "grain", 30, (8, 15), "monthly"),
    Series("village", "village", 31, (9, 20)),
    Series("levain", "levain", 37, (7, 13)),
    Series("route", "route", 40, (6, 13)),
)
YEARLY = Series("yearly", "village", truth.YEARLY_DAYS, (22, 27), "yearly")
YEARLY_BEFORE = timedelta(days=112)  # the last long bake lies so far back


def gather(story: Story, keepers: dict[str, list[Person]]) -> None:
    """Every gathering, past and to come."""
    for series in SERIES:
        weekday = read_words("gatherings")[series.kind]["weekday"]
        begins = story.start + timedelta(days=52)
        for day in weekdays(begins, story.until + AHEAD, weekday, _whole_weeks(series.every)):
            _meet(story, series, day, keepers)
    last = story.until - YEARLY_BEFORE
    saturday = weekdays(last - timedelta(days=8), last, 5, 7)[-1]
    for years in reversed(range(truth.YEARLY_TIMES)):
        _meet(story, YEARLY, saturday - timedelta(days=years * truth.YEARLY_DAYS), keepers)


def _whole_weeks(days: int) -> int:
    return max(1, round(days / 7)) * 7


def _meet(story: Story, series: Series, day: datetime, keepers: dict[str, list[Person]]) -> None:
    words = read_words("gatherings")[series.kind]
    announced = min(day - NOTICE, story.until - timedelta(hours=story.rng.uniform(2, 90)))
    announced = waking(announced, story.rng)
    hosts = _hosts(story, series, announced, keepers)
    invite = _invitation(story, series, words, day, announced, hosts)
    story.deeds.append(invite)
    if series.rite:
        marked = announced + timedelta(minutes=6)
        enact = acts.Enact(at=marked, by=hosts[0], rite=series.rite, event=invite.event)
        story.deeds.append(enact)
    may_fail = not series.rite and invite.starts_at < story.until
    if may_fail and story.rng.random() < CALLED_OFF:
        at = invite.starts_at - timedelta(days=2)
        story.deeds.append(acts.CallOff(at=at, by=hosts[0], event=invite.event))
        _answers(story, series, invite, hosts, at)
        return
    comers = _answers(story, series, invite, hosts, min(story.until, invite.starts_at))
    over = invite.starts_at + invite.length + timedelta(minutes=10)
    if over < story.until:
        story.deeds.append(acts.Settle(at=over, by=hosts[0], event=invite.event))
        _afterwards(story, series, invite, over, hosts, comers)


def _hosts(
    story: Story, series: Series, at: datetime, keepers: dict[str, list[Person]]
) -> list[Person]:
    if series.rite:
        return list(keepers[series.rite])
    found = [story.company.greeter(series.circle, at)]
    if story.rng.random() < 0.5 and found[0] is not None:
        found.append(story.company.greeter(series.circle, at, found[0]))
    return [person for person in found if person is not None]


def _invitation(
    story: Story,
    series: Series,
    words: dict[str, Any],
    day: datetime,
    announced: datetime,
    hosts: list[Person],
) -> acts.Invite:
    host, speech = hosts[0], story.talk.speech
    towns = read_words("place")["towns"]
    zone = "Europe/Paris" if series.is_online else host.zone
    town = host.town if series.kind == "yearly" else story.rng.choice(towns[zone])
    title = speech.say(speech.draw(words["titles"]), {"town": [town]}, "en")
    if series.kind == "yearly":
        title += f" {local(day, 12, zone).year}"
    online = "https://rencontre.example/clinique-du-feu"
    return acts.Invite(
        at=announced,
        by=host,
        event=story.key(),
        title=title,
        description=speech.draw(words["bodies"]),
        mode=Mode.ONLINE if series.is_online else Mode.BOTH if _is_both(series) else Mode.PLACE,
        zone=zone,
        starts_at=local(day, words["hour"] + (0.5 if series.is_online else 0), zone),
        length=timedelta(hours=words["hours"]),
        place="" if series.is_online else town,
        online_url=online if series.is_online or _is_both(series) else "",
        capacity=story.rng.choice(words["seats"]) if words["seats"] else None,
        welcomes_guests=not series.is_online,
        co_hosts=tuple(hosts[1:]),
    )


def _is_both(series: Series) -> bool:
    return series.kind == "yearly"


def _answers(
    story: Story, series: Series, invite: acts.Invite, hosts: list[Person], last: datetime
) -> list[Person]:
    """Who says that they come; some change their mind, and somebody else moves up."""
    rng = story.rng
    wanted = rng.randint(*series.guests)
    came = list(hosts)
    crowd = story.company.crowd(series.circle, wanted, invite.at)
    came += [person for person in crowd if person not in came]
    for place, person in enumerate(came):
        span = invite.starts_at - LESSENED - invite.at
        at = invite.at + (
            span * rng.random() ** 1.7 if place >= len(hosts) else timedelta(minutes=9)
        )
        at = waking(at, rng)
        if at >= last:
            continue
        chance = 0.0 if place < len(hosts) else rng.random()
        status = Rsvp.INTERESTED if chance > 0.9 else Rsvp.GOING
        guests = rng.choice((1, 1, 2)) if 0.8 < chance < 0.87 and invite.place else 0
        story.deeds.append(
            acts.Reply(at=at, by=person, event=invite.event, status=status, guests=guests)
        )
        later = waking(invite.starts_at - timedelta(hours=rng.uniform(9, 29)), rng)
        if 0.74 < chance < 0.8 and at < later < last:
            story.deeds.append(
                acts.Reply(at=later, by=person, event=invite.event, status=Rsvp.NOT_GOING)
            )
    return came


def _afterwards(
    story: Story,
    series: Series,
    invite: acts.Invite,
    over: datetime,
    hosts: list[Person],
    comers: list[Person],
) -> None:
    rng, talk = story.rng, story.talk
    told_at = waking(over + timedelta(hours=rng.uniform(10, 40)), rng)
    if told_at >= story.until:
        return
    if series.rite and (rng.random() < 0.6 or series.kind == "yearly"):
        common = talk.common(hosts[0].language)
        slots = {"moment": common["moment"]}
        words = talk.speech.say(talk.speech.draw(common["recap"]), slots, hosts[0].language)
        story.deeds.append(acts.Recount(at=told_at, by=hosts[0], event=invite.event, words=words))
    if rng.random() < THANKED and not series.is_online:
        by = next((p for p in reversed(comers) if p.speaks_by(told_at)), hosts[0])
        _thank(story, series, invite, by, told_at)


def _thank(story: Story, series: Series, invite: acts.Invite, by: Person, at: datetime) -> None:
    speech = story.talk.speech
    thread = Thread(series.circle, series.circle, by.language)
    common = story.talk.common(by.language)
    title = speech.draw(common["gratitude_title"]).replace("{event}", invite.title)
    begin(story, thread, by, at, title, speech.draw(common["gratitude"]))
    converse(story, thread, story.rng.randint(2, 7), _gratitude(story))


def _gratitude(story: Story) -> Writer:
    def write(thread: Thread, turn: Turn) -> str:
        common = story.talk.common(thread.language)
        if turn.by is thread.turns[0].by:
            name = turn.answers.by.name if turn.answers else ""
            return story.talk.speech.draw(common["thanks"]).replace("{name}", name)
        return story.talk.speech.draw(common["gratitude_reply"])

    return write
