"""What somebody wrote in answer to a mail, without the mail that their program put below or above.

What stands between two quotes, or after one, is theirs: only what programs add is cut, and quotes
at the beginning and the end. Each step looks at a line once, however hostile the text is.
"""

from collections.abc import Sequence

MAX_LINE = 400  # characters of a line that a program of somebody's may have added
WRAPPED = 3  # lines of one that introduces a quote
INTRODUCTIONS = (  # how a line begins and ends that introduces a quote
    ("on ", "wrote:"),
    ("le ", "a écrit :"),
    ("le ", "a écrit:"),
    ("am ", "schrieb:"),
    ("el ", "escribió:"),
    ("il ", "ha scritto:"),
    ("op ", "schreef:"),
    ("em ", "escreveu:"),
)
SENDERS = ("from:", "de:", "von:")
FIELDS = (  # of the mail that is answered, as Outlook repeats them
    *("sent:", "date:", "to:", "subject:", "cc:"),
    *("envoyé:", "à:", "objet:", "pour:"),
    *("gesendet:", "an:", "betreff:"),
)
SEPARATORS = (
    *("original message", "message d'origine", "message original"),
    "ursprüngliche nachricht",
)
DEVICES = (
    *("sent from my ", "sent from outlook", "sent from mail for", "sent from proton"),
    *("sent from yahoo", "sent with proton", "get outlook for"),
    *("envoyé de mon ", "envoyé depuis mon ", "envoyé depuis l", "envoyé à partir de"),
    *("envoyé avec la messagerie", "envoyé avec proton", "obtenir outlook pour"),
    *("obtenez outlook pour", "télécharger outlook pour", "téléchargez outlook pour"),
)
MAX_DEVICE = 120  # characters of such a line
MAX_SIGNATURE = 8  # lines after a "--" that has not the space by which programs mark it


def own_words(text: str) -> str:
    """What is the writer's own in a text, quotes between their words included."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = lines[: _repeated_from(lines)]
    lines = _without_introductions(lines)
    lines = _trimmed(lines)
    lines = _trimmed(_without_signature(lines))
    return "\n".join(lines).strip("\n").rstrip()


def _plain(line: str) -> str:
    """A line as it is compared: small letters, simple spaces and quotes, no marks of emphasis."""
    if len(line) > MAX_LINE:
        return ""
    simple = line.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")
    return " ".join(simple.replace("*", "").replace("\\", "").split()).lower()


def _repeated_from(lines: Sequence[str]) -> int:
    """The line from which a program repeats the mail without marking it as a quote."""
    for number, line in enumerate(lines):
        said = _plain(line)
        if said.startswith("-") and said.strip("- ") in SEPARATORS:
            return number
        if _field(said) in SENDERS and _repeats_fields(lines[number + 1 : number + 9]):
            return _before_rule(lines, number)
    return len(lines)


def _field(said: str) -> str:
    """The name before a colon, and the colon."""
    name, colon, _value = said.partition(":")
    return name.strip() + colon


def _repeats_fields(following: Sequence[str]) -> bool:
    """Whether two more fields of a mail follow."""
    return len({_field(_plain(line)) for line in following} & set(FIELDS)) >= 2


def _before_rule(lines: Sequence[str], number: int) -> int:
    """The same line, or that of the rule which stands before it."""
    before = number - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    is_rule = before >= 0 and len(lines[before]) > 2 and not lines[before].strip("_-*\\ ")
    return before if is_rule else number


def _without_introductions(lines: list[str]) -> list[str]:
    """Without the lines that say whose words follow, and without what follows unmarked."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        length = _introduction(lines, number)
        if not length:
            kept.append(lines[number])
            number += 1
            continue
        said = " ".join(lines[number : number + length])
        number += length
        if not _is_quote_next(lines, number) and "@" in said:
            return kept  # the program did not mark what it quotes
        if not _is_quote_next(lines, number):
            kept += lines[number - length : number]  # somebody's own sentence
    return kept


def _introduction(lines: Sequence[str], number: int) -> int:
    """How many lines from one on introduce a quote; 0 where it does not."""
    first = _plain(lines[number]).removeprefix(">").strip()
    if not any(first.startswith(begin) for begin, _end in INTRODUCTIONS):
        return 0
    said = ""
    for length in range(1, WRAPPED + 1):
        more = lines[number + length - 1 : number + length]
        said = f"{said} {_plain(more[0]).removeprefix('>').strip()}".strip() if more else said
        if any(said.startswith(begin) and said.endswith(end) for begin, end in INTRODUCTIONS):
            return length
    return 0


def _is_quote_next(lines: Sequence[str], number: int) -> bool:
    """Whether the next line that says something is a quote, or there is none."""
    for line in lines[number : number + 4]:
        if line.strip():
            return line.lstrip().startswith(">")
    return number >= len(lines) or not any(line.strip() for line in lines[number:])


def _trimmed(lines: list[str]) -> list[str]:
    """Without quotes and empty lines at both ends."""
    first, last = 0, len(lines)
    while first < last and _says_nothing(lines[first]):
        first += 1
    while last > first and _says_nothing(lines[last - 1]):
        last -= 1
    return lines[first:last]


def _says_nothing(line: str) -> bool:
    bare = line.strip()
    return not bare or bare.startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    """Without a signature, and without the name of the device at the end."""
    following = sum(1 for line in lines if line.strip())
    for number, line in enumerate(lines):
        following -= 1 if line.strip() else 0
        is_marked = line in ("-- ", "\\-- ", "--\xa0")
        if is_marked or (_plain(line) == "--" and following <= MAX_SIGNATURE):
            return _without_device(lines[:number])
    return _without_device(lines)


def _without_device(lines: list[str]) -> list[str]:
    said = [number for number, line in enumerate(lines) if line.strip()]
    for number in said[-2:]:
        line = _plain(lines[number].strip().lstrip("[_"))
        if len(line) <= MAX_DEVICE and line.startswith(DEVICES):
            return lines[:number]
    return lines
