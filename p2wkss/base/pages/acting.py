"""Pages of one act: a confirmation that says what happens next, perhaps a reason, then the act itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.audit import set_reason
from p2wkss.base.forms import REASON, TOKEN, ActForm
from p2wkss.base.models import FormToken
from p2wkss.base.pages.foundation import BasePage
from p2wkss.base.pages.header import try_reverse
from p2wkss.base.pages.rows import address_of
from p2wkss.base.pages.saving import Repeated, add_errors, parse_token, spend_token


class ActionPage(BasePage):
    """One act on one record (or, without `public_id` in its address, on none).

    ::

        class RoundClose(ActionPage):
            queryset = SurveyRound.objects.all()
            permission_required = "households.close_surveyround"
            title = _("Tutup pendataan")
            text = _("Data pendataan ini dikunci.")
            consequences = [_("Isian tidak dapat diubah lagi."), _("Angka lokus dihitung ulang.")]
            confirm_label = _("Tutup pendataan")
            form_class = ReasonForm                       # leave out: no reason is asked
            success_message = _("Pendataan ditutup.")

            def act(self, record, form):
                services.close_round(record, by=self.request.user)

    `act` may return an address to go to; a ValidationError it raises is shown on the page. `needs_edit = False` lets
    those act who see the record but do not edit it; the permission then says who they are.
    """

    template_name = "base/confirm.html"
    form_class = ActForm
    text = ""
    consequences: list = []
    confirm_label = ""
    tone = "primary"
    needs_edit = True
    success_message = gettext_lazy("Sudah dilakukan.")

    def get(self, request, *args, **kwargs):
        self.object = self.get_record()
        return self.show(self.build_form())

    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                token = parse_token(request.POST.get(TOKEN))
                earlier = FormToken.objects.filter(token=token).first() if token else None
                return redirect(earlier.location) if earlier else self.handle()
        except Repeated as repeated:
            return redirect(repeated.location)

    def handle(self):
        self.object = self.get_record(for_change=True)
        form = self.build_form(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():
                spend_token(form.token)
                set_reason(form.cleaned_data.get(REASON, ""))
                location = self.act(self.object, form) or self.get_success_url()
                FormToken.objects.filter(token=form.token).update(location=location)
        except ValidationError as error:
            add_errors(form, error)
            return self.show(form)
        return self.after(location)

    def after(self, location: str):
        """Answer when it is done; override it for an answer that may be seen only once."""
        messages.success(self.request, str(self.success_message))
        return redirect(location)

    def act(self, record, form) -> str | None:
        """Do it: call a service with `record`, `form.cleaned_data` and `self.request.user`."""
        raise NotImplementedError

    def get_record(self, for_change=False):
        if "public_id" not in self.kwargs:
            return None
        if for_change:
            list(
                self.model._base_manager.order_by()
                .select_for_update()
                .filter(public_id=self.kwargs["public_id"])
                .values("pk")
            )
        return self.get_editable_object() if self.needs_edit else self.get_object()

    def get_form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def build_form(self, data=None):
        return self.form_class(data, self.request.FILES if data is not None else None, **self.get_form_kwargs())

    def show(self, form):
        return self.render(
            title=self.get_title(),
            text=self.get_text(),
            consequences=self.get_consequences(),
            confirm_label=self.confirm_label,
            tone=self.tone,
            form=form,
            cancel_url=self.get_cancel_url(),
        )

    def get_text(self) -> str:
        return str(self.text)

    def get_consequences(self) -> list:
        return self.consequences

    def get_lead(self):
        return str(self.lead) or (str(self.object) if self.object is not None else "")

    def get_success_url(self) -> str:
        own = address_of(self.object) if self.object is not None else ""
        return own or (self.url_of("list") if self.queryset is not None else None) or try_reverse("home")

    def get_cancel_url(self) -> str:
        return self.get_success_url()


class StartPage(ActionPage):
    """An act that starts long work: outside of any transaction of the page, since the work keeps its own.

    A second click finds the work under way, or done, and leads to the same page.
    """

    def post(self, request, *args, **kwargs):
        self.object = self.get_record()
        form = self.build_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():
                spend_token(form.token, self.get_success_url())
                self.check(self.object)  # after the token: a second click is not told that the first one did it
        except Repeated as repeated:
            return redirect(repeated.location)
        except ValidationError as error:
            add_errors(form, error)
            return self.show(form)
        self.start(self.object, form)
        return redirect(self.get_success_url())

    def check(self, record) -> None:
        """Raise ValidationError where the work may not start now."""

    def start(self, record, form) -> None:
        """Start it, and tell the reader where that is not seen on the next page."""
        raise NotImplementedError


class DeletePage(ActionPage):
    """Delete one record that nothing else depends on; what is still used is kept, and the page says by what."""

    tone = "danger"
    confirm_label = gettext_lazy("Hapus")
    success_message = gettext_lazy("Data dihapus.")

    def act(self, record, form):
        try:
            record.delete()
        except (ProtectedError, RestrictedError) as error:
            related = getattr(error, "protected_objects", None) or error.restricted_objects
            names = sorted({str(row._meta.verbose_name_plural) for row in related})
            text = _("Tidak dapat dihapus karena masih dipakai: %(names)s.")
            raise ValidationError(text % {"names": ", ".join(names)}) from None
        except DatabaseError:  # a trail that is only ever added to
            raise ValidationError(_("Tidak dapat dihapus karena riwayatnya harus tetap ada.")) from None
        return self.url_of("list") or try_reverse("home")

    def get_title(self):
        return str(self.title) or _("Hapus %(name)s") % {"name": self.singular}

    def get_text(self):
        return str(self.text) or _("%(record)s akan dihapus. Riwayatnya tetap tersimpan.") % {"record": self.object}
