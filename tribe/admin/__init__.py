"""The keeping of the place: what operators and admins see and decide."""
