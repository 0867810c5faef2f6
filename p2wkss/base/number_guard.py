"""Identity numbers stay out of addresses: an address stands in links, histories and the access log of every proxy.

Searching by number is a form that posts. A number typed into any other search box or filter, of the portal or of the
back office, is taken out of the address again before a page is made from it, and its writer is told where it belongs.
"""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

SEPARATORS = re.compile(r"[\s.\-]")
REGION_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4}(\.[0-9]{3}){0,2})?")
IDENTITY_NUMBER = re.compile(r"[0-9]{16}")
UUIDS = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
# Nine digits in a row are no name and no address, but may be part of an identity number.
MANY_DIGITS = re.compile(r"\d{9}")
# A moment (2021-05-06 10:30) has ten once the dashes are gone; most of a number is twelve.
MOST_OF_A_NUMBER = re.compile(r"\d{12}")


def compact(text: str) -> str:
    """The text without the spaces, dots and dashes people group numbers with."""
    return SEPARATORS.sub("", text)


def looks_like_number(text: str) -> bool:
    """Whether a text may hold an identity number, or a good part of one; such a text is no word to search for."""
    return bool(MANY_DIGITS.search(compact(text))) and not REGION_CODE.fullmatch(text.strip())


def is_number(text: str) -> bool:
    return looks_like_number(text) and bool(IDENTITY_NUMBER.fullmatch(compact(text)))


def holds_number(value: str) -> bool:
    """Whether a value of an address holds an identity number or most of one; codes of regions and records are none."""
    if REGION_CODE.fullmatch(value.strip()):
        return False
    return bool(MOST_OF_A_NUMBER.search(compact(UUIDS.sub(" x ", value))))


class NumbersStayOut:
    """Middleware: sends a page whose address holds an identity number to the same page without it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD") and request.META.get("QUERY_STRING"):
            found = {name for name, values in request.GET.lists() if any(map(holds_number, [name, *values]))}
            if found:
                return self.without(request, found)
        return self.get_response(request)

    @staticmethod
    def without(request, found):
        if request.user.is_authenticated:
            messages.warning(
                request,
                _("NIK dan nomor KK jangan ditulis di kotak saringan. Pakai “Cari dengan NIK atau nomor KK”."),
                fail_silently=True,
            )
        kept = [(name, value) for name, values in request.GET.lists() if name not in found for value in values]
        return redirect(f"{request.path}?{urlencode(kept)}" if kept else request.path)
