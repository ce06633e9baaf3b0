"""Texts as the index has them: words without case and accents, cut to their stems.

A text is cut in one language, French or English, by its own small words, which are left out of it;
a word that is asked for is cut in both, so that either finds it. Accents go before the stem is
cut, because people leave them out when they search.
"""

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import regex
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer

from tribe.base.text import fold

VERSION = 1  # of all that is said here: a higher one has the index made anew
MAX_WORD = 40  # characters by which words are told apart
MOST_WORDS = 16_000  # of one text: PostgreSQL numbers no more places than 16 383
KEPT = 2**16  # words in memory: some megabytes

_FRENCH_SMALL = """
a ai au aussi aux avec c ce ces cet cette d dans de des donc du elle elles en entre est et eu il
ils j je l la le les leur leurs lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou
où par pas plus pour qu quand que qui s sa sans se ses si son sont sur t ta te tes toi ton tu un
une vos votre vous y à ça
"""
_ENGLISH_SMALL = """
a about after all also am an and any are as at be been but by can d did do does for from had has
have he her his how i if in into is it its just ll m me my no not of on or our out re s she so
some t than that the their them then there these they this to too up us ve was we were what when
which who will with would you your
"""
FRENCH, ENGLISH = frozenset(_FRENCH_SMALL.split()), frozenset(_ENGLISH_SMALL.split())
SMALL = {"fr": FRENCH, "en": ENGLISH}  # the words of each language that say least

# Scripts that put no spaces between words: each sign is a word, and a word of several is a phrase.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTERS = r"\p{L}\p{N}"
_WORD = regex.compile(
    rf"[{_UNSPACED}]\p{{M}}*|[[{_LETTERS}]--[{_UNSPACED}]][[{_LETTERS}\p{{M}}]--[{_UNSPACED}]]*",
    regex.V1,
)
_JOINED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_NO_LETTER = regex.compile(rf"[^{_LETTERS}]")
_STEMMERS = {"fr": FrenchStemmer(), "en": EnglishStemmer()}
_in_turn = Lock()  # a stemmer holds the word that it cuts


def split(text: str) -> list[str]:
    """The words of a text as they are written, in lower case and in their order."""
    words: list[str] = _WORD.findall(text.lower())
    return words


@lru_cache(KEPT)
def plain(word: str) -> str:
    """A word without case and accents, its ligatures as two letters."""
    if word.isascii():
        return word.lower()[:MAX_WORD]
    bare: str = _NO_LETTER.sub("", fold(word).translate(_JOINED))
    return bare[:MAX_WORD]


@lru_cache(KEPT)
def stem(word: str, language: str) -> str:
    """The stem of a plain word, taken as one of a language: "mangée" has come as "mangee"."""
    with _in_turn:
        found = str(_STEMMERS[language].stemWord(word))
    short = found.rstrip("e") if language == "fr" else found
    return short if len(short) > 2 else found


@lru_cache(KEPT)
def stems(word: str) -> tuple[str, ...]:
    """The stems by which a word that is asked for is found: one or two, or none of no letters."""
    bare = plain(word)
    return tuple(dict.fromkeys(stem(bare, language) for language in SMALL)) if bare else ()


def is_small(word: str) -> bool:
    """Whether a word, as it is written, may be missing from texts: "thé" is none, "the" is."""
    return word in FRENCH or word in ENGLISH


def language_of(words: Sequence[str]) -> str:
    """In which language a text is cut: by the small words of each, English where it is even."""
    french = sum(word in FRENCH for word in words)
    return "fr" if french > sum(word in ENGLISH for word in words) else "en"


def terms(words: Sequence[str], language: str) -> list[str]:
    """What the index has of a text, in its order."""
    small = SMALL[language]
    bare = (plain(word) for word in words[:MOST_WORDS] if word not in small)
    return [stem(word, language) for word in bare if word]
