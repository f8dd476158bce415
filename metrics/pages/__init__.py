"""The managers' pages under /reports/: what they ask, what they show, and what they hand out as files."""
