"""What people set of their reports; the only code of metrics that writes what cannot be told again from events."""
