"""What happens on the way out; for the member alone to read."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

LEAVING = ActivityKind(
    "personal_data.member.leaving", "member", words=Message("leaving begun"), audience=Audience.OWN
)
STAYED = ActivityKind(
    "personal_data.member.stayed",
    "member",
    words=Message("leaving taken back"),
    audience=Audience.OWN,
)

EXPORT_MADE = ActivityKind(
    "personal_data.export.made",
    "data_export",
    words=Message("an export of your data made"),
    audience=Audience.OWN,
)

KINDS = (LEAVING, STAYED, EXPORT_MADE)
