"""The public account of moderation: its log, and the yearly report that the law asks for."""
