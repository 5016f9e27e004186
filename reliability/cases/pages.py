"""HTML pages: nested, bloated, without an article, with impossible days."""

from reliability.cases.case import STORY, Case, one

_G = "HTML"
_ARTICLE = f"<article><h1>Blast kills nine</h1><p>{STORY}</p><p>{STORY} Again.</p></article>"
_SCRIPTS = "<script>var a = [" + '"x",' * 50_000 + "]</script>"


def _page(head: str, body: str) -> str:
    return f"<html><head><title>Blast kills nine</title>{head}</head><body>{body}</body></html>"


CASES = (
    one("no article", _G, "a page that holds no article", "a.html", _page("", "<script>1</script>"), "no_main_text"),
    one("image as page", _G, "an image named `.html`", "a.html", b"GIF89a\x01\x00\x01\x00\x80", "not_text"),
    one(
        "open tags", _G, "tags that are never closed, or closed twice", "a.html", f"<p>{STORY}<b><p>{STORY}</i></p></p>"
    ),
    one("no tags", _G, "text without any tag", "a.html", STORY * 3),
    one(
        "deep around",
        _G,
        "100,000 nested tags around the article",
        "a.html",
        "<div>" * 100_000 + _ARTICLE,
        "no_main_text",
    ),
    one("deep after", _G, "100,000 nested tags after the article", "a.html", _ARTICLE + "<div>" * 100_000),
    one("scripts", _G, "2 MB of scripts", "a.html", _page(_SCRIPTS * 5, _ARTICLE + _SCRIPTS * 5)),
    one("attribute", _G, "2 MB in an attribute", "a.html", _page("", f"<p class='{'x ' * 1_000_000}'>a</p>{_ARTICLE}")),
    one("comments", _G, "3 MB of comments", "a.html", _page("", f"<!-- {'- ' * 1_500_000} -->{_ARTICLE}")),
    one("entities", _G, "impossible characters (`&#0;`, `&#xD800;`)", "a.html", _page("", f"&#0;&#xD800;{_ARTICLE}")),
    one(
        "wrong charset",
        _G,
        "a `charset` that is none, or not that of the page",
        "a.html",
        _page("<meta charset='no-such'>", f"{_ARTICLE}<p>In the café.</p>"),
    ),
    Case(
        "day of a page",
        _G,
        "a page that says it is of an impossible day",
        one(
            "", _G, "", "a.html", _page('<meta property="article:published_time" content="2021-02-30">', _ARTICLE)
        ).make,
        ("a.html",),
        (("metadata", "a.html", "bad_date"),),
        1,
    ),
)
