"""What a screen on the wall shows: the overview's verdict and its first figures, without customers, subjects and links."""
