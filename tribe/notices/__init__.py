"""Notices: who is told of what happened, once each, and where they read it."""
