"""Customers and the addresses, numbers and handles that they are known by."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.organisation import Organisation
from tickets.models.searching import holds
from tickets.rules.customer_codes import code_of, number_of


class IdentityKind(models.TextChoices):
    """How a customer can be recognised."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    HANDLE = "handle", _("Handle")


VISITOR = _("Visitor %s")  # what somebody is called who chats and has not said who they are, everywhere
NAMELESS = _("Customer %s")  # and anybody else without a name, at the desk: never a number that looks like a ticket's


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about people. Who may see whom is decided by their tickets (`Ticket.objects.visible_to`)."""

    def alive(self) -> CustomerQuerySet:
        """Without those who live on as another."""
        return self.filter(merged_into=None)

    def with_known_since(self) -> CustomerQuerySet:
        """Each with `known_since`: when they first turned to us, by whatever they are known by now, in imported histories
        too. Who never did, because we turned to them, is known since they are on file.
        """
        theirs = Q(messages__direction="in", messages__automatic=False)
        contacts = Customer.objects.filter(pk=OuterRef("pk")).values("pk")
        first = contacts.annotate(first=Min("messages__occurred_at", filter=theirs)).values("first")
        return self.annotate(known_since=Coalesce(Subquery(first), "created_at"))

    def matching(self, text: str, values: Collection[str] = ()) -> CustomerQuerySet:
        """By a part of the name, of an address or of a handle, by `#12`, or by exactly one of `values`.

        `values` are the forms in which an identity is kept that the text may be a spelling of; whoever has no library for
        telephone numbers at hand asks `tickets.actions.customers.identities.search`, which knows them. For lists and for fields that
        complete what one types; nothing typed matches everybody.
        """
        text = text.strip()
        if not text:
            return self
        known = Identity.objects.filter(Q(value__in=values) | Q(value__icontains=text.removeprefix("@")))
        wanted = holds(text, "name") | Q(pk__in=known.values("customer")) | called_by_code(text)
        number = text.removeprefix("#")
        if number != text and number.isascii() and number.isdigit() and len(number) < 18:
            wanted |= Q(pk=int(number))
        return self.filter(wanted)


class Customer(models.Model):
    """One person, over all channels. `merged_into`: they turned out to be somebody we knew, and live on there.

    `visitor`: they came by a chat and did not say who they are.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    visitor = models.BooleanField(_("visitor of a chat"), default=False)
    created_at = models.DateTimeField(_("known since"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="people", verbose_name=_("organisation")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_customers", verbose_name=_("merged into")
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["name"], name="customer_search_by_name"),
            models.Index(Lower("name"), name="duplicates_by_name"),
        ]

    def __str__(self) -> str:
        return self.called or NAMELESS % self.code

    @property
    def code(self) -> str:
        """A short code that means them and nobody else, and looks like no ticket's number."""
        return code_of(self.pk)

    @property
    def called(self) -> str:
        """Their name, or by which a visitor without one is known at the desk and in the API; "" for anybody else without."""
        return self.name or (VISITOR % self.code if self.visitor else "")

    def home(self) -> Customer:
        """Who they are by now: themselves, or whom they were merged into."""
        customer = self
        while customer.merged_into_id:
            customer = Customer.objects.get(pk=customer.merged_into_id)
        return customer


def called_by_code(text: str) -> Q:
    """Whom a searched text means by what people without a name are called: one by their code, all visitors by the word."""
    visitor, nameless = (str(word).replace("%s", "").strip().lower() for word in (VISITOR, NAMELESS))
    typed = text.strip().lower()
    if typed == visitor:
        return Q(visitor=True, name="")
    number = number_of(typed.removeprefix(visitor).removeprefix(nameless))
    if number is None:
        return Q(pk__in=[])
    one = Q(pk=number, name="")
    return one & Q(visitor=True) if typed.startswith(visitor) else one


class Identity(models.Model):
    """A normalised address, number or handle of one customer.

    Unique over the desk, so that two first contacts at once make one customer and never two. Only what several people use
    (`shared`: a family's telephone, a company's switchboard) is on the file of each of them; it identifies nobody then.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=8, choices=IdentityKind.choices)
    value = models.CharField(_("value"), max_length=320)
    verified = models.BooleanField(_("verified"), default=False)
    shared = models.BooleanField(_("used by several people"), default=False)
    created_at = models.DateTimeField(_("known since"))

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            one_of("identity", "kind", IdentityKind.values),
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(shared=False), name="identity_belongs_to_one_customer"
            ),
            models.UniqueConstraint(fields=["customer", "kind", "value"], name="identity_once_on_a_file"),
        ]
        indexes = [models.Index(fields=["value"], name="intake_who_is_it")]

    def __str__(self) -> str:
        return self.value


class IdentityChangeKind(models.TextChoices):
    """What was done."""

    ADDED = "added", _("added")
    VERIFIED = "verified", _("verified")
    SHARED = "shared", _("marked as shared")
    UNSHARED = "unshared", _("marked as theirs alone")
    REMOVED = "removed", _("removed")


class IdentityChange(models.Model):
    """What a person of ours changed about a customer's identities by hand, and when; intake's own notes are not here."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identity_changes", verbose_name=_("customer"))
    what = models.CharField(_("what"), max_length=8, choices=IdentityChangeKind.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=IdentityKind.choices)
    value = models.CharField(_("value"), max_length=320)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of an identity")
        verbose_name_plural = _("changes of identities")
        constraints = [
            one_of("identitychange", "what", IdentityChangeKind.values),
            one_of("identitychange", "kind", IdentityKind.values),
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.value} {self.what}"


class CustomerChangeKind(models.TextChoices):
    """What was changed."""

    NAME = "name", _("name")
    ORGANISATION = "organisation", _("organisation")
    ATTRIBUTE = "attribute", _("attribute")


class CustomerChange(models.Model):
    """What was changed on a customer's file, from what to what, by whom and when.

    `about` names the field of an attribute, `source` says where its value came from. `before` and `after` are texts as one reads
    them, "" for nothing. `by` is nobody's where a command said it.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="changes", verbose_name=_("customer"))
    what = models.CharField(_("what"), max_length=16, choices=CustomerChangeKind.choices)
    about = models.CharField(_("field"), max_length=80, blank=True)
    before = models.CharField(_("before"), max_length=1000, blank=True)
    after = models.CharField(_("after"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    source = models.CharField(_("source"), max_length=80, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a customer")
        verbose_name_plural = _("changes of customers")
        constraints = [one_of("customerchange", "what", CustomerChangeKind.values)]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.titled}: {self.after}"

    @property
    def titled(self) -> str:
        """What was changed, as one reads it."""
        return self.about or str(self.get_what_display()).capitalize()
