"""Acts of the brand: each says whom it serves and what it asks, before anybody hears of it."""
