"""What is a member's own: seen table by table, taken along, and taken away when they leave."""
