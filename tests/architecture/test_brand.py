"""Each kind of mail and of notice says whether it is of the brand; none is so by oversight."""

from tribe.activity.notices import OfBrand
from tribe.features import FEATURES

OF_BRAND = {"acts.announcement"}  # mails in which the brand speaks
PLACE = {  # mails in which the place speaks, or a member to another, and why it is not the brand
    "accounts": "what one asked for, what guards an account, and an invitation by a member",
    "forum": "what a post says to its reader; of an account of the brand its notice is counted",
    "guests": "what people without an account asked for",
    "mail": "a test, to an address that an operator types",
    "notices": "what notices say, each of which is counted; the digest counts each line",
    "personal_data": "what one asked for about one's own data",
    "postmaster": "what became of an answer by mail",
    "events": "what concerns gatherings to which one goes",
    "rituals": "what concerns rites that one keeps",
    "bookmarks": "what one wanted to be reminded of",
    "messages": "what a member says in private; of an account of the brand its notice is counted",
    "voice": "whether one has a seat on the council",
    "reports": "that a report is made, which one asked for",
    "moderation": "what was decided about what is one's own, with its reasons",
}
OWED = {  # notices that their reader is owed, also of an account of the brand
    "events": "it concerns a gathering that one goes to or hosts",
    "rituals": "one asked to keep a rite, or kept it",
    "bookmarks": "one wanted to be reminded of it oneself",
    "personal_data": "one asked for it",
    "voice": "the council says it, and not the brand",
    "moderation": "whom a decision concerns is owed its reasons by law",
    "forum": "one waits to hear that one's own text is published",
    "reports": "one asked for it, and hears once what became of it",
}
OWED_KINDS = {
    "bookmarks.due", "events.seat", "events.removed",
    "rituals.admitted", "rituals.refused", "rituals.removed", "voice.judged",
    "voice.seated", "voice.unseated", "personal_data.export",
    "moderation.decided", "moderation.put_in_order", "moderation.undone",
    "moderation.appeal_answered", "moderation.own_judged",
    "moderation.appeal_made", "moderation.appeal_late", "moderation.report_answered",
    "forum.let_through",
    "reports.answered",
}  # fmt: skip


def test_each_kind_of_mail_is_of_the_brand_or_says_why_not() -> None:
    kinds = [kind for feature in FEATURES for kind in feature.mails]
    assert {kind.name for kind in kinds if kind.of_brand} == OF_BRAND
    others = {kind.name.split(".")[0] for kind in kinds if not kind.of_brand}
    assert others <= PLACE.keys()
    assert not any(kind.is_transactional for kind in kinds if kind.of_brand)


def test_each_kind_of_notice_counts_where_the_brand_does_it_or_is_owed() -> None:
    kinds = [kind for feature in FEATURES for kind in feature.notices]
    assert {kind.name for kind in kinds if kind.of_brand is OfBrand.NEVER} == OWED_KINDS
    assert {name.split(".")[0] for name in OWED_KINDS} == OWED.keys()
    beyond = {kind.name for kind in kinds if kind.of_brand is OfBrand.UNLESS_OWED}
    assert beyond == {"events.near", "forum.appointed", "forum.dismissed"}
    assert all(kind.is_owed for kind in kinds if kind.of_brand is OfBrand.UNLESS_OWED)
    always = {kind.name for kind in kinds if kind.of_brand is OfBrand.ALWAYS}
    told = {mail.kind for kind in kinds if kind.name in always and (mail := kind.mail) is not None}
    assert told == OF_BRAND  # what all members hear of the brand has mails of its own
