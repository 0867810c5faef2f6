"""Pages as PDF, where this machine can make them (WeasyPrint needs pango); elsewhere people print from the browser."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from p2wkss.base.sheets.responses import safe_name

PAPER = "css/paper.css"


@cache
def can_make_pdf() -> bool:
    """Whether WeasyPrint and the libraries it stands on are here."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - slow to load, and its libraries may be missing
    except (ImportError, OSError):
        return False
    return True


def pdf_response(template: str, context: dict, *, name: str, request=None) -> HttpResponse:
    """Answer with a template as an A4 PDF; `name` is the file's name without its ending.

    The template stands alone and fetches nothing: every address it might name is refused.
    """
    import weasyprint  # noqa: PLC0415 - as above

    style = weasyprint.CSS(string=Path(finders.find(PAPER)).read_text(encoding="utf-8"), url_fetcher=_refuse)
    html = render_to_string(template, context, request=request)
    made = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(stylesheets=[style])
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{safe_name(name)}.pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _refuse(url, *args, **kwargs):
    raise ValueError(f"A paper fetches nothing: {url}")
