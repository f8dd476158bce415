"""People are told what happens while they are not at the desk: what the feed brings, what leaves together, what became of it."""
