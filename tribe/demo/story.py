"""The whole life of the demo tribe as a list of acts in the order of time; touches no database."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from tribe.demo import acts, everyday, gatherings, rites, voice
from tribe.demo.circles import Company
from tribe.demo.people import Person, make_people
from tribe.demo.talk import Talk
from tribe.demo.threads import Story, told


@dataclass(frozen=True)
class Life:
    """Who lives in the demo tribe and all that they do."""

    people: list[Person]
    acts: list[acts.Act]


def tell(seed: int, until: datetime) -> Life:
    """Eighteen months that end at a moment; the same for the same seed and moment."""
    people = make_people(seed, until)
    rng = Random(f"{seed}:story")
    story = Story(rng, Company(people, rng), Talk(rng), until)
    for person in people:
        story.deeds.append(acts.Join(at=person.joined_at, by=person))
        if person.withdraws_at is not None:
            story.deeds.append(acts.Withdraw(at=person.withdraws_at, by=person))
    ada = next(person for person in people if person.name == "ada")
    story.deeds.append(acts.Arrange(at=ada.joined_at, by=ada))
    everyday.everyday(story)
    keepers = rites.declare_all(story)
    rites.weekly(story, keepers["weekly"])
    rites.road_log(story, keepers["keeperless"])
    gatherings.gather(story, keepers)
    voice.promise(story, voice.sit(story))
    voice.speak(story)
    told(story)
    return Life(people, sorted(story.deeds, key=_order))


def _order(act: acts.Act) -> tuple[datetime, int]:
    """In the order of time; people come in before the house is furnished, and that before all."""
    first = (acts.Join, acts.Arrange, acts.Begin, acts.Invite, acts.Say)
    return act.at, next((n for n, kind in enumerate(first) if isinstance(act, kind)), len(first))
