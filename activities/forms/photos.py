"""A photo that goes along with a form; the page stores it as evidence (activities.views.photos)."""

from django import forms
from django.utils.translation import gettext_lazy as _

PHOTO = (_("Foto"), ["photo", "photo_is_personal"])


class PhotoFields(forms.Form):
    """Mixin of a RecordForm: one photo, straight from the phone's camera."""

    photo = forms.FileField(
        label=_("Foto"),
        required=False,
        help_text=_("JPEG, PNG, WEBP atau HEIC, paling besar 20 MB."),
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
    photo_is_personal = forms.BooleanField(
        label=_("Foto memuat orang atau isi rumah"),
        required=False,
        initial=True,
        help_text=_("Foto seperti itu hanya terlihat oleh yang bertugas di wilayahnya."),
    )
