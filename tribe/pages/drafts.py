"""Drafts of pages to begin from, in each language; an admin reads and changes them before all."""

from importlib.resources import files

from tribe.config import LOCALES
from tribe.pages.models import PageKey

DRAFTED = (PageKey.RULES, PageKey.PRIVACY)


def draft_of(key: PageKey, language: str, *, name: str, brand: str) -> str:
    """The draft of a page in one language, with the place's names in it; "" where there is none."""
    if key not in DRAFTED:
        return ""
    text = files("tribe.pages").joinpath(f"words/{key}.{language}.md").read_text("utf-8")
    return text.replace("{name}", name).replace("{brand}", brand or name)


def drafts_of(key: PageKey, *, name: str, brand: str) -> dict[str, str]:
    """The drafts of a page by language."""
    return {language: draft_of(key, language, name=name, brand=brand) for language in LOCALES}
