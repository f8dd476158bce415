"""Organisations: their names and domains, and who belongs to them.

An address's domain puts who is new into an organisation, and nobody who is known already: a person of ours or a program does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.customers.naming import locked
from tickets.actions.record import Invalid, permit
from tickets.models import Customer, CustomerChange, Organisation, OrganisationDomain, SearchDue, User
from tickets.models.customer import CustomerChangeKind, IdentityKind
from tickets.rules import mail_hosts
from tickets.rules.subjects import one_line

LONGEST_NAME = 200
LONGEST_NOTES = 5000
MOST_DOMAINS = 100


@transaction.atomic
def add(name: str, *, domains: Sequence[str] = (), notes: str = "", by: User, at: datetime) -> Organisation:
    """A new organisation. Errors: Invalid for a name that is none or another's, and for a domain that cannot be theirs."""
    permit(by, "organisations")
    row = Organisation(name=_free_name(name), notes=notes.strip(), created_at=at)
    row.save()
    _set_domains(row, domains)
    return row


@transaction.atomic
def change(
    organisation: Organisation | int,
    *,
    name: str | None = None,
    domains: Sequence[str] | None = None,
    notes: str | None = None,
    by: User,
) -> Organisation:
    """What is given becomes so; what is not stays. Gives the fresh row. Errors: as for a new one."""
    permit(by, "organisations")
    pk = organisation if isinstance(organisation, int) else organisation.pk
    row = Organisation.objects.select_for_update().get(pk=pk)
    if name is not None and name != row.name:
        row.name = _free_name(name, row)
        _to_be_read_anew(row)
    row.notes = row.notes if notes is None else notes.strip()
    row.save()
    if domains is not None:
        _set_domains(row, domains)
    return row


@transaction.atomic
def put(customer: Customer | int, organisation: Organisation | None, *, by: User, at: datetime) -> Customer:
    """They belong to that organisation from now on, or to none; gives the fresh row.

    Errors: Forbidden for somebody who was merged away.
    """
    permit(by, "organisations")
    row = locked(customer)
    if row.organisation_id == (organisation.pk if organisation else None):
        return row
    kind = CustomerChangeKind.ORGANISATION
    before, after = (str(one) if one else "" for one in (row.organisation, organisation))
    CustomerChange.objects.create(customer=row, what=kind, before=before, after=after, by=by, at=at)
    row.organisation = organisation
    row.save(update_fields=["organisation"])
    SearchDue.objects.create(customer=row)
    return row


def named(name: str) -> Organisation | None:
    """The organisation of a name, in whatever letters; None for no name. Errors: Invalid if there is none of that name."""
    if not name.strip():
        return None
    found = Organisation.objects.filter(name__iexact=one_line(name)).first()
    if found is None:
        raise Invalid("organisation", _("There is no organisation called “%(name)s”. Add it first.") % {"name": name})
    return found


def by_domain(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The organisations that these identities' domains name: their numbers by domain. One statement, or none."""
    domains = {mail_hosts.domain_of(value) for kind, value in pairs if kind == IdentityKind.EMAIL}
    wanted = sorted(domain for domain in domains if not mail_hosts.is_public(domain))
    if not wanted:
        return {}
    return dict(OrganisationDomain.objects.filter(domain__in=wanted).values_list("domain", "organisation"))


def join_by_domain(customer: int, pairs: Sequence[tuple[str, str]]) -> None:
    """Who is new belongs where the domain of their address is; somebody who belongs somewhere stays there."""
    found = next(iter(by_domain(pairs).values()), None)
    if found is not None:
        Customer.objects.filter(pk=customer, organisation=None).update(organisation=found)


def _free_name(name: str, own: Organisation | None = None) -> str:
    called = one_line(name)
    if not called or len(called) > LONGEST_NAME:
        raise Invalid("name", _("Write a name of at most %d characters.") % LONGEST_NAME)
    others = Organisation.objects.filter(name__iexact=called)
    if (others.exclude(pk=own.pk) if own else others).exists():
        raise Invalid("name", _("Another organisation is called so."))
    return called


def _set_domains(row: Organisation, typed: Sequence[str]) -> None:
    """These domains and no others. Errors: Invalid for one that is none, is a public mail host's, or another's."""
    wanted = list(dict.fromkeys(_domain(each) for each in typed if each.strip()))
    if len(wanted) > MOST_DOMAINS:
        raise Invalid("domains", _("At most %d domains.") % MOST_DOMAINS)
    taken = OrganisationDomain.objects.filter(domain__in=wanted).exclude(organisation=row).first()
    if taken:
        other = {"domain": taken.domain, "other": taken.organisation}
        raise Invalid("domains", _("“%(domain)s” belongs to %(other)s already.") % other)
    row.domains.exclude(domain__in=wanted).delete()
    OrganisationDomain.objects.bulk_create(
        [OrganisationDomain(organisation=row, domain=domain) for domain in wanted], ignore_conflicts=True
    )


def _domain(typed: str) -> str:
    found = mail_hosts.domain(typed)
    if found is None:
        raise Invalid("domains", _("“%(typed)s” is no domain, such as example.com.") % {"typed": typed[:80]})
    if mail_hosts.is_public(found):
        raise Invalid(
            "domains",
            _("Everybody can have an address at %(host)s: it says nothing of where they work.") % {"host": found},
        )
    return found


def _to_be_read_anew(row: Organisation) -> None:
    """Searches find its people's tickets by its name."""
    people = Customer.objects.filter(organisation=row).values_list("pk", flat=True)
    SearchDue.objects.bulk_create([SearchDue(customer_id=pk) for pk in people], batch_size=500)
