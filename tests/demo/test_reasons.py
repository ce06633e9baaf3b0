"""The reasons that the demo saves name its rules, each in both languages."""

from tribe.demo.grammar import read_words
from tribe.pages.drafts import drafts_of
from tribe.pages.headings import is_named
from tribe.pages.models import PageKey, PageVersion


def test_each_saved_reason_names_a_rule_of_the_demo_in_its_language() -> None:
    words = read_words("disputes")
    drafts = drafts_of(PageKey.RULES, name="The place", brand="the brand")
    english, french = (PageVersion(texts={language: drafts[language]}) for language in ("en", "fr"))
    assert len(words["reasons"]) == 5
    for kept in words["reasons"]:
        assert is_named(kept["rule"], english), kept
        assert is_named(kept["french_rule"], french), kept
    assert is_named(words["decided"]["rule"], english)


UNTRUE = ("it stands", "not lost", "your post", "reste tel quel", "votre message", "perdu")


def test_no_saved_reason_says_of_a_thing_what_some_act_that_offers_it_makes_untrue() -> None:
    """Each is offered beside a warning, a hiding, a removal, and of a profile as of a post."""
    for kept in read_words("disputes")["reasons"]:
        said = f"{kept['english']} {kept['french']}".lower()
        assert not [one for one in UNTRUE if one in said], kept
