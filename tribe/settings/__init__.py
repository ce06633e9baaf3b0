"""Settings of the place in the database: declared as data, kept with their history, cached."""

from tribe.settings.cache import current, value_of
from tribe.settings.declared import Setting, SettingGroup

__all__ = ["Setting", "SettingGroup", "current", "value_of"]
