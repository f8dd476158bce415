"""What we promised and how a ticket may move: plain Python, no Django, no clock, no database."""
