"""Gatherings, attendance, calendars."""
