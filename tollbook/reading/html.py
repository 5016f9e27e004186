"""Main text, title, site and date of publication of an HTML page."""

import codecs
from dataclasses import dataclass

import regex
from lxml import etree
from lxml import html as lxml_html

from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError

MAX_ELEMENTS = 100_000
_MANY = 5000  # elements; the second way to look for the text takes the square of their number, and is left out
_CHARSET = regex.compile(rb"<meta[^>]{1,200}?charset=[\"']?([\w-]{3,20})", regex.I)
_JSON_DATE = regex.compile(r'"datePublished"\s{0,9}:\s{0,9}"(\d{4}-\d\d-\d\d)')
_ISO = regex.compile(r"\s*(\d{4}-\d\d-\d\d)")
_DATES = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='publishdate' or @name='publish-date' or @name='DC.date.issued'"
    " or @name='dc.date' or @name='article:published_time' or @name='parsely-pub-date' or @name='sailthru.date'"
    " or @name='cXenseParse:recs:publishtime' or @name='publication_date' or @name='article.published']/@content",
    "//*[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page says about its article; `published_on` is ISO or None."""

    text: str
    title: str | None
    outlet: str | None
    url: str | None
    published_on: str | None


def read_html(data: bytes) -> Page:
    """Return the article in the page. Raises ReadError (empty, not_text, no_main_text)."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - takes a third of a second, only when needed

    source = _source(data)
    try:
        tree = lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=_parser())
    except (etree.LxmlError, ValueError) as error:
        raise ReadError("not_html", "no HTML page; save the page again or as plain text") from error
    published = _published(tree, source)
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        told = f"{elements:,} elements, more than {MAX_ELEMENTS:,}; save the article as plain text"
        raise ReadError("too_large", told)
    try:
        found = bare_extraction(
            tree,
            include_comments=False,
            include_tables=False,
            favor_recall=True,
            with_metadata=True,
            fast=elements > _MANY,
            date_extraction_params={"extensive_search": False, "max_date": "2100-01-01"},
        )
    except Exception as error:  # whatever an odd page does to a library must not stop the other articles
        told = f"the page cannot be taken apart ({type(error).__name__}); save the article as plain text"
        raise ReadError("odd_html", told) from error
    values = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    text = values.get("text") or ""
    if not text.strip():
        raise ReadError("no_main_text", "no article text was found in the page; save the article as plain text")
    return Page(text, values.get("title") or None, values.get("sitename") or None, values.get("url") or None, published)


def _source(data: bytes) -> str:
    declared = _CHARSET.search(data, 0, 4096)
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _published(tree: lxml_html.HtmlElement, source: str) -> str | None:
    """The day in the page's own metadata; days in its text are read later like those of any text."""
    for path in _DATES:
        for value in tree.xpath(path):
            match = _ISO.match(str(value))
            if match:
                return match.group(1)
    found = {m.group(1) for m in _JSON_DATE.finditer(source)}
    found = found or {m.group(1) for value in tree.xpath("//time/@datetime") if (m := _ISO.match(str(value)))}
    return found.pop() if len(found) == 1 else None
