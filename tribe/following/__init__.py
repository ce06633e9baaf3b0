"""Following a member: being told of the topics that they begin, and of nothing else they do."""
