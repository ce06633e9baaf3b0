"""What single-use tokens of accounts are for, and how long each lasts."""

from datetime import timedelta

from tribe.members.ways_in import LINK as LINK
from tribe.members.ways_in import NEW_ADDRESS as NEW_ADDRESS
from tribe.members.ways_in import PASSWORD as PASSWORD
from tribe.members.ways_in import PROVIDER as PROVIDER
from tribe.members.ways_in import SECOND_STEP as SECOND_STEP

CONFIRMING = "accounts.confirming"
OLD_ADDRESS = "accounts.old_address"
INVITATION = "accounts.invitation"  # it lasts as long as the invitation says
PASSKEY = "accounts.passkey"  # the challenge that a key signs
IDENTITY = "accounts.identity"  # who came from the brand's accounts, until they chose a name
ASKED = "accounts.asked"  # what a guest typed, until the job has answered it

LIFETIMES = {
    CONFIRMING: timedelta(days=7),
    PASSWORD: timedelta(hours=2),
    LINK: timedelta(minutes=30),
    NEW_ADDRESS: timedelta(days=2),
    OLD_ADDRESS: timedelta(days=14),  # somebody may be on a journey
    ASKED: timedelta(hours=1),
    SECOND_STEP: timedelta(minutes=10),
    PASSKEY: timedelta(minutes=10),
    PROVIDER: timedelta(minutes=20),  # somebody may have to look for their password there
    IDENTITY: timedelta(hours=1),
}
