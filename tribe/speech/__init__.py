"""What is said to people wherever it is found: texts of the catalogues and typed numbers.

Who finds something gives a `Message`: its English and its values. Only who shows it asks for a
language.
"""

from tribe.speech.messages import (
    Capitalised,
    Counted,
    Duration,
    Listed,
    Message,
    Said,
    in_every_language,
)
from tribe.speech.numbers import (
    Bracketed,
    Decimal,
    InHundred,
    Sayable,
    Span,
    Whole,
    decimal,
    span,
)

__all__ = [
    "Bracketed",
    "Capitalised",
    "Counted",
    "Decimal",
    "Duration",
    "InHundred",
    "Listed",
    "Message",
    "Said",
    "Sayable",
    "Span",
    "Whole",
    "decimal",
    "in_every_language",
    "span",
]
