"""The features of Tribe, in the order in which their parts stand on a shared page."""

from tribe.accounts.feature import FEATURE as ACCOUNTS
from tribe.acts.feature import FEATURE as ACTS
from tribe.admin.feature import FEATURE as ADMIN
from tribe.archive.feature import FEATURE as ARCHIVE
from tribe.arrival.feature import FEATURE as ARRIVAL
from tribe.aside.feature import FEATURE as ASIDE
from tribe.bookmarks.feature import FEATURE as BOOKMARKS
from tribe.demo.feature import FEATURE as DEMO
from tribe.desk.feature import FEATURE as DESK
from tribe.discovery.feature import FEATURE as DISCOVERY
from tribe.events.feature import FEATURE as EVENTS
from tribe.feature import Feature
from tribe.finder.feature import FEATURE as FINDER
from tribe.following.feature import FEATURE as FOLLOWING
from tribe.forum.feature import FEATURE as FORUM
from tribe.guests.feature import FEATURE as GUESTS
from tribe.home.feature import FEATURE as HOME
from tribe.importers.feature import FEATURE as IMPORTERS
from tribe.intent.feature import FEATURE as INTENT
from tribe.interests.feature import FEATURE as INTERESTS
from tribe.ledger.feature import FEATURE as LEDGER
from tribe.members.feature import FEATURE as MEMBERS
from tribe.messages.feature import FEATURE as MESSAGES
from tribe.moderation.feature import FEATURE as MODERATION
from tribe.notices.feature import FEATURE as NOTICES
from tribe.offline.feature import FEATURE as OFFLINE
from tribe.pages.feature import FEATURE as PAGES
from tribe.peace.feature import FEATURE as PEACE
from tribe.personal_data.feature import FEATURE as PERSONAL_DATA
from tribe.postmaster.feature import FEATURE as POSTMASTER
from tribe.reading.feature import FEATURE as READING
from tribe.reports.feature import FEATURE as REPORTS
from tribe.rituals.feature import FEATURE as RITUALS
from tribe.setup.feature import FEATURE as SETUP
from tribe.spam.feature import FEATURE as SPAM
from tribe.storage.feature import FEATURE as STORAGE
from tribe.transparency.feature import FEATURE as TRANSPARENCY
from tribe.trust.feature import FEATURE as TRUST
from tribe.voice.feature import FEATURE as VOICE
from tribe.will.feature import FEATURE as WILL

FEATURES: tuple[Feature, ...] = (
    HOME,
    MEMBERS,
    ACCOUNTS,
    LEDGER,
    NOTICES,
    BOOKMARKS,
    FOLLOWING,
    PEACE,
    READING,
    INTENT,
    INTERESTS,
    MODERATION,
    SPAM,
    TRUST,
    FORUM,
    EVENTS,
    MESSAGES,
    RITUALS,
    VOICE,
    ACTS,
    ASIDE,
    WILL,
    PAGES,
    ARRIVAL,
    DESK,
    TRANSPARENCY,
    REPORTS,
    PERSONAL_DATA,
    ADMIN,
    POSTMASTER,
    GUESTS,
    DISCOVERY,
    OFFLINE,
    FINDER,
    SETUP,
    STORAGE,
    ARCHIVE,
    IMPORTERS,
    DEMO,
)
