"""The page on which an RT is split, or joined with another: many houses in one act, after a preview."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.forms.regrouping import RegroupForm
from households.services.places import preview_regrouping, regroup
from locations.models import Region
from p2wkss.base.pages import ActionPage


class RegionRegroup(ActionPage):
    """Move houses with their families to another RT of the kelurahan; the first sending shows what would happen."""

    queryset = Region.objects.filter(level=Region.Level.RT).select_related("parent__parent")
    permission_required = ("households.change_house", "households.change_household", "locations.change_region")
    title = gettext_lazy("Pecah atau gabung RT")
    form_class = RegroupForm
    confirm_label = gettext_lazy("Lihat pratinjau")
    success_message = gettext_lazy("Rumah dan keluarganya berpindah RT.")
    consequences = [
        gettext_lazy("Rumah dan keluarga di dalamnya berpindah bersama-sama."),
        gettext_lazy("Pendataan, rehab RTLH, KK binaan dan bantuan tetap pada rumah dan keluarganya."),
        gettext_lazy("Buat dahulu RT tujuannya bila belum ada."),
    ]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "rt": self.object}

    def handle(self):
        self.object = self.get_record(for_change=True)
        form = self.build_form(self.request.POST)
        if form.is_valid() and form.cleaned_data["previewed"] != form.chosen():
            return self.show_preview(form)
        return super().handle()

    def show_preview(self, form):
        cleaned = form.cleaned_data
        found = preview_regrouping(
            self.object, cleaned["to"], houses=list(cleaned["houses"]), families=list(cleaned["families"])
        )
        form.data = form.data.copy()
        form.data["previewed"] = form.chosen()
        self.confirm_label, self.text = _("Pindahkan sekarang"), "\n".join(say(found))
        return self.show(form)

    def act(self, record, form):
        cleaned = form.cleaned_data
        regroup(
            record,
            cleaned["to"],
            houses=cleaned["houses"],
            families=cleaned["families"],
            by=self.request.user,
            reason=cleaned["reason"],
            joins_lokus=cleaned.get("joins_lokus", False),
            closes=cleaned["closes"],
        )


def say(found) -> list[str]:
    """A preview in sentences."""
    sentences = [
        _("Pratinjau: %(houses)d rumah dan %(families)d keluarga berpindah RT, %(enrolled)d di antaranya KK binaan.")
        % {"houses": found.houses, "families": found.families, "enrolled": found.enrolled}
    ]
    if found.leaving:
        sentences.append(
            _("%(count)d KK binaan akan tinggal di luar RT lokus dan muncul di beranda sampai diputuskan.")
            % {"count": found.leaving}
        )
    if found.repairs:
        sentences.append(_("%(count)d rehab RTLH sedang berjalan di rumah itu.") % {"count": found.repairs})
    if found.only_there:
        sentences.append(
            _("%(count)d pengguna bertugas di RT ini saja. Tambahkan RT tujuan ke wilayah tugasnya.")
            % {"count": found.only_there}
        )
    return sentences
