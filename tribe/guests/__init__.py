"""The door for people without an account: following by mail, one question, a place by name."""
