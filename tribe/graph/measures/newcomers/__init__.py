"""Newcomers: how long they wait, whether they settle, and how members leave."""
