"""How far the figures of a period may be trusted: what came late, what is missing, what was left out."""
