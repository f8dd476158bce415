"""A desk to try things on: the past of a small shop with an app, made by a seeded generator.

`history(now)` tells it as lines of the history format, ending now; it is imported like any other
system's history. Everything is invented: people, texts, addresses of reserved example domains and
telephone numbers of the range that is kept free for films.
"""

from tickets.demo.customers import ORGANISATIONS
from tickets.demo.history import history
from tickets.demo.macros import MACROS
from tickets.demo.opening_hours import desk
from tickets.demo.people import PEOPLE, TEAMS

__all__ = ["MACROS", "ORGANISATIONS", "PEOPLE", "TEAMS", "desk", "history"]
