"""Readers' seats at institutions: taken by a verified address, freed when it is lost.

A seat is valid as long as the contract.
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from accounts.email_addresses import domain_of, mailbox_key, mailbox_keys
from accounts.models import User
from subscriptions import entitlements
from subscriptions.institutions import email_domains
from subscriptions.models import Entitlement, Institution, InstitutionDomain, InstitutionSeat


def sync_reader(user: User, *, at: datetime) -> None:
    """Claim the seats that the reader's verified addresses justify, and free all others."""
    belongs = belongs_to(user)
    for seat in InstitutionSeat.objects.filter(user=user).exclude(institution__in=belongs):
        free(seat, at=at)
    for institution in belongs:
        claim(user, institution, at=at)


def belongs_to(user: User) -> list[Institution]:
    return list(_addresses_by_institution(user))


def _addresses_by_institution(user: User) -> dict[Institution, list[str]]:
    """Return the reader's institutions, each with the verified addresses that justify a seat."""
    addresses = user.verified_addresses()
    above = {each for address in addresses for each in email_domains.and_above(domain_of(address))}
    known = _domains(
        InstitutionDomain.objects.filter(domain__in=above).select_related("institution")
    )
    result: dict[Institution, list[str]] = {}
    for address in addresses:
        row = _nearest(domain_of(address), known)
        if row is not None:
            result.setdefault(row.institution, []).append(address)
    return result


def _domains(rows: Iterable[InstitutionDomain]) -> dict[str, InstitutionDomain]:
    return {row.domain: row for row in rows}


def _nearest(domain: str, known: dict[str, InstitutionDomain]) -> InstitutionDomain | None:
    """Return the most specific known domain: law.uni.example before uni.example."""
    for name in email_domains.and_above(domain):
        row = known.get(name)
        if row is not None and (row.domain == domain or row.with_subdomains):
            return row
    return None


@transaction.atomic
def claim(user: User, institution: Institution, *, at: datetime) -> InstitutionSeat | None:
    """Return the reader's seat.

    None: the contract is not active, no seat is free, or the mailbox has one already.
    """
    # Locked so that the contract's dates cannot change before the seat is made.
    contract = Institution.objects.select_for_update().get(pk=institution.pk)
    own = InstitutionSeat.objects.filter(institution=contract, user=user).first()
    if own is not None:
        return _with_valid_key(own, user, at)
    if not contract.is_in_force(at):
        return None
    seat = _take_slot(contract, user, at)
    if seat is not None:
        _sync_seat(seat, contract, at)
    return seat


def _take_slot(institution: Institution, user: User, at: datetime) -> InstitutionSeat | None:
    """Take a free slot, or the next one if another process is quicker.

    None: no slot is left for this mailbox.
    """
    number, key = user.reader_number, _free_mailbox_key(institution, user)
    if key is None:
        return None
    while (slot := _free_slot(institution)) is not None:
        seat = InstitutionSeat(
            institution=institution,
            slot=slot,
            user=user,
            reader_number=number,
            mailbox_key=key,
            claimed_at=at,
        )
        InstitutionSeat.objects.bulk_create([seat], ignore_conflicts=True)
        own = InstitutionSeat.objects.filter(institution=institution, user=user).first()
        if own is not None:
            return own
        # Another account of the mailbox has a seat; a mailbox gets only one.
        of_mailbox = Q(reader_number=number) | Q(mailbox_key=key)
        if InstitutionSeat.objects.filter(of_mailbox, institution=institution).exists():
            return None
    return None


def _with_valid_key(seat: InstitutionSeat, user: User, at: datetime) -> InstitutionSeat | None:
    """Return the seat with the key of a mailbox that still justifies it.

    Free it if all of them have another seat.
    """
    addresses = _addresses_by_institution(user).get(seat.institution, [])
    if seat.mailbox_key in mailbox_keys(addresses):
        return seat
    key = _free_mailbox_key(seat.institution, user)
    if key is None:
        free(seat, at=at)
        return None
    seat.mailbox_key = key
    seat.save(update_fields=["mailbox_key"])
    return seat


def _free_mailbox_key(institution: Institution, user: User) -> str | None:
    """Return the key of a mailbox of the reader that justifies no other seat there, or None."""
    seats = InstitutionSeat.objects.filter(institution=institution).exclude(user=user)
    for address in _addresses_by_institution(user).get(institution, []):
        # Also under keys of replaced secrets, see mailbox_keys().
        if not seats.filter(mailbox_key__in=mailbox_keys([address])).exists():
            return mailbox_key(address)
    return None


def _free_slot(institution: Institution) -> int | None:
    seats = InstitutionSeat.objects.filter(institution=institution)
    taken = set(seats.values_list("slot", flat=True))
    slot = 1
    while slot in taken:
        slot += 1
    return slot if institution.seats is None or slot <= institution.seats else None


@transaction.atomic
def free(seat: InstitutionSeat, *, at: datetime) -> None:
    entitlements.end(Entitlement.objects.filter(institution_seat=seat), at=at)
    seat.delete()


@transaction.atomic
def sync_contract(institution: Institution, *, at: datetime) -> None:
    """Free seats whose domain was removed, and adjust all entitlements to the contract.

    Call it after each change.
    """
    contract = Institution.objects.select_for_update().get(pk=institution.pk)
    _free_unmatched(contract, at)
    # Renumber the slots from 1, so that a lower number of seats really limits them.
    for slot, seat in enumerate(contract.taken_seats.order_by("slot"), start=1):
        if seat.slot != slot:
            seat.slot = slot
            seat.save(update_fields=["slot"])
    if contract.is_in_force(at):
        Entitlement.objects.filter(institution_seat__institution=contract).in_force(at).update(
            ends_at=contract.ends_at
        )
    for seat in contract.taken_seats.select_related("user", "entitlement"):
        _sync_seat(seat, contract, at)


def _free_unmatched(institution: Institution, at: datetime) -> None:
    known = _domains(InstitutionDomain.objects.all())
    verified = EmailAddress.objects.filter(
        verified=True, user__institution_seats__institution=institution
    )
    belong = set()
    for user_pk, email in verified.values_list("user_id", "email"):
        row = _nearest(domain_of(email), known)
        if row and row.institution_id == institution.pk:
            belong.add(user_pk)
    for seat in institution.taken_seats.exclude(user__in=belong):
        free(seat, at=at)


def _sync_seat(seat: InstitutionSeat, contract: Institution, at: datetime) -> None:
    entitlement = entitlements.grant_or_adjust(
        seat.entitlement,
        user=seat.user,
        source=Entitlement.Source.INSTITUTION,
        note=f"Seat at {contract}"[:200],
        starts_at=contract.starts_at,
        ends_at=contract.ends_at,
        at=at,
    )
    if entitlement != seat.entitlement:
        seat.entitlement = entitlement
        seat.save(update_fields=["entitlement"])


def institutions_without_seat(user: User, *, at: datetime) -> list[Institution]:
    seats = InstitutionSeat.objects.filter(user=user)
    with_seat = set(seats.values_list("institution_id", flat=True))
    others = [each for each in belongs_to(user) if each.pk not in with_seat]
    return [institution for institution in others if institution.is_in_force(at)]
