"""Categories, topics, posts, reactions, unread."""
