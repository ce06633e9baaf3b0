"""The compiled catalogue of each language, as measures and pages read it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from tribe.config import LOCALES

FOLDER = Path(__file__).parent.parent / "translations"
SOURCE = LOCALES[0]  # the language of the code


def translations(language: str) -> tuple[str, NullTranslations]:
    """A language's texts and its name; those of the code where there is no catalogue."""
    return _loaded(language.replace("-", "_").split("_")[0], FOLDER)


@lru_cache
def _loaded(language: str, folder: Path) -> tuple[str, NullTranslations]:
    if not language.isalpha():
        return SOURCE, NullTranslations()
    found = Translations.load(str(folder), [language])
    return (language if isinstance(found, Translations) else SOURCE), found


def unbroken(french: str) -> str:
    """French with narrow no-break spaces before ; ? ! and no-break ones before : and in « ».

    Examples
    --------
    >>> unbroken("Tiens ! Un seul : « moi ».")
    'Tiens\\u202f! Un seul\\xa0: «\\xa0moi\\xa0».'
    """
    for sign in ";?!":
        french = french.replace(f" {sign}", f"\u202f{sign}")
    return french.replace(" :", "\xa0:").replace("« ", "«\xa0").replace(" »", "\xa0»")
