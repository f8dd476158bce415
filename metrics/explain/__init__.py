"""How a figure of one ticket comes about, line by line: plain Python. In words: `metrics.explain_words`.

`figures` lists what can be explained, each by a key that stays the same for ever; `explain` gives the events, the days, whom it
waited on, what did not count, and by which versions of the opening hours, limits and targets. The lines add up to the figure
that `metrics.measures` gives, to the second, on both clocks.
"""
