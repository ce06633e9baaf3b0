"""Roles and brokerage: who links whom, and the parts that members take."""
