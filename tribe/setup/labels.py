"""What the fields of the questions are called, for the summary of what is wrong with them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from tribe.settings import Setting
from tribe.setup.categories import CategorySet


def labels_of_settings(settings: Iterable[Setting[Any]]) -> dict[str, str]:
    """The label of each setting by its key."""
    return {setting.key: setting.label() for setting in settings}


def labels_of_values(numbers: Iterable[int]) -> dict[str, str]:
    """The number of a value for both of its fields."""
    fields = ("title", "meaning")
    return {f"{f}_{n}": _("Value %(number)s", number=n) for n in numbers for f in fields}


def labels_of_categories(sets: Sequence[CategorySet]) -> dict[str, str]:
    """The suggested name of a category for both of its fields."""
    suggested = [
        (f"{one.key}_{category.slug}", category) for one in sets for category in one.categories
    ]
    return {
        f"{key}_{field}": category.name
        for key, category in suggested
        for field in ("name", "about")
    }


GLOBALS: dict[str, Callable[..., dict[str, str]]] = {
    "labels_of_settings": labels_of_settings,
    "labels_of_values": labels_of_values,
    "labels_of_categories": labels_of_categories,
}
