"""An HTML page: an article that can be shown and cited, or a reason; twice the same."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, load


def one_input(data: bytes) -> None:
    """The page is one article or one reject, whatever it says of itself besides."""
    documents, rejects = load(data, "a.html", "html")
    assert len(documents) + sum(reject.stage == "documents" for reject in rejects) == 1


TAGS = (b"<html>", b"<body>", b"<p>", b"</p>", b"<div>", b"<article>", b"<script>", b"</script>", b"<!--", b"<![CDATA[")
MORE = (
    b"<table><tr><td>",
    b"<title>",
    b"<time datetime=",
    b"<meta charset=",
    b"&#0;",
    b"&#xd800;",
    b"&nbsp;",
    b"<br/>",
)
DAYS = (b"<meta property='article:published_time' content='2021-02-30'>", b'"datePublished":"2021-09-05"', b"<h1>")
TARGET = Target(one_input, (*TAGS, *MORE, *DAYS), 2500, guides=GUIDES)
