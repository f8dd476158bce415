"""The page a manager opens in the morning: every headline figure, what it was before, and whether that is more than noise."""
