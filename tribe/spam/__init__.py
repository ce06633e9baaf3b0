"""Spam and haste: layers that let a text through, hold it for a moderator, or refuse it."""
