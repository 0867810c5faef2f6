"""Forms that belong to a record and open from its page."""

from django.contrib import messages
from django.shortcuts import redirect

from p2wkss.base.pages import try_reverse


class OpenedFrom:
    """Mixin of an AddPage whose form carries one record in its address (`?session=<public id>`).

    `opened_from` names the field, where to choose such a record, and what to say to who came without one.
    """

    opened_from: tuple[str, str, str]

    def get(self, request, *args, **kwargs):
        name, url_name, hint = self.opened_from
        if not request.GET.get(name):
            messages.info(request, str(hint))
            return redirect(try_reverse(url_name))
        return super().get(request, *args, **kwargs)
