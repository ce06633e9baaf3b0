"""A Stack Exchange site from its data dump: questions, answers and comments by their writers."""
