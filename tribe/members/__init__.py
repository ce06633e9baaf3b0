"""Accounts, sign-in, profiles, consent, what is held on me."""
