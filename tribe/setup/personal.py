"""The setting up knows of no member."""

from tribe.privacy import Impersonal

PERSONAL = (Impersonal("setup", "how far the setting up of the place has come"),)
