"""What happens to accounts; what a member decides for themself is for themself alone to read."""

from tribe.activity import ActivityKind, Audience

MEMBER_JOINED = ActivityKind("members.member.joined", "member")
CONSENT_GIVEN = ActivityKind("members.consent.given", "consent", audience=Audience.OWN)
CONSENT_WITHDRAWN = ActivityKind(
    "members.consent.withdrawn", "consent", audience=Audience.OWN, told="the ledger, which forgets"
)

ROLE_GIVEN = ActivityKind(
    "members.role.given", "member", ("role",), told="the council, which refuses staff"
)
BRAND_GIVEN = ActivityKind("members.brand.given", "member", told="the council, which refuses staff")
BRAND_TAKEN = ActivityKind("members.brand.taken", "member")
SUSPENDED = ActivityKind("members.member.suspended", "member", audience=Audience.OWN)
UNSUSPENDED = ActivityKind("members.member.unsuspended", "member", audience=Audience.OWN)

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
