"""Templates to text. Everything is escaped unless a template is told otherwise, and none is."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from tollbook.counts import plain
from tollbook.ids import digest
from tollbook.site import words

_FILTERS = (words.day, words.days, words.place, plain, words.attack, words.stated, words.span, words.whose)


@cache
def environment() -> Environment:
    """Return the templates of this package with the site's filters."""
    made = Environment(
        loader=PackageLoader("tollbook.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {f.__name__: f for f in (*_FILTERS, words.source_name, words.link)}
    return made


def render(template: str, root: str, **context: object) -> str:
    """Return a page. `root` is the way from the page to the site's folder, empty or ending in a slash."""
    return environment().get_template(f"{template}.html.j2").render(root=root, **context)


@cache
def site_version() -> str:
    """Return a digest of the code and the templates of the site: pages of another version are written anew."""
    package = files("tollbook.site")
    sources = [p for p in package.iterdir() if p.name.endswith(".py")]
    sources += [files("tollbook") / "counts.py", *(package / "templates").iterdir()]
    return digest(text for p in sorted(sources, key=lambda p: p.name) for text in (p.name, p.read_text("utf-8")))
