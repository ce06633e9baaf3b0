"""The pages in which a place says what holds in it: rules, privacy notice, terms, imprint."""
