"""The steps of setting up, in their order; each is one question, and all can be left for later."""

from dataclasses import dataclass

from flask_babel import gettext as _

from tribe.settings.declared import declared_groups

SETTING_STEPS = ("place", "languages", "registration")  # each a group of settings
LATER = ("attribution", "attribution_url")  # settings of these groups that imports bring along
PAGE_STEPS = ("rules", "privacy")  # each a page of the place


@dataclass(frozen=True)
class Step:
    """A step; `key` is the last part of its address."""

    key: str
    label: str
    lead: str
    otherwise: str  # what follows where the doors open without an answer

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/setup/{self.key}"


def list_steps() -> list[Step]:
    """Every step of this application, in the reader's words."""
    groups = {group.key for group in declared_groups()}
    return [step for step in _all() if step.key not in SETTING_STEPS or step.key in groups]


def find_step(key: str) -> Step | None:
    """The step of that key."""
    return next((step for step in list_steps() if step.key == key), None)


def address_after(key: str) -> str:
    """Where the step after one is; the overview after the last."""
    steps = list_steps()
    position = [step.key for step in steps].index(key) + 1
    return steps[position].address if position < len(steps) else "/setup"


def _all() -> list[Step]:
    return [
        Step(
            "place",
            _("Name and looks"),
            _("What people read at the top of every page. All of it can be changed later."),
            _("Every page is called Tribe until then."),
        ),
        Step(
            "languages",
            _("Languages and time"),
            _("In which languages this place speaks, and by which clocks."),
            _("Whoever has chosen none reads the first language and the clocks of UTC."),
        ),
        Step(
            "voice",
            _("Who speaks for the brand"),
            _("Words of the brand carry its mark, so that nobody takes them for a member's."),
            _("Nobody speaks for the brand yet, so no post carries its mark."),
        ),
        Step(
            "charter",
            _("The first values"),
            _("What this place holds to. The members' council will word them better one day."),
            _("The charter is empty."),
        ),
        Step(
            "categories",
            _("Categories"),
            _("Where topics lie. Take few: a place with six quiet rooms looks empty."),
            _("There is nowhere to begin a topic."),
        ),
        Step(
            "registration",
            _("Who can join"),
            _("Whether anybody comes in at once, asks first, or is invited."),
            _("Anybody joins at once."),
        ),
        Step(
            "rules",
            _("Rules"),
            _("How people treat one another here; whoever joins agrees to them."),
            _("Whoever joins agrees to no rules, and moderators have none to name."),
        ),
        Step(
            "privacy",
            _("Privacy notice"),
            _("What is kept about people, why, for how long, and what they can ask."),
            _("Whoever joins gives an address, and can read nowhere what becomes of it."),
        ),
        Step(
            "mail",
            _("Mail"),
            _("Without mail nobody who forgets a password comes back in."),
            _("No mail leaves: no link to sign in, no new password, no notice, no answers."),
        ),
        Step(
            "welcome",
            _("The first topic"),
            _("The first words that people read here are yours: say who you are, and ask."),
            _("Whoever comes first finds nothing to read."),
        ),
    ]
