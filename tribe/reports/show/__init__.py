"""A report as a person reads it: sections, sentences, charts and tables."""
