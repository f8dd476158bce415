"""A desk's past comes in as lines of the history format."""
