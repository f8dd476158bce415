"""`make run`: everything Followthrough needs, started, watched and stopped together.

Here is what a single machine needs: a data directory, a Redis-protocol server if none is given,
the database and static files made ready, then web, workers and beat until somebody stops them.
What the parts do is not here, nor are Django's settings: the starter only hands down environment
variables, so any other supervisor can run the same commands.
"""
