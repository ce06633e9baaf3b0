"""Who may do what: each unsafe route, each permission and each page, by everyone of the cast.

In the world Cleo wrote the topic, hosts the gathering, keeps the rite and sits on the council;
Dov replied, comes to the gathering, is asked to host it, and hosted an earlier one with Ben; Ben
moderates; Fay moderates the category alone in which the topic lies; Ines reads reports and asks to
keep the rite; Ada founded the place and holds its account of the brand; Eve is suspended; `-` is a
guest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Cast, empty, forget, sign_in
from tests.snapshots import Snapshot
from tests.stating import TYPED
from tests.world import World, appoint_fay, furnish, open_the_doors
from tribe.access import GUEST, Actor, Permission, may
from tribe.aside.models import StepAside
from tribe.base import db
from tribe.bookmarks.models import Bookmark
from tribe.events.models import Event
from tribe.events.queries import get_event
from tribe.forum.models import Category, Post, Topic
from tribe.forum.policy import ALL, NONE, Grant
from tribe.interests.models import DeclaredInterest
from tribe.members.models import Member
from tribe.messages.models import Conversation, Keeping, PrivateMessage
from tribe.messages.queries import Place, find_place
from tribe.moderation.models import Decision, ModerationCase
from tribe.notices.models import Notice
from tribe.rituals.models import Enactment, Ritual
from tribe.rituals.queries import get_ritual
from tribe.spam.models import HeldText
from tribe.voice.models import CouncilSeat, Promise

EVERYONE = ["-", "eve", "dov", "cleo", "fay", "ben", "ines", "ada"]
MEMBERS = ["dov", "cleo", "fay", "ben", "ines", "ada"]
WITH_EVE = ["eve", *MEMBERS]  # what is theirs stays theirs while they are suspended
OPEN = EVERYONE  # whose account is closed may do there what a guest may
WHEN = {"starts": "2027-03-03T19:00", "ends": "2027-03-03T21:00", "zone": "Europe/Paris"}
GATHERING = WHEN | {"title": "A walk", "mode": "place", "place": "The old mill", "hosts": ""}
RITE = {"name": "First light", "purpose": "To greet the day", "cadence": "weekly", "steps": "Come"}
ROOM = {"name": "Attic", "slug": "attic", "description": "", "parent": ""}
TOPIC = {"category": "hall", "title": "A new question", "body": "What about it?"}
JOINING = {"name": "Wren", "email": "wren@example.invalid", "password": "a lantern by the door"}
JOINING |= {"rules": "1", "agrees": "1"}
LETTER = {"title": "To mend for ten years", "body": "And free of charge", "due_on": "2027-05-05"}
MATTER = {"kind": "dispute", "country": "FR", "about": "Spam", "received_on": "2026-01-05"}
PROMISE = LETTER | {"step": "promise"}
VALUE = {"title": "Patience", "meaning": "We wait for one another", "position": "1"}
WHY = {"why": "It is off topic", "rule": "Keep to the topic"}
PARTING = {"words": "stay", "reason_for": "nobody"}
ACCOUNT = {"outcome": "kept", "account": "It was done in spring"}
WILL = {"heirs": "The bakers' guild", "wishes": "They go on being read"}
REASON = {"kind": "spam", "rule": "No spam", "english": "It sells", "french": "Cela vend"}
KEY = {"key": "age10acwxms3kk2h72m7e506qtljxyszrc5709tefxrqlnpthg5mxp8qgmsv0k"}

# route: (address in the world, what is sent, who may)
TABLE: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "/language": ("/language", {"locale": "fr"}, EVERYONE),
    "/theme": ("/theme", {"theme": "dark"}, EVERYONE),
    # whoever is signed in is sent home from the door, and a guest's signing out changes nothing
    "/join": ("/join", JOINING, OPEN),
    "/sign-out": ("/sign-out", {}, EVERYONE),
    "/notices/read": ("/notices/read", {}, MEMBERS),
    "/me/notices/devices": ("/me/notices/devices", {}, []),  # this place tells none
    "/me/notices/devices/<int:device_id>/end": ("/me/notices/devices/1/end", {}, []),  # of nobody
    "/me/consent": ("/me/consent", {"measurement": "yes"}, WITH_EVE),
    "/u/<name>/claim": (
        "/u/reed/claim",
        {"wish": "erase", "email": "w@example.invalid", "proof": "On my page there"},
        OPEN,
    ),
    "/admin/claims/<int:claim_id>": (
        "/admin/claims/{claim}",
        {"answer": "no", "why": "The code is not there"},
        ["ada"],
    ),
    "/u/<name>/follow": ("/u/cleo/follow", {}, ["dov", "fay", "ben", "ines", "ada"]),
    "/u/<name>/block": ("/u/cleo/block", {}, ["dov", "fay", "ben", "ines", "ada"]),
    "/u/<name>/ignore": ("/u/cleo/ignore", {}, ["dov", "fay", "ben", "ines", "ada"]),
    "/new/read": ("/new/read", {"until": "2026-01-01T00:00:00+00:00"}, MEMBERS),
    "/welcome/close": ("/welcome/close", {}, MEMBERS),
    "/greeting": ("/greeting", {"greets": "yes"}, MEMBERS),
    "/me/rules": ("/me/rules", {"number": "1", "answer": "yes"}, MEMBERS),
    "/me/data/export": ("/me/data/export", {}, WITH_EVE),
    "/will/edit": ("/will/edit", WILL, ["cleo"]),
    "/me/will/key": ("/me/will/key", {}, ["cleo"]),
    "/me/will/public-key": ("/me/will/public-key", KEY, ["cleo"]),
    "/me/will/copy": ("/me/will/copy", {}, ["cleo"]),
    # the last admin is refused
    "/me/leave": ("/me/leave", PARTING, WITH_EVE[:-1]),
    "/me/stay": ("/me/stay", {}, WITH_EVE),
    "/me/profile": ("/me/profile", {"bio": "I like bridges"}, MEMBERS),
    "/me/sessions": ("/me/sessions", {"revoke": "others"}, MEMBERS),
    "/me/invitations": ("/me/invitations", {"words": "Come"}, MEMBERS),
    "/me/invitations/<int:invitation_id>/withdraw": (
        "/me/invitations/{invitation}/withdraw",
        {},
        ["cleo"],
    ),
    # whoever is here already is led on, and a guest's invitation is forged
    "/invitations/<token>": ("/invitations/x", JOINING, MEMBERS),
    "/applications/<int:application_id>/<any(approve, decline):answer>": (
        "/applications/{application}/approve",
        {},
        ["ben", "ada"],
    ),
    "/me/security/app": ("/me/security/app", {}, MEMBERS),
    "/me/security/codes": ("/me/security/codes", {}, MEMBERS),
    "/me/security/remove": ("/me/security/remove", {}, MEMBERS),
    "/me/security/passkeys/options": ("/me/security/passkeys/options", {}, MEMBERS),
    # no device of the cast answers
    "/me/security/passkeys": ("/me/security/passkeys", {"name": "x", "credential": "{{}}"}, []),
    "/me/security/passkeys/<int:passkey_id>/remove": (
        "/me/security/passkeys/{passkey}/remove",
        {},
        ["cleo"],
    ),
    # this place knows no provider of accounts, and no account of the brand is joined to any here
    "/sign-in/brand": ("/sign-in/brand", {}, MEMBERS),
    "/sign-in/brand/join": ("/sign-in/brand/join", {}, MEMBERS),
    "/me/prove/brand": ("/me/prove/brand", {}, []),
    "/me/security/brand": ("/me/security/brand", {}, []),
    "/me/security/brand/<int:account_id>/remove": ("/me/security/brand/1/remove", {}, []),
    # the one sign-in that is there is of whoever asks
    "/me/sessions/<int:sign_in_id>/name": ("/me/sessions/1/name", {"name": "Desk"}, MEMBERS),
    "/sign-in/passkey/options": ("/sign-in/passkey/options", {}, OPEN),
    # whoever is here already is led on
    "/sign-in/passkey": ("/sign-in/passkey", {"credential": "{{}}"}, MEMBERS),
    "/sign-in/code": ("/sign-in/code", {"code": "123456"}, MEMBERS),
    "/me/address/confirm": ("/me/address/confirm", {}, MEMBERS),
    "/me/name": ("/me/name", {"name": "Clementine"}, MEMBERS),
    "/me/notices": ("/me/notices", {"forum.reply": "page"}, MEMBERS),
    "/me/away": ("/me/away", {"until": ""}, MEMBERS),
    "/me/security/password": (
        "/me/security/password",
        {"password": "a lantern by the door"},
        MEMBERS,
    ),
    "/me/address": ("/me/address", {"email": "new@example.invalid"}, MEMBERS),
    # whoever has no password has nothing to show once more
    "/me/prove": ("/me/prove", {"password": "a lantern by the door"}, []),
    # everybody may ask, and the answer says to nobody whether there is such an account
    "/forgot": ("/forgot", {"email": "cleo"}, OPEN),
    "/sign-in/link": ("/sign-in/link", {"email": "cleo"}, OPEN),
    # a token that nobody was mailed opens nothing
    "/confirm/<token>": ("/confirm/x", {}, []),
    "/sign-in/link/<token>": ("/sign-in/link/x", {}, []),
    "/reset/<token>": ("/reset/x", {"password": "a lantern by the door"}, []),
    "/address/new/<token>": ("/address/new/x", {}, []),
    "/address/undo/<token>": ("/address/undo/x", {}, []),
    "/categories/new": ("/categories/new", ROOM, ["ada"]),
    "/c/<slug>/edit": ("/c/{category}/edit", ROOM | {"slug": "hall"}, ["ada"]),
    "/t/new": ("/t/new", TOPIC | TYPED, MEMBERS),
    "/moderation": (
        "/moderation",
        {"case": "{open_case}", "act": "moderation.none", "why": "It stands"},
        ["ben", "ada"],
    ),
    "/moderation/cases/<int:case_id>": (
        "/moderation/cases/{open_case}",
        {"act": "moderation.none", "why": "It stands"},
        ["ben", "ada"],
    ),
    "/moderation/cases/<int:case_id>/notes": (
        "/moderation/cases/{open_case}/notes",
        {"words": "I know them"},
        ["ben", "ada"],
    ),
    "/moderation/cases/<int:case_id>/<any(take, leave):assignment>": (
        "/moderation/cases/{open_case}/take",
        {},
        ["ben", "ada"],
    ),
    # the case of an account; `tests/moderation/test_local.py` has those that lie in a category
    "/moderation/cases/<int:case_id>/pass-on": (
        "/moderation/cases/{open_case}/pass-on",
        {"to_place": "Look at the account"},
        [],
    ),
    # it has no report of a guest; `tests/moderation/test_moved_reports.py` has cases with one
    "/moderation/cases/<int:case_id>/reports/<int:report_id>/move": (
        "/moderation/cases/{open_case}/reports/1/move",
        {"url": "/p/{post}"},
        [],
    ),
    "/moderation/reasons": ("/moderation/reasons", REASON, ["ada"]),
    "/moderation/reasons/<int:reason_id>": ("/moderation/reasons/{reason}", REASON, ["ada"]),
    "/moderation/reasons/<int:reason_id>/remove": (
        "/moderation/reasons/{reason}/remove",
        {},
        ["ada"],
    ),
    "/report": (
        "/report",
        {"url": "/p/{post}", "kind": "spam", "words": "It sells"},
        [name for name in EVERYONE if name != "dov"],  # whose words they are
    ),
    "/report/<token>/object": ("/report/x/object", {"words": "It is forbidden"}, []),
    "/report/<subject_type>/<int:subject_id>": (
        "/report/event/{event}",
        {"kind": "spam"},
        [name for name in MEMBERS if name != "cleo"],
    ),
    "/p/<int:post_id>/report": (
        "/p/{post}/report",
        {"kind": "spam"},
        [name for name in MEMBERS if name != "dov"],
    ),
    "/topics/read": ("/topics/read", {}, MEMBERS),
    "/t/<int:topic_id>/reply": ("/t/{topic}/reply", {"body": "So it is"}, MEMBERS),
    "/p/<int:post_id>/bookmark": ("/p/{post}/bookmark", {}, MEMBERS),
    "/me/bookmarks": ("/me/bookmarks", {"kind": "event", "number": "1"}, MEMBERS),
    "/conversations/new": (
        "/conversations/new",
        {"to": "cleo", "title": "A word", "body": "Will you come?"},
        ["dov", "fay", "ben", "ines"],  # nobody to themself, nor the brand
    ),
    "/conversations/<int:conversation_id>": (
        "/conversations/{conversation}",
        {"body": "I come"},
        ["dov", "cleo"],
    ),
    "/conversations/<int:conversation_id>/<any(accept, decline, mute, unmute, leave):act>": (
        "/conversations/{conversation}/mute",
        {},
        ["dov", "cleo"],
    ),
    "/conversations/messages/<int:message_id>/edit": (
        "/conversations/messages/{message}/edit",
        {"body": "I said so"},
        ["cleo"],
    ),
    "/conversations/messages/<int:message_id>/remove": (
        "/conversations/messages/{message}/remove",
        {},
        ["cleo"],
    ),
    "/t/<int:topic_id>/aside": (
        "/t/{topic}/aside",
        {
            "one": "ines",
            "asks_one": "Say it",
            "other": "fay",
            "asks_other": "So do",
            "days": "",  # Fay serves too: Ben may not hold her answers
            "rule": "We are kind",
            "why": "It went on",
        },
        ["ben"],  # Ada speaks for the brand
    ),
    "/asides/<int:aside_id>": (
        "/asides/{aside}",
        {"outcome": "settled", "words": "They share it"},
        ["ben"],
    ),
    "/asides/<int:aside_id>/take-over": ("/asides/{aside}/take-over", {"why": "Away"}, []),
    "/me/messages": ("/me/messages", {"who_may_write": "known"}, MEMBERS),
    "/me/bookmarks/<int:bookmark_id>": (
        "/me/bookmarks/{bookmark}",
        {"note": "For Sunday", "when": "tomorrow"},
        ["cleo"],
    ),
    "/me/bookmarks/<int:bookmark_id>/remove": (
        "/me/bookmarks/{bookmark}/remove",
        {},
        ["cleo"],
    ),
    "/t/<int:topic_id>/follow": ("/t/{topic}/follow", {"level": "muted"}, MEMBERS),
    "/tags/<name>/edit": ("/tags/levain/edit", {"name": "leaven"}, ["ben", "ada"]),
    "/tags/<name>/merge": ("/tags/levain/merge", {"into": "flour"}, ["ben", "ada"]),
    "/tags/<name>/remove": ("/tags/levain/remove", {}, ["ben", "ada"]),
    "/admin/tags/undo/<int:entry_id>": ("/admin/tags/undo/{tag_change}", {}, ["ben", "ada"]),
    "/tags/<name>/follow": ("/tags/levain/follow", {"level": "watching"}, MEMBERS),
    "/c/<slug>/follow": ("/c/{category}/follow", {"level": "watching"}, MEMBERS),
    "/t/<int:topic_id>/close": ("/t/{topic}/close", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/reopen": ("/t/{topic}/reopen", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/remove": ("/t/{topic}/remove", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/restore": ("/t/{topic}/restore", WHY, []),  # it stands
    "/t/<int:topic_id>/unlist": ("/t/{topic}/unlist", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/list": ("/t/{topic}/list", WHY, []),  # lists have it
    "/t/<int:topic_id>/pin": (
        "/t/{topic}/pin",
        WHY | {"pin": "category"},
        ["fay", "ben", "ada"],
    ),
    "/t/<int:topic_id>/unpin": ("/t/{topic}/unpin", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/move": ("/t/{topic}/move", WHY | {"category": "hall"}, []),  # it lies there
    "/t/<int:topic_id>/split": (
        "/t/{topic}/split",
        WHY | {"numbers": "2", "title": "On its own", "category": "hall"},
        ["fay", "ben", "ada"],
    ),
    "/t/<int:topic_id>/merge": ("/t/{topic}/merge", WHY | {"into": "9999"}, []),  # there is none
    "/t/<int:topic_id>/slow": ("/t/{topic}/slow", WHY | {"minutes": "5"}, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/quicken": ("/t/{topic}/quicken", WHY, ["fay", "ben", "ada"]),
    "/t/<int:topic_id>/closing": (
        "/t/{topic}/closing",
        WHY | {"until": "2100-01-01T10:00"},
        ["fay", "ben", "ada"],
    ),
    "/t/<int:topic_id>/slower": ("/t/{topic}/slower", {}, ["dov", "cleo"]),
    "/p/<int:post_id>/react": (
        "/p/{post}/react",
        {"kind": "warm"},
        ["cleo", "fay", "ben", "ines", "ada"],
    ),
    "/p/<int:post_id>/files": ("/p/{post}/files", {}, ["dov", "fay", "ben", "ada"]),
    "/files/<int:file_id>/remove": ("/files/{file}/remove", {}, ["dov", "fay", "ben", "ada"]),
    "/p/<int:post_id>/edit": (
        "/p/{post}/edit",
        WHY | {"body": "Better"},
        ["dov", "fay", "ben", "ada"],
    ),
    "/p/<int:post_id>/delete": ("/p/{post}/delete", WHY, ["dov", "fay", "ben", "ada"]),
    "/p/<int:post_id>/hide": ("/p/{post}/hide", WHY, ["fay", "ben", "ada"]),
    "/p/<int:post_id>/undelete": ("/p/{post}/undelete", WHY, []),  # it stands
    "/events/new": ("/events/new", GATHERING | TYPED, MEMBERS),
    "/events/<int:event_id>/edit": (
        "/events/{event}/edit",
        WHY | GATHERING,
        ["cleo", "ben", "ada"],
    ),
    "/events/<int:event_id>/cancel": ("/events/{event}/cancel", {}, ["cleo", "ben", "ada"]),
    "/events/<int:event_id>/rsvp": ("/events/{event}/rsvp", {"status": "interested"}, MEMBERS),
    "/rituals/new": ("/rituals/new", RITE, MEMBERS),
    "/rituals/<slug>/edit": ("/rituals/{rite}/edit", WHY | RITE, ["cleo", "ben", "ada"]),
    "/rituals/<slug>/keep": ("/rituals/{rite}/keep", {}, MEMBERS),
    "/rituals/<slug>/release": ("/rituals/{rite}/release", {}, ["cleo"]),
    "/rituals/<slug>/<any(rest, wake, retire):turn>": (
        "/rituals/{rite}/rest",
        {},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enact": (
        "/rituals/{rite}/enact",
        {"what": "/events/{event}"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enactments/<int:enactment_id>/recap": (
        "/rituals/{rite}/enactments/{enactment}/recap",
        WHY | {"recap": "We were eleven"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enactments/<int:enactment_id>/remove": (
        "/rituals/{rite}/enactments/{enactment}/remove",
        {},
        ["cleo", "ben", "ada"],
    ),
    "/c/<slug>/remove": ("/c/{empty_category}/remove", {}, ["ada"]),
    "/events/<int:event_id>/reinstate": (
        "/events/{cancelled_event}/reinstate",
        {},
        ["cleo", "ben", "ada"],
    ),
    "/events/<int:event_id>/history": (
        "/events/{event}/history",
        {"revision": "{event_revision}"},
        ["cleo", "ben", "ada"],
    ),
    "/events/<int:event_id>/hosting": ("/events/{event}/hosting", {"answer": "yes"}, ["dov"]),
    "/events/<int:event_id>/hosts/remove": (
        "/events/{past_event}/hosts/remove",
        {"member": "{co_host}"},
        ["ben", "ada"],
    ),
    "/rituals/<slug>/decline": (
        "/rituals/{rite}/decline",
        {"member": "{candidate}"},
        ["cleo", "ben", "ines", "ada"],
    ),
    "/rituals/<slug>/history": (
        "/rituals/{rite}/history",
        {"revision": "{rite_revision}"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/keepers/remove": (
        "/rituals/{rite}/keepers/remove",
        {"member": "{keeper}"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/keepers": ("/rituals/{rite}/keepers", {"name": "dov"}, ["cleo", "ben", "ada"]),
    "/me/calendar": ("/me/calendar", {}, MEMBERS),
    "/me/measured/place": ("/me/measured/place", {}, MEMBERS),
    "/charter/new": ("/charter/new", VALUE, ["cleo"]),
    "/charter/<int:value_id>/edit": ("/charter/1/edit", VALUE, ["cleo"]),
    "/charter/<int:value_id>/remove": ("/charter/1/remove", {}, ["cleo"]),
    "/council": ("/council", {"name": "dov", "since": "2026-02-02"}, ["ada"]),
    "/council/<int:seat_id>/end": ("/council/1/end", {}, ["cleo", "ada"]),
    "/promises/new": ("/promises/new", PROMISE, ["ada"]),
    "/promises/<int:promise_id>/settle": ("/promises/{promise}/settle", ACCOUNT, ["cleo"]),
    "/acts/new": ("/acts/new", LETTER, ["ada"]),
    "/transparency/record": ("/transparency/record", MATTER, ["ada"]),
    "/support/<source>/mark": (
        "/support/waiting/mark",
        {"key": "{post}", "act": "day"},
        ["ben", "ada"],
    ),
    "/transparency/record/<int:matter_id>/strike": (
        "/transparency/record/{matter}/strike",
        {},
        ["ada"],
    ),
    "/acts/<int:act_id>/edit": ("/acts/{draft}/edit", LETTER, ["ada"]),
    "/acts/<int:act_id>/publish": ("/acts/{draft}/publish", {}, ["ada"]),
    "/acts/<int:act_id>/withdraw": ("/acts/{act}/withdraw", {}, ["ada"]),
    "/acts/<int:act_id>/remove": ("/acts/{draft}/remove", {}, ["ada"]),
    "/acts/<int:act_id>/answer": (
        "/acts/{act}/answer",
        {"body": "We come"},
        [name for name in MEMBERS if name != "ada"],  # who speaks for the brand
    ),
    "/setup": ("/setup", JOINING | {"code": "none"}, []),  # for a guest with the code, once
    "/setup/<step_key>": ("/setup/voice", {"who": "another"}, ["ada"]),
    "/setup/finish": ("/setup/finish", {"anyway": "1"}, ["ada"]),
    "/pages/<page_key>/edit": ("/pages/rules/edit", {"text_en": "Be kind"}, ["ada"]),
    "/pages/<page_key>/versions": ("/pages/rules/versions", {"number": "1"}, ["ada"]),
    "/admin/settings/<group>": ("/admin/settings/place", {"name": "Hearth"}, ["ada"]),
    "/admin/settings/undo/<int:entry_id>": ("/admin/settings/undo/1", {}, ["ada"]),
    "/admin/members/<name>": ("/admin/members/dov", {"role": "moderator"}, ["ada"]),
    # Dov's decision was made by Ben, and Dov has not appealed it
    "/moderation/decisions/<int:decision_id>/appeal": (
        "/moderation/decisions/{decision}/appeal",
        {"words": "I did not"},
        ["dov"],
    ),
    "/moderation/decisions/<int:decision_id>/undo": (
        "/moderation/decisions/{decision}/undo",
        {"words": "It was another"},
        ["ben", "ada"],
    ),
    # Cleo's appeal of what Ben decided; Fay moderates a category and judges nobody
    "/moderation/appeals/<int:appeal_id>": (
        "/moderation/appeals/{appeal}",
        {"outcome": "overturned", "words": "So it was"},
        ["ada"],
    ),
    "/admin/members/<name>/suspend": ("/admin/members/dov/suspend", WHY, ["ada"]),
    "/admin/members/<name>/unsuspend": ("/admin/members/eve/unsuspend", {}, ["ada"]),
    "/admin/jobs/<int:job_id>/retry": ("/admin/jobs/{failed_job}/retry", {}, ["ada"]),
    "/admin/jobs/<int:job_id>/discard": ("/admin/jobs/{failed_job}/discard", {}, ["ada"]),
    "/admin/mail": ("/admin/mail", {"address": "ada@example.invalid"}, ["ada"]),
    "/admin/mail/<int:mail_id>/retry": ("/admin/mail/{failed_mail}/retry", {}, ["ada"]),
    "/admin/mail/<int:mail_id>/discard": ("/admin/mail/{failed_mail}/discard", {}, ["ada"]),
    "/admin/mail/paused/<int:address_id>": ("/admin/mail/paused/{paused_address}", {}, ["ada"]),
    # whoever has the link may, for mail programs follow it without a sign-in
    "/unsubscribe/<token>": ("/unsubscribe/{unsubscribing}", {}, EVERYONE),
    "/unsubscribe/<token>/undo": ("/unsubscribe/{unsubscribing}/undo", {}, EVERYONE),
    "/follow": ("/follow", {"email": "wren@example.invalid"}, OPEN),
    "/follow/<token>": ("/follow/x", {}, []),
    "/ask": ("/ask", {"title": "When do you open?", "body": "On Mondays"}, OPEN),
    "/events/<int:event_id>/guest": ("/events/{event}/guest", {"name": "Wren"}, OPEN),
    "/events/<int:event_id>/guest/<token>": (
        "/events/{event}/guest/{guest_secret}",
        {},
        OPEN,
    ),
    "/events/<int:event_id>/guests/remove": (
        "/events/{event}/guests/remove",
        {"seat": "{guest_seat}"},
        ["cleo", "ben", "ada"],
    ),
    "/me/held/<int:held_id>": ("/me/held/{held}", {"body": "It waits"}, ["dov"]),
    "/me/held/<int:held_id>/withdraw": ("/me/held/{held}/withdraw", {}, ["dov"]),
    "/moderation/held/<int:held_id>/publish": (
        "/moderation/held/{held}/publish",
        {},
        ["fay", "ben", "ada"],
    ),
    "/moderation/held/<int:held_id>/decline": (
        "/moderation/held/{held}/decline",
        {"rule": "No selling", "why": "Nobody sells here"},
        ["fay", "ben", "ada"],
    ),
    "/moderation/members/<int:member_id>": (
        "/moderation/members/4",
        {"act": "members.member.warn", "rule": "Be kind", "why": "They shout"},
        ["ben", "ada"],
    ),
    "/moderation/trust/<name>": (
        "/moderation/trust/dov",
        {"level": "new", "reason": "They asked for it"},
        ["ben", "ada"],
    ),
    "/admin/words": ("/admin/words", {"words": "casino", "act": "keep"}, ["ada"]),
    "/questions/<int:question_id>/<any(publish, reply, aside):decision>": (
        "/questions/{question}/aside",
        {},
        ["ben", "ada"],
    ),
    # Eve's page is closed; she is the fifth of the cast
    "/look": (
        "/look",
        {"kind": "members.profile.looked", "of": "5", "why": "A request"},
        ["ben", "ada"],
    ),
    "/me/interests": (
        "/me/interests",
        {"kind": "paid", "words": "By the mill", "since": "2026-01-01"},
        MEMBERS,
    ),
    "/me/interests/<int:interest_id>/end": ("/me/interests/{interest}/end", {}, ["cleo"]),
    "/c/<slug>/moderators": ("/c/{category}/moderators", {"name": "dov"}, ["ada"]),
    "/c/<slug>/moderators/remove": (
        "/c/{category}/moderators/remove",
        {"member": "{candidate}"},
        ["ada"],
    ),
    "/reports": ("/reports", {"purpose": "To see who is alone"}, ["ines", "ada"]),
}
READING: dict[str, list[str]] = {
    "/support": ["ben", "ines", "ada"],
    "/categories": ["ada"],
    "/c/hall/moderators": ["ada"],
    "/reports": ["ines", "ada"],
    "/reports/log": MEMBERS,
    "/me/measured": MEMBERS,
    "/notices": MEMBERS,
    "/notices/unread": MEMBERS,
    "/me/sessions": MEMBERS,
    "/me/data": WITH_EVE,
    "/me/leave": WITH_EVE,
    "/moderation/decisions": WITH_EVE,
    "/moderation/appeals": ["ben", "ada"],
    "/partings": MEMBERS,
    "/admin/claims": ["ada"],
    "/me": MEMBERS,
    "/me/notices": MEMBERS,
    "/me/following": MEMBERS,
    "/me/blocks": MEMBERS,
    "/me/bookmarks": MEMBERS,
    "/me/messages": MEMBERS,
    "/conversations": MEMBERS,
    "/asides": ["ben", "ada"],
    "/conversations/new": MEMBERS,
    "/me/reported": MEMBERS,
    "/me/interests": MEMBERS,
    "/me/looks": WITH_EVE,
    "/moderation": ["fay", "ben", "ada"],
    "/moderation/waiting": ["fay", "ben", "ada"],
    "/moderation/reasons": ["ada"],
    "/new": MEMBERS,
    "/me/security": MEMBERS,
    "/me/invitations": MEMBERS,
    "/applications": ["ben", "ada"],
    "/questions": ["ben", "ada"],
    "/me/held": MEMBERS,
    "/me/trust": MEMBERS,
    "/moderation/trust/cleo": ["ben", "ada"],
    "/moderation/held": ["fay", "ben", "ada"],
    "/admin/words": ["ada"],
    "/me/address": MEMBERS,
    "/t/new": MEMBERS,
    "/events/new": MEMBERS,
    "/categories/new": ["ada"],
    "/pages/rules/edit": ["ada"],
    "/setup/begun": ["ada"],
    "/promises/new": ["ada"],
    "/acts/new": ["ada"],
    "/transparency/record": ["ada"],
    "/admin": ["ada"],
    "/admin/settings/place": ["ada"],
    "/admin/members": ["ada"],
    "/admin/members/dov": ["ada"],
    "/admin/audit": ["ada"],
    "/admin/health": ["ada"],
    "/admin/jobs": ["ada"],
    "/admin/mail": ["ada"],
    "/admin/mail/incoming": ["ada"],
    "/admin/mail/paused": ["ada"],
}


@dataclass(frozen=True)
class Things:
    """One of each thing that permissions are about, as the rules want it loaded."""

    topic: Topic
    post: Post
    event: Event
    cancelled: Event
    rite: Ritual
    enactment: Enactment
    seat: CouncilSeat
    promise: Promise
    cleo: Member
    notice: Notice
    bookmark: Bookmark
    interest: DeclaredInterest
    held: HeldText
    aside: StepAside  # with Ben
    place: Place  # of Cleo's, in a conversation
    asked: Place  # of Ines's
    message: PrivateMessage  # of Cleo's
    decision: Decision
    case: ModerationCase

    @classmethod
    def of(cls, house: World, cast: Cast) -> "Things":
        """Those of a world."""
        get, event, rite = db.session.get_one, get_event(house.event), get_ritual(house.rite)
        cancelled = get_event(house.cancelled_event)
        assert event is not None
        assert cancelled is not None
        assert rite is not None
        return cls(
            get(Topic, house.topic),
            get(Post, house.post),
            event,
            cancelled,
            rite,
            get(Enactment, house.enactment),
            get(CouncilSeat, 1),
            get(Promise, house.promise),
            cast.get("cleo"),
            get(Notice, house.notice),
            get(Bookmark, house.bookmark),
            get(DeclaredInterest, house.interest),
            get(HeldText, house.held),
            get(StepAside, house.aside),
            find_place(house.conversation, cast.ids["cleo"]),
            find_place(house.request, cast.ids["ines"]),
            get(PrivateMessage, house.message),
            get(Decision, house.decision),
            get(ModerationCase, get(Decision, house.decision).case_id),
        )


def held(place: Place) -> Place:
    """The same place, in a conversation that a moderator holds."""
    return Place(Conversation(keeping=Keeping.HELD), place.own)


REPLYING = Grant(may_see=True, may_reply=True)
# permission: (what it is about, the facts, who may); Dov wrote the post, and nobody is seated
PERMISSIONS: dict[str, tuple[Callable[[Things], tuple[Any, ...]], dict[str, Any], list[str]]] = {
    "members:profile:read": (lambda t: (t.cleo,), {}, EVERYONE),
    "members:profile:edit": (lambda t: (t.cleo,), {}, ["cleo"]),
    "members:profile:write": (lambda t: (t.cleo,), {}, ["cleo"]),
    "members:account:sign-in": (lambda t: (), {}, WITH_EVE),
    "members:account:restrain": (lambda t: (t.cleo,), {}, ["ben", "ada"]),
    "accounts:invitation:make": (lambda t: (), {}, MEMBERS),
    "accounts:application:decide": (lambda t: (), {}, ["ben", "ada"]),
    "members:account:keep": (lambda t: (), {}, ["ada"]),
    "interests:interest:declare": (lambda t: (), {}, MEMBERS),
    "interests:interest:end": (lambda t: (t.interest,), {}, ["cleo"]),
    "bookmarks:bookmark:make": (lambda t: (), {}, MEMBERS),
    "bookmarks:bookmark:see": (lambda t: (t.bookmark,), {}, ["cleo"]),
    "spam:held:look": (lambda t: (), {}, ["fay", "ben", "ada"]),
    "spam:held:decide": (lambda t: (t.held,), {}, ["ben", "ada"]),
    "spam:held:own": (lambda t: (t.held,), {}, ["dov"]),
    "trust:level:set": (lambda t: (t.cleo,), {}, ["ben", "ada"]),
    "spam:words:keep": (lambda t: (), {}, ["ada"]),
    "aside:quarrel:ask": (lambda t: (), {}, ["ben"]),
    "aside:quarrel:end": (lambda t: (t.aside,), {}, ["ben"]),
    "aside:quarrel:take-over": (lambda t: (t.aside,), {}, []),
    "messages:choice:make": (lambda t: (), {}, MEMBERS),
    "messages:conversation:begin": (lambda t: (), {}, MEMBERS[:-1]),
    "messages:conversation:read": (lambda t: (t.place,), {}, ["cleo"]),
    "messages:conversation:write": (lambda t: (t.place,), {}, ["cleo"]),
    "messages:conversation:write_held": (lambda t: (held(t.place),), {}, ["cleo"]),
    "messages:conversation:answer": (lambda t: (t.asked,), {}, ["ines"]),
    "messages:conversation:mute": (lambda t: (t.place,), {}, ["cleo"]),
    "messages:conversation:leave": (lambda t: (t.place,), {}, ["cleo"]),
    "messages:message:edit": (lambda t: (t.message, t.place), {}, ["cleo"]),
    "messages:message:remove": (lambda t: (t.message, t.place), {}, ["cleo"]),
    "messages:message:hide": (lambda t: (), {}, ["ben", "ada"]),
    "notices:notice:read": (lambda t: (t.notice,), {}, ["cleo"]),
    "notices:device:disconnect": (lambda t: (t.notice,), {}, ["cleo"]),
    "personal_data:account:leave": (lambda t: (), {}, WITH_EVE),
    "personal_data:export:ask": (lambda t: (), {}, WITH_EVE),
    "personal_data:claim:ask": (lambda t: (), {}, EVERYONE),
    "personal_data:claim:decide": (lambda t: (), {}, ["ada"]),
    "personal_data:words:read": (lambda t: (), {}, MEMBERS),
    "personal_data:reason:read": (lambda t: (), {}, ["ada"]),
    "following:member:follow": (lambda t: (t.cleo,), {}, ["dov", "fay", "ben", "ines", "ada"]),
    "following:member:unfollow": (lambda t: (), {}, MEMBERS),
    "peace:member:keep-away": (lambda t: (t.cleo,), {}, ["dov", "fay", "ben", "ines", "ada"]),
    "peace:member:let-come": (lambda t: (), {}, MEMBERS),
    "forum:topic:create": (lambda t: (ALL,), {}, MEMBERS),
    "forum:topic:reply": (lambda t: (REPLYING,), {}, MEMBERS),
    "forum:topic:follow": (lambda t: (), {}, MEMBERS),
    "forum:topic:close": (lambda t: (), {}, ["ben", "ada"]),
    "forum:moderator:appoint": (lambda t: (), {}, ["ada"]),
    "forum:topic:moderate": (lambda t: (), {}, ["ben", "ada"]),
    "forum:topic:ask-slower": (lambda t: (), {}, MEMBERS),
    "forum:topic:meet": (lambda t: (), {}, []),  # each has to choose it first
    "forum:post:edit": (lambda t: (t.post,), {"is_closed": False}, ["dov", "ben", "ada"]),
    "forum:post:remove": (lambda t: (t.post,), {}, ["dov", "ben", "ada"]),
    "forum:post:hide": (lambda t: (t.post,), {}, ["ben", "ada"]),
    "forum:post:restore": (lambda t: (t.post,), {}, []),  # it stands
    "forum:post:attach": (lambda t: (t.post,), {"is_closed": False}, ["dov"]),
    "forum:post:keep-files": (lambda t: (t.post,), {}, ["dov", "ben", "ada"]),
    "forum:post:describe-files": (lambda t: (t.post,), {}, ["dov", "ben", "ada"]),
    "forum:post:react": (lambda t: (t.post,), {}, ["cleo", "fay", "ben", "ines", "ada"]),
    "forum:post:read-history": (lambda t: (t.post,), {}, MEMBERS),
    "forum:tag:arrange": (lambda t: (), {}, ["ben", "ada"]),
    "forum:tag:make": (lambda t: ("known",), {}, MEMBERS),
    "forum:category:arrange": (lambda t: (), {}, ["ada"]),
    "events:event:create": (lambda t: (), {}, MEMBERS),
    "events:event:manage": (lambda t: (t.event,), {}, ["cleo", "ben", "ada"]),
    "events:event:answer": (lambda t: (), {}, MEMBERS),
    "events:attendees:see": (lambda t: (), {}, MEMBERS),
    "events:waitlist:see": (lambda t: (t.event,), {}, ["cleo", "ben", "ada"]),
    "events:event:reinstate": (lambda t: (t.cancelled,), {}, ["cleo", "ben", "ada"]),
    "guests:question:decide": (lambda t: (), {}, ["ben", "ada"]),
    "events:host:remove": (lambda t: (t.event,), {}, ["cleo", "ben", "ada"]),
    "events:way-in:see": (lambda t: (t.event,), {"attendance": None}, ["cleo", "ben", "ada"]),
    "admin:settings:change": (lambda t: (), {}, ["ada"]),
    "admin:audit:read": (lambda t: (), {}, ["ada"]),
    "rituals:ritual:declare": (lambda t: (), {}, MEMBERS),
    "rituals:ritual:keep": (lambda t: (t.rite,), {}, ["dov", "fay", "ben", "ines", "ada"]),
    "rituals:ritual:tend": (lambda t: (t.rite,), {}, ["cleo", "ben", "ada"]),
    "rituals:enactment:mark": (lambda t: (), {}, MEMBERS),
    "rituals:event:enact": (lambda t: (t.rite, t.event), {}, ["cleo", "ben", "ada"]),
    "rituals:topic:enact": (lambda t: (t.rite, t.topic), {}, ["cleo", "ben", "ada"]),
    "rituals:enactment:recap": (
        lambda t: (t.rite,),
        {"recap_by_id": None, "took_part": False},
        ["cleo", "ben", "ada"],
    ),
    "rituals:enactment:unmark": (lambda t: (t.rite, t.enactment), {}, ["cleo", "ben", "ada"]),
    "voice:charter:amend": (
        lambda t: (),
        {"is_seated": False, "council_sits": False},
        ["ada"],
    ),
    "admin:jobs:decide": (lambda t: (), {}, ["ada"]),
    "postmaster:mail:keep": (lambda t: (), {}, ["ada"]),
    "voice:promise:cover": (lambda t: (), {}, ["ben", "ada"]),
    "voice:promise:make": (lambda t: (), {}, ["ada"]),
    "acts:act:speak": (lambda t: (), {}, ["ada"]),
    "acts:act:cover": (lambda t: (), {}, ["ben", "ada"]),
    "transparency:outside:keep": (lambda t: (), {}, ["ada"]),
    "moderation:report:make": (lambda t: (), {}, MEMBERS),
    "moderation:reason:keep": (lambda t: (), {}, ["ada"]),
    "moderation:queue:see": (lambda t: (), {}, ["fay", "ben", "ada"]),
    "moderation:case:pass-on": (lambda t: (t.case,), {}, []),
    "moderation:case:handle": (lambda t: (t.case,), {}, ["ben", "ada"]),
    "moderation:case:decide": (lambda t: (t.case,), {}, ["ben", "ada"]),
    "moderation:decision:undo": (lambda t: (t.decision,), {}, ["ben", "ada"]),
    "moderation:decision:read": (lambda t: (t.decision,), {}, ["dov", "ben", "ada"]),
    "moderation:decision:appeal": (lambda t: (t.decision,), {}, ["dov"]),
    "moderation:appeal:judge": (lambda t: (t.decision,), {}, ["ada"]),
    "moderation:appeals:see": (lambda t: (), {}, ["ben", "ada"]),
    "voice:promise:judge": (
        lambda t: (t.promise,),
        {"is_seated": True},
        ["dov", "cleo", "ines"],
    ),
    "voice:council:seat": (lambda t: (), {}, ["ada"]),
    "voice:council:sit": (lambda t: (), {}, ["dov", "cleo", "ines"]),
    "voice:council:end": (lambda t: (t.seat,), {}, ["cleo", "ada"]),
    "will:key:keep": (lambda t: (), {"is_seated": True}, ["dov", "cleo", "ines"]),
    "will:copy:fetch": (lambda t: (), {"is_seated": True}, ["dov", "cleo", "ines"]),
    "pages:version:publish": (lambda t: (), {}, ["ada"]),
    "pages:version:agree": (lambda t: (), {}, MEMBERS),
    "arrival:steps:read": (lambda t: (), {}, MEMBERS),
    "arrival:greeter:offer": (lambda t: (), {}, MEMBERS),
    "arrival:waiting:read": (lambda t: (), {}, ["ben", "ada"]),
    "reports:report:read": (lambda t: (), {}, ["ines", "ada"]),
    "reports:report:request": (lambda t: (), {}, ["ines", "ada"]),
    "desk:desk:read": (lambda t: (), {}, ["ben", "ines", "ada"]),
    "desk:task:mark": (lambda t: (), {}, ["ben", "ada"]),
}
LOCAL = {"is_local": True}
HALL = {"moderators": frozenset({8})}  # Fay's number
# what a fact, or a thing in another state, changes
EXCEPTIONS: list[tuple[str, Callable[[Things], tuple[Any, ...]], dict[str, Any], list[str]]] = [
    ("moderation:decision:read", lambda t: (t.decision,), {"is_party": True}, EVERYONE),
    ("moderation:appeal:judge", lambda t: (t.decision,), {"parties": (1,)}, []),  # Ada reported it
    # a thing lies where somebody handles it; only who does is told so of themselves
    ("moderation:case:handle", lambda t: (t.case,), LOCAL, [n for n in MEMBERS if n != "dov"]),
    ("moderation:case:handle", lambda t: (t.case,), LOCAL | {"is_alone": True}, MEMBERS),
    ("moderation:case:decide", lambda t: (t.case,), LOCAL, [n for n in MEMBERS if n != "dov"]),
    ("moderation:case:pass-on", lambda t: (t.case,), LOCAL, ["dov", "cleo", "fay", "ines"]),
    ("moderation:decision:undo", lambda t: (t.decision,), LOCAL, ["ben", "ada"]),
    ("moderation:decision:read", lambda t: (t.decision,), LOCAL, EVERYONE),
    ("spam:held:decide", lambda t: (t.held,), LOCAL, [n for n in MEMBERS if n != "dov"]),
    ("forum:topic:create", lambda t: (NONE,), {}, []),
    ("events:event:reinstate", lambda t: (t.event,), {}, []),
    ("events:event:manage", lambda t: (t.cancelled,), {}, []),
    ("forum:topic:reply", lambda t: (REPLYING,), {"is_closed": True}, []),
    ("forum:post:edit", lambda t: (t.post,), {"is_closed": True}, ["ben", "ada"]),
    ("forum:post:attach", lambda t: (t.post,), {"is_closed": True}, []),
    ("forum:topic:close", lambda t: (), HALL, ["fay", "ben", "ada"]),
    ("forum:post:edit", lambda t: (t.post,), {"is_closed": True} | HALL, ["fay", "ben", "ada"]),
    ("forum:post:remove", lambda t: (t.post,), HALL, ["dov", "fay", "ben", "ada"]),
    ("forum:post:keep-files", lambda t: (t.post,), HALL, ["dov", "fay", "ben", "ada"]),
    (
        "rituals:enactment:recap",
        lambda t: (t.rite,),
        {"recap_by_id": None, "took_part": True},
        MEMBERS,
    ),
    ("voice:charter:amend", lambda t: (), {"is_seated": False, "council_sits": True}, []),
    (
        "voice:charter:amend",
        lambda t: (),
        {"is_seated": True, "council_sits": True},
        ["dov", "cleo", "ines"],
    ),
    ("voice:promise:judge", lambda t: (t.promise,), {"is_seated": False}, []),
    ("will:key:keep", lambda t: (), {"is_seated": False}, []),
    ("will:copy:fetch", lambda t: (), {"is_seated": False}, []),
]


def able(
    cast: Cast, permission: Permission, about: tuple[Any, ...], facts: dict[str, Any]
) -> list[str]:
    """Who of the cast may."""
    actors: dict[str, Actor] = {n: GUEST if n == "-" else cast.get(n) for n in EVERYONE}
    return [name for name, actor in actors.items() if may(actor, permission, *about, **facts)]


def test_each_permission_for_each_of_the_cast(app: Flask, cast: Cast) -> None:
    declared: dict[str, Permission] = app.extensions["permissions"]
    assert set(PERMISSIONS) == set(declared)
    house = furnish(app, cast)
    appoint_fay(app, cast)
    with app.app_context():
        assert HALL["moderators"] == {cast.ids["fay"]}
        things = Things.of(house, cast)
        lines = [(name, *line) for name, line in PERMISSIONS.items()]
        for name, about, facts, allowed in lines + EXCEPTIONS:
            found = able(cast, declared[name], about(things), facts)
            assert (name, facts, found) == (name, facts, [n for n in EVERYONE if n in allowed])


def test_it_is_asked_in_one_place_who_is_in_good_standing() -> None:
    sources = Path(__file__).parents[2] / "tribe"
    apart = {sources / "members/models.py", sources / "members/identity.py"}  # where it is told
    asking = {
        path
        for path in sources.rglob("*.py")
        if ".is_active" in path.read_text() and sources / "access" not in path.parents
    }
    assert asking <= apart


def unsafe_routes(app: Flask) -> set[str]:
    """Every address that changes something."""
    return {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def test_every_unsafe_route_is_in_the_table(session_app: Flask) -> None:
    assert unsafe_routes(session_app) - {"/sign-in"} == set(TABLE)  # sign-in has tests of its own


def fill(text: str, house: World) -> str:
    """An address with the world's numbers."""
    return text.format(**vars(house))


# pages that answer without leading on, links that open nothing, a password that is wrong
OTHERWISE = {
    "/unsubscribe/<token>": 200,  # to what programs send, RFC 8058
    "/unsubscribe/<token>/undo": 200,
    "/me/prove": 422,
    "/me/security/app": 200,
    "/me/security/codes": 200,
    "/me/will/key": 200,
    "/me/will/copy": 200,
    "/me/security/passkeys/options": 200,
    "/sign-in/passkey/options": 200,
    "/confirm/<token>": 410,
    "/sign-in/link/<token>": 410,
    "/reset/<token>": 410,
    "/address/new/<token>": 410,
    "/address/undo/<token>": 410,
    "/invitations/<token>": 410,
    "/follow/<token>": 410,
    "/events/<int:event_id>/guest/<token>": 200,  # a guest has no message to be led on with
}


def was_done(route: str, status: int, location: str) -> bool:
    """Whether an answer says that the act took place."""
    assert status in (303, 403, 404, 409, OTHERWISE.get(route)), status
    is_sent_away = location.startswith("/sign-in") and location != "/sign-in/link/asked"
    return status in (200, 303) and not is_sent_away


@pytest.fixture(scope="module")
def worlds(session_app: Flask) -> Callable[[bool], tuple[World, Cast]]:
    """The world as it was furnished for this module, with its doors open or not; put back."""
    kept: dict[bool, tuple[Snapshot, World, Cast]] = {}

    def begin(is_open: bool) -> tuple[World, Cast]:
        if is_open not in kept:
            with session_app.app_context():
                db.session.remove()
                empty(db.db.engine.dialect.name)
            cast = Cast(session_app)
            house = furnish(session_app, cast)
            appoint_fay(session_app, cast)
            if is_open:
                open_the_doors(session_app)
            kept[is_open] = Snapshot.take(session_app), house, cast
        snapshot, house, cast = kept[is_open]
        snapshot.put_back(session_app)
        forget(session_app)
        return house, cast

    return begin


@pytest.mark.parametrize("route", TABLE)
def test_only_those_who_may_do(
    app: Flask, worlds: Callable[[bool], tuple[World, Cast]], route: str
) -> None:
    address, sent, allowed = TABLE[route]
    done = []
    for name in EVERYONE:
        house, cast = worlds(not route.startswith("/setup"))
        client = app.test_client() if name == "-" else sign_in(app, cast, name)
        data = {key: fill(value, house) for key, value in sent.items()}
        answer = client.post(fill(address, house), data=data)
        if was_done(route, answer.status_code, answer.headers.get("Location", "")):
            done.append(name)
    assert done == [name for name in EVERYONE if name in allowed]


def with_fay(app: Flask, cast: Cast) -> None:
    """An empty place but for the hall that Fay moderates."""
    with app.app_context():
        db.session.add(Category(slug="hall", name="Hall", description=""))
        db.session.commit()
    appoint_fay(app, cast)


@pytest.mark.parametrize("path", READING)
def test_only_those_who_may_read(app: Flask, cast: Cast, path: str) -> None:
    with_fay(app, cast)
    read = []
    for name in EVERYONE:
        client = app.test_client() if name == "-" else sign_in(app, cast, name)
        answer = client.get(path)
        assert answer.status_code in (200, 303, 403), path
        if answer.status_code == 200:
            read.append(name)
    assert read == [name for name in EVERYONE if name in READING[path]]
