"""What the desk calls its facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.events.facts import normal
from tickets.models import FactName, User
from tickets.models.caught import forget_fact_names
from tickets.rules.drafts.fact_names import same

MOST_WORDS = 100
LONGEST_WORD = 80


@transaction.atomic
def name_fact(key: str, words: Sequence[str], *, by: User) -> FactName:
    """A fact is called so, and these words mean it; said again, the words are other ones.

    Errors: Invalid for an empty name, for too many or too long words, and for a word that means another fact already.
    """
    permit(by, "set-up")
    named = normal(key)
    if not named:
        raise Invalid("key", _("A fact has a name."))
    said = list(dict.fromkeys(" ".join(word.split()).lower() for word in words if word.strip()))
    if len(said) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in said):
        raise Invalid("words", _("At most 100 words, each of at most 80 letters."))
    taken = {same(word): row.key for row in FactName.objects.exclude(key=named) for word in (row.key, *row.said())}
    for field, word in [("key", named), *(("words", word) for word in said)]:
        if other := taken.get(same(word)):
            raise Invalid(field, _("“%(word)s” means “%(fact)s” already.") % {"word": word, "fact": other})
    row, _new = FactName.objects.update_or_create(key=named, defaults={"words": "\n".join(said)})
    transaction.on_commit(forget_fact_names)
    return row
