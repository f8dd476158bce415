"""What finds an owner by itself: new tickets of a team, what belongs to who is away, what a shift leaves."""
