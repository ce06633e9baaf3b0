"""Finding: the page on which people search, and the commands of its index."""
