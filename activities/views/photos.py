"""Keeping the photo that came with a form as evidence of the saved record, and showing it where there is one."""

from django.contrib import messages
from django.core.exceptions import ValidationError

from locations.evidence import store_photo


class KeepsPhoto:
    """Mixin of an AddPage or EditPage whose form has PhotoFields and whose record has `evidence`."""

    photo_phase = ""

    def save(self, form):
        record = super().save(form)
        self.keep_photo(record, form.cleaned_data)
        return record

    def keep_photo(self, record, cleaned):
        if not cleaned["photo"]:
            return
        try:
            taken = store_photo(
                cleaned["photo"],
                by=self.request.user,
                title=self.photo_title(record),
                region=self.photo_region(record),
                phase=self.photo_phase,
                is_personal=cleaned["photo_is_personal"],
            )
        except ValidationError as error:
            raise ValidationError({"photo": error.messages}) from None
        record.evidence.add(taken.evidence)
        for warning in taken.warnings:
            messages.warning(self.request, warning)

    def photo_title(self, record) -> str:
        return str(record)[:200]

    def photo_region(self, record):
        """Where it was taken, as exactly as the record knows."""
        return record.target_area.kelurahan


class NothingEmpty:
    """Mixin of a DetailPage: a table without rows stands there only where its reader can add one."""

    def get_related(self):
        return [item for item in super().get_related() if item["add_url"] or len(item["table"].rows)]
