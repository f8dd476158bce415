"""The life of a ticket: what customers tell us, what we promise, and what becomes of it."""
