"""What the accounts send: five campaigns, from the plainest to what reads well."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

OFFERS = (
    "Cheap loans without any question asked, paid out within a single day and given back whenever "
    "you like: write to our agency today and forget your worries until spring comes round again.",
    "We sell the finest watches of all the big houses for a tenth of what they cost in town, sent "
    "to your door in a plain box, and nobody will ever see that they are not the real ones.",
)
PRODUCTS = ("watches", "loans", "pills", "bonus codes", "followers", "essays", "visas", "tickets")
OPENINGS = ("Hello all", "Dear friends", "Good day", "Hey", "Bonjour", "Hi there", "Greetings")
CLOSINGS = ("Write soon", "Only today", "Best wishes", "See you", "Be quick", "Do not wait")


@dataclass(frozen=True)
class Sent:
    """A text of a campaign."""

    campaign: str
    title: str
    body: str


def send(rng: Random, number: int, honest: Sequence[str]) -> Sent:
    """The text of a number of a campaign; they take turns."""
    makers = (advertise, link, drop, gamble, blend)
    return makers[number % len(makers)](rng, honest)


def advertise(rng: Random, _honest: Sequence[str]) -> Sent:
    """One offer, each time with another opening, closing and some words changed."""
    words = rng.choice(OFFERS).split()
    for _change in range(2):
        words[rng.randrange(len(words))] = rng.choice(PRODUCTS)
    body = f"{rng.choice(OPENINGS)}, {' '.join(words)} {rng.choice(CLOSINGS)}!"
    return Sent("one offer, reworded", f"{rng.choice(PRODUCTS)} for all", body)


def link(rng: Random, _honest: Sequence[str]) -> Sent:
    """Many addresses, each time others."""
    told = " ".join(f"https://{word(rng)}.example/{word(rng)}" for _ in range(rng.randint(3, 6)))
    return Sent("many addresses", f"Look at {word(rng)}", f"{word(rng)} {word(rng)} {told}")


def drop(rng: Random, _honest: Sequence[str]) -> Sent:
    """A few words and one address, the same for all."""
    body = f"{rng.choice(OPENINGS)}, see https://best-of-all.example/now"
    return Sent("one address, dropped", "Have a look", body)


def gamble(rng: Random, _honest: Sequence[str]) -> Sent:
    """Words of the trade among made-up ones, without an address."""
    made_up = [word(rng) for _ in range(14)]
    for name in ("casino", "jackpot", "free spins"):
        made_up.insert(rng.randrange(len(made_up)), name)
    return Sent("words of the trade", f"{word(rng)} {word(rng)}", " ".join(made_up))


def blend(rng: Random, honest: Sequence[str]) -> Sent:
    """Sentences that others wrote here, put together anew, with one address: the hardest."""
    sentences = [one for text in rng.sample(list(honest), 4) for one in pieces(text)]
    rng.shuffle(sentences)
    body = " ".join(sentences[:4]) + f" I found it at https://{word(rng)}.example/"
    return Sent("blended in, one address", f"About {word(rng)}", body)


def pieces(text: str) -> Iterator[str]:
    """The sentences of a text."""
    return (f"{one.strip()}." for one in text.replace("\n", " ").split(".") if one.strip())


def word(rng: Random) -> str:
    """A word that nobody knows."""
    return "".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(3))
