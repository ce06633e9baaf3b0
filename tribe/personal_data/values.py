"""What the words of an enumeration say in the pages of an export, by table and column."""

from collections.abc import Mapping

from tribe.speech import Message, Said

LEVELS: Mapping[str, Said] = {
    "muted": Message("Muted"),
    "normal": Message("Normal"),
    "tracking": Message("Tracked"),
    "watching": Message("Watched"),
}
VALUES: Mapping[str, Mapping[str, Said]] = {
    "attendance.status": {
        "going": Message("coming"),
        "interested": Message("interested"),
        "not_going": Message("not coming"),
        "waitlisted": Message("on the waitlist"),
    },
    "category_member.level": LEVELS,
    "consent_decision.purpose": {
        "measurement": Message("to be measured"),
    },
    "conversation.keeping": {
        "free": Message("what one wrote, and oneself"),
        "held": Message("nothing until it has ended"),
        "kept": Message("oneself; the words stay"),
    },
    "conversation_member.standing": {
        "in": Message("in it"),
        "asked": Message("asked, not answered"),
        "declined": Message("declined"),
        "left": Message("left it"),
    },
    "departure.words": {
        "stay": Message("what was written stays"),
        "go": Message("what was written goes"),
    },
    "departure.reason_for": {
        "nobody": Message("read by nobody"),
        "keepers": Message("read by those who keep the place"),
        "all": Message("read by all members"),
    },
    "event.mode": {
        "place": Message("in one place"),
        "online": Message("online"),
        "both": Message("in one place and online"),
    },
    "event.status": {
        "confirmed": Message("takes place"),
        "cancelled": Message("cancelled"),
    },
    "desk_mark.state": {
        "snoozed": Message("put off"),
        "done": Message("done"),
    },
    "restraint.kind": {
        "silence": Message("you write nothing"),
        "suspension": Message("your account is suspended"),
        "ban": Message("your account is closed without end"),
        "name_lock": Message("your name stays"),
        "name_taken": Message("your name was taken away"),
    },
    "moderation_appeal.outcome": {
        "upheld": Message("upheld"),
        "overturned": Message("it was undone"),
    },
    "moderation_decision.ground": {
        "rules": Message("the rules of this place"),
        "law": Message("the law"),
        "none": Message("no rule was broken"),
    },
    "moderation_report.finding": {
        "upheld": Message("it was confirmed"),
        "dismissed": Message("no action taken"),
        "moot": Message("it was gone before anybody judged it"),
    },
    "moderation_report.kind": {
        "spam": Message("spam"),
        "off_topic": Message("off topic"),
        "harm": Message("harmful"),
        "interest": Message("undeclared interest"),
        "illegal": Message("illegal content"),
        "other": Message("something else"),
    },
    "interaction.kind": {
        "reply": Message("a reply"),
        "mention": Message("a mention"),
        "quote": Message("a quotation"),
        "reaction": Message("a sign"),
        "welcome": Message("a welcome"),
        "thanks": Message("thanks"),
        "co_attendance": Message("a gathering where both were"),
        "co_hosting": Message("a gathering hosted together"),
        "co_authored": Message("something written together"),
    },
    "mail.state": {
        "waiting": Message("waiting"),
        "sending": Message("being sent"),
        "deferred": Message("tried again later"),
        "sent": Message("sent"),
        "failed": Message("failed"),
        "paused": Message("held: its address is paused"),
        "withdrawn": Message("not sent"),
    },
    "mail_address.paused_because": {
        "bounced": Message("mails came back"),
        "complained": Message("its owner told their provider that our mails are unwanted"),
    },
    "message_choice.who_may_write": {
        "everybody": Message("everybody"),
        "asking": Message("whoever is known; others ask"),
        "known": Message("whoever is known"),
        "nobody": Message("nobody"),
    },
    "member.role": {
        "admin": Message("admin"),
        "moderator": Message("moderator"),
        "analyst": Message("analyst"),
        "member": Message("member"),
    },
    "trust_change.from_level": {
        "new": Message("new"),
        "known": Message("known"),
        "trusted": Message("trusted"),
    },
    "trust_change.to_level": {
        "new": Message("new"),
        "known": Message("known"),
        "trusted": Message("trusted"),
    },
    "trust_change.why": {
        "grown": Message("by taking part"),
        "upheld": Message("a report that proved true"),
        "overturned": Message("a decision undone"),
        "staff": Message("set by a moderator"),
    },
    "held_text.state": {"waiting": Message("waiting"), "declined": Message("declined")},
    "member.state": {
        "active": Message("in use"),
        "suspended": Message("suspended"),
        "left": Message("has left"),
    },
    "member.trust": {
        "new": Message("new"),
        "known": Message("known"),
        "trusted": Message("trusted"),
    },
    "notice_choice.reach": {
        "at_once": Message("At once by mail"),
        "digest": Message("In the digest"),
        "page": Message("On the page alone"),
        "nothing": Message("Not at all"),
    },
    "notice_rhythm.days": {
        "daily": Message("Each day"),
        "monday": Message("On Mondays"),
        "tuesday": Message("On Tuesdays"),
        "wednesday": Message("On Wednesdays"),
        "thursday": Message("On Thursdays"),
        "friday": Message("On Fridays"),
        "saturday": Message("On Saturdays"),
        "sunday": Message("On Sundays"),
    },
    "promise.outcome": {
        "kept": Message("kept"),
        "broken": Message("broken"),
    },
    "declared_interest.kind": {
        "brand": Message("speaks for the brand"),
        "employed": Message("employed"),
        "paid": Message("paid"),
        "gifted": Message("received a gift"),
        "other": Message("another tie"),
    },
    "post.interest": {
        "brand": Message("speaks for the brand"),
        "employed": Message("employed"),
        "paid": Message("paid"),
        "gifted": Message("received a gift"),
        "other": Message("another tie"),
    },
    "post.gone": {
        "author": Message("removed by its author"),
        "moderator": Message("removed by a moderator"),
        "hidden": Message("hidden by a moderator"),
        "topic": Message("removed with its topic"),
    },
    "reaction.kind": {
        "thanks": Message("thanks"),
        "warm": Message("It warms me"),
        "agree": Message("I agree"),
        "smile": Message("It makes me smile"),
        "wonder": Message("It makes me wonder"),
    },
    "ritual.cadence": {
        "weekly": Message("Every week"),
        "fortnightly": Message("Every two weeks"),
        "monthly": Message("Every month"),
        "quarterly": Message("Every season"),
        "yearly": Message("Every year"),
        "free": Message("When the time has come"),
    },
    "ritual.status": {
        "alive": Message("alive"),
        "resting": Message("at rest"),
        "retired": Message("retired"),
    },
    "snapshot.state": {
        "queued": Message("waiting"),
        "running": Message("in the making"),
        "done": Message("finished"),
        "failed": Message("failed"),
    },
    "tag_member.level": LEVELS,
    "topic_member.level": LEVELS,
    "trait.kind": {
        "value": Message("a value"),
        "sign": Message("a sign"),
        "skill": Message("a skill"),
    },
    "step_aside.outcome": {
        "settled": Message("settled"),
        "no_agreement": Message("no agreement"),
        "undone": Message("undone"),
    },
}
