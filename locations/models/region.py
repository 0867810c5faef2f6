"""The region tree: province > city > kecamatan > kelurahan > RW > RT."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role
from locations.boundaries import OVERLAP_SHARE, is_drawable, overlap_share, read_boundary
from locations.codes import codes_above, kelurahan_of, label_of, lies_in, rt_of, rw_of
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K4


def within(codes, path="code"):
    """A condition for the subtrees of `codes`: the code itself or anything that continues it after a dot."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."})
    return condition


def area_codes(user):
    """The region codes a user is assigned to, asked once per user object."""
    if not hasattr(user, "_area_codes"):
        user._area_codes = list(user.assignments.values_list("region__code", flat=True))
    return user._area_codes


class RegionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Regions are public facts; who works for one area sees that area and what it lies in."""
        if not user.is_authenticated:
            return self.none()
        if user.role not in (Role.KELURAHAN, Role.CADRE):
            return self
        codes = area_codes(user)
        above = {above for code in codes for above in codes_above(code)}
        return self.filter(within(codes) | Q(code__in=above))

    def editable_by(self, user):
        """Staff change any region; a kelurahan operator only the RW and RT of the own kelurahan."""
        if not user.has_perm("locations.change_region"):
            return self.none()
        if user.role == Role.KELURAHAN:
            return self.filter(within(area_codes(user)), level__in=[Region.Level.RW, Region.Level.RT])
        return self

    def in_area_of(self, user):
        """The subtree a kelurahan operator or cadre works in; everything for the other roles."""
        if user.role in (Role.KELURAHAN, Role.CADRE):
            return self.filter(within(area_codes(user)))
        return self

    def below(self, region):
        return self.filter(within([region.code]))

    def of_lokus(self):
        """RT and RW that are, or lie in, a lokus of any programme year."""
        lokus = (
            Region.objects.filter(target_area_links__isnull=False, target_area_links__valid_until__isnull=True)
            .annotate(inner=models.ExpressionWrapper(models.OuterRef("code"), output_field=models.CharField()))
            .filter(inner__startswith=models.F("code"))
        )
        return self.filter(models.Exists(lokus))

    def level(self, level):
        return self.filter(level=level)

    def for_list(self):
        return self.select_related("parent", "parent__parent")


class Region(Record):
    """A place of the tree, keyed on its official code; RW and RT append theirs to the kelurahan's."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Provinsi")
        CITY = "city", _("Kota/kabupaten")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")
        RW = "rw", _("RW")
        RT = "rt", _("RT")

    ORDER = ["province", "city", "kecamatan", "kelurahan", "rw", "rt"]

    privacy = {"*": K4}

    level = models.CharField(_("tingkat"), max_length=9, choices=Level, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("termasuk dalam")
    )
    code = models.CharField(
        _("kode"),
        max_length=24,
        unique=True,
        validators=[
            RegexValidator(r"^\d{2}(\.\d{2}){0,2}(\.\d{4}(\.\d{3}){0,2})?$", _("Kode wilayah tidak dikenali."))
        ],
        error_messages={"unique": _("Wilayah dengan kode ini sudah ada.")},
        help_text=_("Kode Kemendagri; RW dan RT ditambahkan tiga angka, misalnya 31.01.01.1001.002.001."),
    )
    name = models.CharField(_("nama"), max_length=80)
    alias = models.CharField(_("nama lain"), max_length=120, blank=True)
    postal_code = models.CharField(_("kode pos"), max_length=5, blank=True)
    area_ha = models.DecimalField(_("luas (ha)"), max_digits=14, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(
        _("bujur pusat kota"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Hanya untuk kota: batas wilayahnya diperiksa terhadap titik ini."),
    )
    latitude = models.DecimalField(_("lintang pusat kota"), max_digits=9, decimal_places=6, null=True, blank=True)
    boundary = models.JSONField(_("batas (GeoJSON)"), null=True, blank=True)
    boundary_source = models.CharField(_("sumber batas"), max_length=200, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        permissions = [("recode_region", "Can change the code of a region and of all below it")]
        indexes = [models.Index(fields=["level", "name"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="province") | Q(parent__isnull=False),
                name="%(app_label)s_%(class)s_has_parent",
                violation_error_message=_("Pilih wilayah yang membawahinya."),
            ),
            models.CheckConstraint(
                condition=Q(area_ha__isnull=True) | Q(area_ha__gt=0),
                name="%(app_label)s_%(class)s_area_positive",
                violation_error_message=_("Luas harus lebih dari nol."),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("locations:region_detail", args=[self.public_id])

    def clean(self):
        self._refuse_new_code()
        if self.parent_id and not lies_in(self.code, self.parent.code):
            raise ValidationError({"code": _("Kode harus dimulai dengan kode wilayah yang membawahinya.")})
        if self.parent_id and self.ORDER.index(self.level) != self.ORDER.index(self.parent.level) + 1:
            raise ValidationError({"parent": _("Tingkat wilayah tidak berurutan dengan wilayah yang membawahinya.")})
        self._clean_boundary()

    def _clean_boundary(self):
        """Bring a new boundary into the stored form; one that overlaps a sister's is a mistake of drawing."""
        stored = Region.objects.filter(pk=self.pk).values_list("boundary", flat=True).first() if self.pk else None
        if self.boundary == stored:
            return
        try:
            self.boundary = read_boundary(self.boundary, centre=self._centre())
        except ValidationError as error:
            raise ValidationError({"boundary": error.messages}) from None
        if self.boundary and (sister := self._overlapped_sister()):
            message = _("Batas ini bertumpang tindih dengan %(name)s. Rapikan salah satunya.") % {"name": sister.label}
            raise ValidationError({"boundary": message})

    def _centre(self):
        """Longitude and latitude of the city's centre; None while nobody noted it."""
        city = Region.objects.filter(level=Region.Level.CITY, code__in=[self.code, *codes_above(self.code)])
        found = city.exclude(longitude=None).exclude(latitude=None).values_list("longitude", "latitude").first()
        return tuple(map(float, found)) if found else None

    def _overlapped_sister(self):
        """A region of the same level under the same parent whose drawn area this one shares."""
        sisters = Region.objects.filter(parent_id=self.parent_id, level=self.level, boundary__isnull=False)
        for sister in sisters.exclude(pk=self.pk):
            if is_drawable(sister.boundary) and overlap_share(self.boundary, sister.boundary) > OVERLAP_SHARE:
                return sister
        return None

    def _refuse_new_code(self):
        """Families, rights and lokus hang on the codes of the whole subtree: `services.recode_region` changes them."""
        stored = None if self._state.adding else type(self).objects.filter(pk=self.pk).values("code", "level").first()
        if stored and (stored["code"], stored["level"]) != (self.code, self.level):
            raise ValidationError({"code": _("Kode diganti lewat “Ganti kode”, agar RW, RT dan hak akses ikut.")})
        if self._state.adding and RegionAlias.objects.filter(code=self.code).exists():
            raise ValidationError({"code": _("Kode ini adalah kode lama wilayah lain.")})

    @property
    def label(self):
        """The short name: "RT 001 / RW 002" for the lowest levels from the code alone, the name for the others."""
        return label_of(self.code) if self.rw else self.name

    @property
    def rw(self):
        return rw_of(self.code)

    @property
    def rt(self):
        return rt_of(self.code)

    @property
    def kelurahan_code(self):
        return kelurahan_of(self.code)


class RegionAliasQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(region__in=Region.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        """Only the act that changes a code writes here."""
        return self.none()


class RegionAlias(Timestamped):
    """A code that a region had before: older files and papers that name it still mean that region."""

    privacy = {"*": K4}

    code = models.CharField(_("kode lama"), max_length=24, unique=True)
    region = models.ForeignKey(Region, models.CASCADE, related_name="former_codes", verbose_name=_("wilayah"))
    until = ReferenceDateField(_("berlaku sampai"))
    reason = models.CharField(_("alasan"), max_length=300)

    objects = RegionAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("kode wilayah lama")
        verbose_name_plural = _("kode wilayah lama")
        ordering = ["code"]

    def __str__(self):
        return self.code


def present_codes() -> dict[str, str]:
    """{former code: present code} of every region that had another one."""
    return dict(RegionAlias.objects.values_list("code", "region__code"))
