"""Everything that can be done to a ticket: one class for each verb, in files by family, and nothing about it anywhere else.

The desk, the API, macros, rules and bulk changes ask `VERBS` what there is, read a step by the verb's own input, and hand it
to `perform`.
"""

from tickets.actions.verbs import assignment, conversation, joining, links, outcome, passed_on, promises, side
from tickets.actions.verbs.perform import perform
from tickets.actions.verbs.verb import VERBS, Verb

FAMILIES = (conversation, promises, assignment, outcome, joining, links, passed_on, side)

__all__ = ["FAMILIES", "VERBS", "Verb", "perform"]
