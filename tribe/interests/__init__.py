"""Interests that members declare: who employs, pays or gifts them, said beside what they write."""
