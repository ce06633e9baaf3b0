"""What a report is told and drawn with: numbers in the reader's words, charts, tables."""
