"""Setting a new place up."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature
from tribe.setup import commands, labels, notice, views
from tribe.setup.audited import AUDITED
from tribe.setup.personal import PERSONAL
from tribe.setup.refusals import REFUSALS

FEATURE = Feature(
    "setup",
    audited=AUDITED,
    blueprint=views.blueprint,
    commands=[CommandAt("setup", "tribe.setup.commands:setup")],
    greetings=[commands.greet],
    globals=labels.GLOBALS,
    refusals=REFUSALS,
    personal=PERSONAL,
    slots={
        "home.first": notice.on_home,
        "accounts.not_yet": notice.not_yet,
        "admin.first": notice.on_keeping,
    },
)
