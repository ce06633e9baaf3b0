"""The tribe's will: who inherits, and a sealed copy that most of the council opens together."""
