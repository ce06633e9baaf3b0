"""The ledger: it listens to what happens, with the consent of everyone concerned."""

from tribe.activity import Listener
from tribe.feature import Feature
from tribe.ledger import services
from tribe.ledger.personal import PERSONAL
from tribe.members import activities

FEATURE = Feature(
    "ledger",
    personal=PERSONAL,
    listeners=[
        Listener(services.hear, hear_each=services.hear_each),
        Listener(services.hear_withdrawal, (activities.CONSENT_WITHDRAWN,)),
    ],
)
