"""The language of a page: Indonesian unless its reader chose English."""

from django.conf import settings
from django.utils import translation


class ChosenLanguage:
    """Use the language of the cookie the language switch sets.

    The browser's own preference is not asked: office PCs often run an English browser, and their users read
    Indonesian.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
