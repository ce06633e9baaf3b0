"""Tribes in which nothing is to be found, and how often measures find something there."""
