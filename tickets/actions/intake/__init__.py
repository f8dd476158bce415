"""A contact comes in, by whatever channel: seen before, who is it, which ticket, what follows."""
