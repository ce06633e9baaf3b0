"""What a report is made from: acts by consent, records, first posts."""
