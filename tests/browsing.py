"""What a browser without JavaScript would send: the fields of a page's form as the page wrote them."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the fields of every form of a page, by the form's action ("" for the page itself)."""

    def __init__(self):
        super().__init__()
        self.forms = []
        self.form = self.select = self.textarea = None
        self.in_template = 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template":
            self.in_template += 1
        if self.in_template:
            return
        if tag == "form":
            self.form = {
                "id": attrs.get("id", ""),
                "method": attrs.get("method", "get"),
                "action": attrs.get("action") or "",
                "fields": {},
            }
            self.forms.append(self.form)
        elif self.form is not None and tag == "input" and attrs.get("name"):
            kind = attrs.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in attrs or kind in ("submit", "file"):
                return
            self.add(attrs["name"], attrs.get("value") or ("on" if kind == "checkbox" else ""))
        elif self.form is not None and tag == "select":
            self.select = {"name": attrs["name"], "multiple": "multiple" in attrs, "first": None, "chosen": False}
        elif tag == "option" and self.select is not None:
            value = attrs.get("value") or ""
            if self.select["first"] is None:
                self.select["first"] = value
            if "selected" in attrs:
                self.select["chosen"] = True
                self.add(self.select["name"], value)
        elif self.form is not None and tag == "textarea":
            self.textarea = attrs["name"]
            self.add(self.textarea, "")

    def handle_endtag(self, tag):
        if tag == "template":
            self.in_template -= 1
        elif tag == "form":
            self.form = None
        elif tag == "select" and self.select is not None:
            if not self.select["chosen"] and not self.select["multiple"] and self.form is not None:
                self.add(self.select["name"], self.select["first"] or "")
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea and self.form is not None:
            self.form["fields"][self.textarea][-1] += data.removeprefix("\n")

    def add(self, name, value):
        self.form["fields"].setdefault(name, []).append(value)


def form_fields(response, *, form_id: str = "") -> dict[str, list[str]]:
    """The fields of the page's own form: the one that posts to the page's own address, or the one with an id."""
    reader = FormReader()
    reader.feed(response.content.decode())
    own = [form for form in reader.forms if form["method"] == "post" and not form["action"]]
    [form] = [form for form in own if not form_id or form["id"] == form_id]
    form["fields"].pop("csrfmiddlewaretoken", None)
    return form["fields"]


def fill(client, url, **values) -> dict:
    """Open a page and fill in its form; what is not named stays as the page wrote it."""
    return {**form_fields(client.get(url)), **values}
