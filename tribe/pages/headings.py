"""What the rules of the place are called: their headings, and each rule."""

from collections.abc import Mapping, Sequence

from tribe.base.text import fold
from tribe.markup import titles_of
from tribe.pages.models import PageKey, PageVersion
from tribe.pages.queries import find_version

MAX_NAME_LENGTH = 200


def list_rules(language: str) -> Sequence[str]:
    """The headings and rules of the page of rules in a language, or in the one that it has.

    Of a rule that begins in bold that alone. One query.
    """
    version = find_version(PageKey.RULES)
    if version is None:
        return ()
    text: str = version.texts.get(language) or next(iter(version.texts.values()))
    return _names_in(text)


def names_in(language: str) -> Mapping[str, str]:
    """What the rules of the page as it holds are called in a language, by each of their names.

    The names are folded. A rule is found where the page has as many in both languages. One query.
    """
    version = find_version(PageKey.RULES)
    if version is None or language not in version.texts:
        return {}
    wanted = _names_in(version.texts[language])
    lists = [_names_in(text) for text in version.texts.values()]
    alike = [names for names in lists if len(names) == len(wanted)]
    return {fold(name): told for names in alike for name, told in zip(names, wanted, strict=True)}


def is_named(rule: str, version: PageVersion) -> bool:
    """Whether a version of the rules has a heading or a rule of this name, in any language."""
    named = (name for text in version.texts.values() for name in _names_in(text))
    return fold(rule) in map(fold, named)


def _names_in(text: str) -> Sequence[str]:
    named = (one for one in titles_of(text) if one and len(one) <= MAX_NAME_LENGTH)
    return list(dict.fromkeys(named))
