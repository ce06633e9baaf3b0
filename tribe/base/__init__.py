"""What every part stands on: the database, errors, text, languages; it knows nobody."""
