"""What happens on the way out; for the member alone to read."""

from tribe.activity import ActivityKind, Audience

LEAVING = ActivityKind("personal_data.member.leaving", "member", audience=Audience.OWN)
STAYED = ActivityKind("personal_data.member.stayed", "member", audience=Audience.OWN)

KINDS = (LEAVING, STAYED)
