"""Every page a role can reach by links, on a phone and on a desktop: it opens, nothing complains, axe is silent.

Set SCREENSHOTS=folder to keep a picture of each.
"""

import os
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

pytestmark = pytest.mark.anywhere

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
ROLES = ["admin", "staff", "agency", "agency2", "kelurahan", "cadre", "evaluator", "leader"]
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d+")
# Files to download, and the Django admin, which has its own test.
NOT_PAGES = re.compile(r"^/(admin|static|media)/|format=|/unduh|/berkas|/akun/keluar|\.(csv|xlsx|pdf|zip|jpg|png)$")
MOST = 25


def shape(url):
    """What kind of page a URL is: its path without keys; two houses are one kind."""
    return KEY.sub("*", urlsplit(url).path)


def links(page):
    hrefs = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.getAttribute('href'))")
    for href in hrefs:
        url = urljoin(page.url, href)
        if urlsplit(url).netloc == urlsplit(page.url).netloc and not NOT_PAGES.search(
            urlsplit(url).path + "?" + urlsplit(url).query
        ):
            yield url.split("#")[0]


def axe_findings(page):
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(result => result.violations.map("
        "rule => rule.id + ': ' + rule.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')))",
        TAGS,
    )
    return [f"axe {line}" for line in found]


@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_sound(open_as, role, width):
    page = open_as(role, width)
    waiting, seen, problems = ["/"], set(), []
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        if shape(url) in seen:
            continue
        seen.add(shape(url))
        page.faults.clear()
        answer = page.goto(url)
        if answer.status != 200:
            problems.append(f"{url}: answered {answer.status}")
            continue
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 1:
            problems.append(f"{url}: {overflow} px wider than the screen")
        problems += [f"{url}: {fault}" for fault in [*page.faults, *axe_findings(page)]]
        keep_picture(page, role, width)
        waiting += [link for link in links(page) if shape(link) not in seen]
    assert len(seen) > 3, "the crawl found almost nothing"
    assert not problems, "\n".join(problems)


def keep_picture(page, role, width):
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = shape(page.url).strip("/").replace("/", "_") or "home"
        target = Path(folder) / role / f"{name}-{width}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target, full_page=True)
