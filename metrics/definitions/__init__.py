"""What each figure means, which version of the rules computes it, and what every version changed."""
