"""Where synthetic patients lie and who attends them."""

from dataclasses import dataclass

from cardiology.models import Bed, Department, Hospital, Role, User, Ward
from cardiology.synthetic.chance import Chance

TAKEN = 0.8  # of the beds; the others stand empty
ATTENDED_BY_FIRST = 0.45  # of the patients in bed: so that one doctor's list is worth looking at


@dataclass(frozen=True)
class Places:
    """Keys of a hospital: its department, wards, beds, attending doctors, nurses."""

    hospital: int
    department: int
    wards: tuple[int, ...]
    beds: tuple[tuple[int, int], ...]  # (ward, bed) of the taken beds
    doctors: tuple[int, ...]
    nurses: tuple[int, ...] = ()

    def bed(self, index: int) -> int | None:
        """The bed of a patient, for the first ones only."""
        return self.beds[index][1] if index < len(self.beds) else None

    def ward(self, bed: int | None, chance: Chance) -> int | None:
        """The ward of a bed; for stays of the past any ward of the department."""
        found = next((ward for ward, own in self.beds if own == bed), None)
        return found or (chance.one(self.wards) if self.wards else None)

    def attending(self, chance: Chance, in_bed: bool) -> int | None:
        """The attending doctor; None where the hospital has no cardiologists."""
        if not self.doctors:
            return None
        if in_bed and chance.yes(ATTENDED_BY_FIRST):
            return self.doctors[0]
        return chance.one(self.doctors)

    def nurse(self, bed: int | None) -> int | None:
        """The primary nurse of who lies in a bed: each has the patients of a row of beds."""
        index = next((i for i, (_ward, own) in enumerate(self.beds) if own == bed), 0)
        return self.nurses[index * len(self.nurses) // len(self.beds)] if bed and self.nurses else None


PHONE = "010-5550 0120"  # of nobody: printed on the summaries of the demonstration


def furnish(hospital: Hospital, wards: int, beds: int) -> Department:
    """A department with wards and beds, where the hospital has none yet."""
    department = hospital.departments.first() or Department.objects.create(
        hospital=hospital, name="心内科", phone=PHONE
    )
    for n in range(department.wards.count() + 1, wards + 1):
        ward = Ward.objects.create(department=department, name=f"心内科{'一二三四五六'[n - 1]}病区")
        Bed.objects.bulk_create(Bed(ward=ward, label=f"{n}{b:02d}") for b in range(1, beds + 1))
    return department


def survey(hospital: Hospital, patients: int) -> Places:
    """The places of a hospital as they are now; at most a quarter of the patients are in bed today."""
    department = hospital.departments.first() or furnish(hospital, 1, 10)
    wards = tuple(department.wards.order_by("pk").values_list("pk", flat=True))
    free = Bed.objects.filter(ward__in=wards).exclude(pk__in=_taken(hospital)).order_by("ward", "label")
    beds = list(free.values_list("ward_id", "pk"))
    wanted = min(round(len(beds) * TAKEN), patients // 4)
    spread = [beds[i * len(beds) // wanted] for i in range(wanted)]
    doctors, nurses = (_working(hospital, role) for role in (Role.CARDIOLOGIST, Role.WARD_NURSE))
    return Places(hospital.pk, department.pk, wards, tuple(spread), doctors, nurses)


def _working(hospital: Hospital, role: Role) -> tuple[int, ...]:
    people = User.objects.filter(hospital=hospital, role=role, is_active=True).order_by("pk")
    return tuple(people.values_list("pk", flat=True))


def _taken(hospital: Hospital) -> list[int]:
    stays = hospital.admissions.filter(discharged_at__isnull=True, bed__isnull=False)
    return list(stays.values_list("bed_id", flat=True))
