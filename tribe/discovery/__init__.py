"""What programs find of the place: its map, its marks, cards of its pages, and a polite pace."""
