"""Linking value: the ties that what members share leaves behind."""
