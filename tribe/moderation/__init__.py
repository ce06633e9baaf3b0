"""Moderation: reports, cases, acts with a statement of reasons, and appeals.

It knows no feature that has things: what can be judged, and what can be done about it, features
declare (`tribe.web.moderated`).
"""
