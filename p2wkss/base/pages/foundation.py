"""What every page does: permission first, then scope, then the object by its public id."""

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View

from p2wkss.base.pages.header import Page, try_reverse


class BasePage(View):
    """Base of all pages.

    `queryset`            a queryset or manager that knows `visible_to(user)` and `editable_by(user)`; None: no records
    `permission_required` "app.action_model" or several; mandatory; without it the answer is 403, before any look-up
    `template_name`       a template that extends one of base/*.html, where the page differs from it
    `title`, `lead`, `icon`  the head of the page; override `get_title()` and so on where they depend on the object

    Neighbours are found by name, `households:house_list|detail|add|edit|delete`, from the name of the page's own
    address (`url_base = "households:house"` says it where that does not help). A neighbour that does not exist, or that
    the reader may not use, is not linked.
    """

    queryset = None
    permission_required: str | tuple[str, ...] = ()
    template_name = ""
    title = ""
    lead = ""
    icon = ""
    url_base = ""
    object = None

    @classmethod
    def as_view(cls, **initkwargs):
        if not (initkwargs.get("permission_required") or cls.permission_required):
            raise ImproperlyConfigured(f"{cls.__name__} names no permission_required.")
        queryset = initkwargs.get("queryset", cls.queryset)
        if queryset is not None and not hasattr(queryset, "visible_to"):
            raise ImproperlyConfigured(f"The queryset of {cls.__name__} has no visible_to(user).")
        return super().as_view(**initkwargs)

    def dispatch(self, request, *args, **kwargs):
        needed = self.permission_required
        needed = (needed,) if isinstance(needed, str) else needed
        if not request.user.has_perms(needed):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    # Rows

    @property
    def model(self):
        return self.queryset.model

    def get_queryset(self):
        """Where this page starts; `visible()` and `editable()` narrow it to the reader."""
        return self.queryset.all()

    def visible(self):
        return self.get_queryset().visible_to(self.request.user)

    def editable(self):
        return self.visible().editable_by(self.request.user)

    def get_object(self):
        """The object of the address: 404 where the reader does not see it, exactly as where it does not exist."""
        found = self.visible().filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        return found

    def get_editable_object(self):
        """The same, and 403 where the reader sees it but may not change it; one query where all is well."""
        found = self.editable().filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            self.get_object()
            raise PermissionDenied(_("Anda dapat melihat data ini, tetapi tidak dapat mengubahnya."))
        return found

    def may_edit(self, found) -> bool:
        rows = self.model._default_manager.editable_by(self.request.user)
        return rows.filter(pk=found.pk).exists()

    # Names

    def url_of(self, action: str, *args) -> str | None:
        """The address of a neighbour page (list, detail, add, edit, delete) of this page."""
        meta = self.model._meta
        own_name = self.request.resolver_match.view_name.rpartition("_")[0]
        for base in (self.url_base, own_name, f"{meta.app_label}:{meta.model_name}"):
            if base and (url := try_reverse(f"{base}_{action}", *args)):
                return url
        return None

    def may(self, action: str) -> bool:
        """Whether the reader's role holds `action` (view, add, change, delete) on this page's model."""
        meta = self.model._meta
        return self.request.user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}")

    @property
    def singular(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    # The head of the page

    def get_title(self) -> str:
        return str(self.title)

    def get_lead(self) -> str:
        return str(self.lead)

    def get_status(self):
        return None

    def get_primary_action(self):
        return None

    def get_parents(self) -> list[tuple[str, str | None]]:
        """What lies between the home page and this one, as [(label, url)]; by default the list, then the object."""
        if self.queryset is None:
            return []
        parents = [(self.plural, self.url_of("list"))] if self.may("view") else []
        if self.object is not None and self.object.pk:
            parents.append((str(self.object), self.url_of("detail", self.object.public_id)))
        return [(label, url) for label, url in parents if url and url != self.request.path]

    def get_page(self) -> Page:
        title = self.get_title()
        home = try_reverse("home")
        crumbs = [(_("Beranda"), home)] if home else []
        return Page(
            title=title,
            lead=self.get_lead(),
            icon=self.icon,
            status=self.get_status(),
            primary_action=self.get_primary_action(),
            breadcrumb=[*crumbs, *self.get_parents(), (title, None)],
        )

    def get_context(self, **context) -> dict:
        """What the template gets; add to it in a page that shows more."""
        return {"page": self.get_page(), "object": self.object, "view": self, **context}

    def render(self, template=None, *, status=200, **context):
        return TemplateResponse(
            self.request, template or self.template_name, self.get_context(**context), status=status
        )
