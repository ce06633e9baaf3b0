"""What is counted: interactions, members, records, and the ties made of them."""
