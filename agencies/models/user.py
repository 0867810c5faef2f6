"""Users: one person, one role, one agency."""

import uuid

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.roles import BACK_OFFICE, Role, allows
from p2wkss.base.privacy import classes


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("agencies.view_user") else self.none()

    def editable_by(self, user):
        return self if user.has_perm("agencies.change_user") else self.none()

    def active(self):
        return self.filter(is_active=True)

    def for_list(self):
        return self.select_related("agency")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """What `createsuperuser` makes: an administrator."""
        return self.create_user(username, password, **{"role": Role.ADMIN, **fields})


class User(AbstractBaseUser):
    """Someone who signs in. What a role may do is in agencies/roles.py; permissions are not given one by one."""

    privacy = classes(
        k2="username name email phone password last_login",
        k3="id public_id version role agency is_active may_export_identity may_see_true_counts must_change_password "
        "date_joined created_at updated_at",
    )

    public_id = models.UUIDField(_("nomor publik"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)
    username = models.CharField(
        _("nama pengguna"),
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": _("Nama pengguna ini sudah dipakai.")},
    )
    name = models.CharField(_("nama lengkap"), max_length=120)
    email = models.EmailField(_("surel"), blank=True)
    phone = models.CharField(_("telepon"), max_length=20, blank=True)
    role = models.CharField(_("peran"), max_length=10, choices=Role)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        related_name="users",
        null=True,
        blank=True,
        verbose_name=_("perangkat daerah / mitra"),
    )
    may_export_identity = models.BooleanField(
        _("boleh mengunduh nomor identitas"),
        default=False,
        help_text=_("Setiap unduhan NIK/KK tetap meminta alasan dan dicatat."),
    )
    may_see_true_counts = models.BooleanField(
        _("boleh melihat jumlah kecil"),
        default=False,
        help_text=_(
            "Hanya untuk tim penilai: jumlah satu sampai empat orang tidak disembunyikan. Pemakaiannya dicatat."
        ),
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    must_change_password = models.BooleanField(_("harus mengganti kata sandi"), default=False, editable=False)
    date_joined = models.DateTimeField(_("terdaftar"), default=timezone.now, editable=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=Role.AGENCY) | Q(agency__isnull=False),
                name="%(app_label)s_%(class)s_operator_has_agency",
                violation_error_message=_("Operator perangkat daerah harus punya perangkat daerah."),
            ),
            models.CheckConstraint(
                condition=Q(may_see_true_counts=False) | Q(role=Role.EVALUATOR),
                name="%(app_label)s_%(class)s_true_counts_for_evaluators",
                violation_error_message=_("Hak melihat jumlah kecil hanya untuk tim penilai."),
            ),
            # With the unique name this keeps "Siti" and "siti" from being two people.
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="%(app_label)s_%(class)s_username_small",
                violation_error_message=_("Tulis nama pengguna dengan huruf kecil."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("agencies:user_detail", args=[self.public_id])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.username

    @property
    def is_staff(self):
        """Whether the Django admin opens for this user (Django's own word for it)."""
        return self.role in BACK_OFFICE

    @property
    def is_superuser(self):
        """Never: an administrator's rights come from the role table like everyone's."""
        return False

    @property
    def needs_second_factor(self):
        """Whoever takes files with personal data out of the portal, and who administers it."""
        return self.role in (Role.ADMIN, Role.STAFF, Role.KELURAHAN) or self.may_export_identity

    @property
    def has_short_session(self):
        """Administrators are signed out sooner."""
        return self.role == Role.ADMIN

    def has_perm(self, permission, obj=None):
        """Whether the role holds `permission`; rows are narrowed by `visible_to` / `editable_by`, not here."""
        if not self.is_active:
            return False
        if permission == "households.export_identity" and self.may_export_identity:
            return True
        if permission == "agencies.see_true_counts":
            return self.may_see_true_counts
        return allows(self.role, permission)

    def has_perms(self, permissions, obj=None):
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label):
        names = [model._meta.model_name for model in apps.get_models() if model._meta.app_label == app_label]
        return self.is_active and any(self.has_perm(f"{app_label}.view_{name}") for name in names)
