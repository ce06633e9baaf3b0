"""What happens to accounts; what a member decides for themself is for themself alone to read."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

MEMBER_JOINED = ActivityKind(
    "members.member.joined",
    "member",
    words=Message("an account opened"),
    told="a service elsewhere, where the place asks one",
)
CONSENT_GIVEN = ActivityKind(
    "members.consent.given",
    "consent",
    words=Message("an agreement to be measured"),
    audience=Audience.OWN,
)
CONSENT_WITHDRAWN = ActivityKind(
    "members.consent.withdrawn",
    "consent",
    words=Message("an agreement to be measured withdrawn"),
    audience=Audience.OWN,
    told="the ledger, which forgets",
)

ROLE_GIVEN = ActivityKind(
    "members.role.given",
    "member",
    words=Message("a role given"),
    facts=("role",),
    closes="member",
    told="the council, which refuses staff",
)
BRAND_GIVEN = ActivityKind(
    "members.brand.given",
    "member",
    words=Message("the mark of the brand given"),
    told="the council, which refuses staff",
)
BRAND_TAKEN = ActivityKind(
    "members.brand.taken", "member", words=Message("the mark of the brand taken away")
)
SUSPENDED = ActivityKind(
    "members.member.suspended",
    "member",
    words=Message("an account suspended"),
    audience=Audience.OWN,
    closes="member",
)
UNSUSPENDED = ActivityKind(
    "members.member.unsuspended",
    "member",
    words=Message("an account opened again"),
    audience=Audience.OWN,
)

KINDS = (
    MEMBER_JOINED,
    CONSENT_GIVEN,
    CONSENT_WITHDRAWN,
    ROLE_GIVEN,
    BRAND_GIVEN,
    BRAND_TAKEN,
    SUSPENDED,
    UNSUSPENDED,
)
