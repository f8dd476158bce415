"""Lines of the history format for explained figures."""

from tests import make


def line(name, when, kind, ticket="T", **more):
    """A line of a ticket, at a time of the desk."""
    return {"id": name, "ticket": ticket, "at": make.at(when).isoformat(), "kind": kind, **more}
