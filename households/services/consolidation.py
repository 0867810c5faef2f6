"""The list "perlu konsolidasi Dukcapil": which stored numbers disagree with what the register knows of their owner."""

from itertools import islice

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from households.identity import check_nik
from households.models import IdentityCheck, IdentityRemark, Member
from households.models.remark import FOR_DUKCAPIL

MEMBERS_AT_ONCE = 2000


def check_identities(now=None) -> int:
    """Compare each NIK with sex, birth date and the known provinces; returns how many were compared.

    Only members that changed since the last check began are opened; none of the numbers leaves this function.
    """
    now = now or timezone.now()
    last = IdentityCheck.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    members = Member.objects.filter(updated_at__gte=last) if last else Member.objects.all()
    rows = members.order_by("pk").only("pk", "public_id", "nik", "birth_date", "sex").iterator(MEMBERS_AT_ONCE)
    checked = 0
    while chunk := list(islice(rows, MEMBERS_AT_ONCE)):
        found = [(member.pk, codes) for member in chunk if (codes := _codes_of(member))]
        with transaction.atomic():
            # Computed anew each time, so that no trail follows the rows.
            old = IdentityRemark.objects.filter(member__in=[member.pk for member in chunk])
            old._raw_delete(old.db)
            IdentityRemark.objects.bulk_create(
                IdentityRemark(member_id=member, codes=" ".join(codes)) for member, codes in found
            )
        checked += len(chunk)
    IdentityCheck.objects.create(started_at=now, finished_at=timezone.now(), checked=checked)
    return checked


@task()
def check_identities_later() -> int:
    """`check_identities` as a background task."""
    return check_identities()


def last_check():
    """When the last finished check began; None before the first."""
    return IdentityCheck.objects.order_by("-started_at").values_list("started_at", flat=True).first()


def _codes_of(member):
    if member.nik is None:
        return []
    found = check_nik(member.nik.reveal(), birth_date=member.birth_date, sex=member.sex)
    return [finding.code for finding in found if finding.code in FOR_DUKCAPIL]
