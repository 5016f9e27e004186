"""The picture of docs/architecture.md, from the definitions: `python -m pipelines.picture > docs/architecture.svg`.

A box is an asset: the module that computes it, the rules that it reads, the tables of the ledger that it makes.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dagster import AssetKey
from jinja2 import Environment

from pipelines.build import build_defs
from tollbook.chain import STAGES
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.stages import Stage

EVERYWHERE = "rulebook"  # every stage reads it: its arrows would hide the others
# What computes the assets that are no stages of the chain.
OTHERS = {
    "rulebook": "tollbook.rulebook",
    "articles": "tollbook.intake",
    "documents": "tollbook.reading",
    "correction_lines": "tollbook.reading.corrections",
    "warehouse": "tollbook.warehouse",
    "site": "tollbook.site",
}
_GROUPS = {"load": "#e3eefc", "extract": "#e6f4e6", "reconcile": "#fdf1dc", "publish": "#f3e6f7"}
_WIDTH, _GAP = 1280, 14
_LINE, _BETWEEN = 15, 26  # pixels: a line of text, the space of the arrows
_LETTER = 6.1  # pixels that a small letter takes, about
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}" font-family="sans-serif" font-size="11">
<title>The graph of stages, from articles to the site</title>
<rect width="{{ width }}" height="{{ height }}" fill="#fff"/>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path d="M0 0 8 4 0 8z" fill="#667"/></marker></defs>
{% for a, b in arrows -%}
<path d="{{ a.arrow_to(b) }}" fill="none" stroke="#99a" marker-end="url(#head)"/>
{% endfor -%}
{% for box in boxes -%}
<g><rect x="{{ box.left }}" y="{{ box.top }}" width="{{ box.width }}" height="{{ box.height }}" rx="5" \
fill="{{ box.colour }}" stroke="#889"/>
{% for line in box.lines -%}
<text x="{{ box.middle }}" y="{{ box.top + 16 + loop.index0 * step }}" text-anchor="middle" \
{% if loop.first %}font-size="13" font-weight="bold" {% else %}fill="#444" {% endif %}>{{ line }}</text>
{% endfor -%}
</g>
{% endfor -%}
{% for name, colour in groups -%}
<rect x="8" y="{{ 10 + loop.index0 * 24 }}" width="14" height="14" fill="{{ colour }}" stroke="#889"/>\
<text x="28" y="{{ 21 + loop.index0 * 24 }}">{{ name }}</text>
{% endfor -%}
</svg>
"""


@dataclass(frozen=True, slots=True)
class Box:
    """An asset in the picture; pixels from the left and top."""

    left: int
    top: int
    width: int
    height: int
    lines: Sequence[str]
    colour: str

    @property
    def middle(self) -> int:
        """The middle, from the left."""
        return self.left + self.width // 2

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.top + self.height

    def arrow_to(self, below: "Box") -> str:
        """The path of an arrow: straight to the next row, along the right side past others."""
        if below.top - self.bottom == _BETWEEN:
            return f"M{self.middle} {self.bottom} L{below.middle} {below.top - 2}"
        side = _WIDTH - 15
        begin, end = self.top + self.height * 3 // 4, below.top + below.height // 2
        return f"M{self.left + self.width} {begin} H{side} V{end} H{below.left + below.width + 2}"


def picture() -> str:
    """Return the picture as SVG."""
    graph = build_defs().resolve_asset_graph()
    names = {key.path[-1]: key for key in graph.get_all_asset_keys()}
    before = {n: sorted({k.path[-1] for k in graph.get(key).parent_keys} - {EVERYWHERE}) for n, key in names.items()}
    boxes = _placed(_rows(before), {name: _lines(name) for name in names}, _colours(graph.get, names))
    return (
        Environment(autoescape=True)
        .from_string(_SVG)
        .render(
            width=_WIDTH,
            height=max(box.bottom for box in boxes.values()) + 10,
            boxes=[boxes[name] for name in sorted(boxes)],
            arrows=[(boxes[parent], boxes[name]) for name in sorted(boxes) for parent in before[name]],
            groups=_GROUPS.items(),
            step=_LINE,
        )
    )


def _colours(node: object, names: Mapping[str, AssetKey]) -> Mapping[str, str]:
    return {name: _GROUPS[node(key).group_name] for name, key in names.items()}


def _rows(before: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The assets, each below all that it depends on."""

    def depth(name: str) -> int:
        return 1 + max((depth(parent) for parent in before[name]), default=-1)

    used = {parent for parents in before.values() for parent in parents}
    rows: dict[int, list[str]] = defaultdict(list)
    for name in sorted(before):
        first_use = min((depth(n) - 1 for n, parents in before.items() if name in parents), default=depth(name))
        rows[depth(name) if before[name] or name not in used else first_use].append(name)
    return [rows[at] for at in sorted(rows)]


def _placed(
    rows: Sequence[Sequence[str]], lines: Mapping[str, Sequence[str]], colours: Mapping[str, str]
) -> dict[str, Box]:
    boxes, top = {}, 10
    for row in rows:
        widths = [int(max(len(line) for line in lines[name]) * _LETTER) + 24 for name in row]
        left = (_WIDTH - sum(widths) - _GAP * (len(row) - 1)) // 2
        height = max(len(lines[name]) for name in row) * _LINE + 12
        for name, width in zip(row, widths, strict=True):
            boxes[name] = Box(left, top, width, height, lines[name], colours[name])
            left += width + _GAP
        top += height + _BETWEEN
    return boxes


def _lines(name: str) -> list[str]:
    """What a box says: its name, module, rules, and tables of the ledger."""
    stage: Stage | None = next((s for s in STAGES if s.name == name), None)
    if stage is None:
        return [name, OTHERS[name]]
    tables = [table.name for table in stage.outputs if table.name in PUBLIC_TABLES and table.name != name]
    told = (("rules: ", stage.dimensions), ("also makes: ", tables))
    return [name, stage.modules[0], *(line for what, items in told for line in _wrapped(what, list(items)))]


def _wrapped(what: str, items: Sequence[str]) -> list[str]:
    """The items in lines of three."""
    parts = [", ".join(items[at : at + 3]) for at in range(0, len(items), 3)]
    return [f"{what}{parts[0]}", *parts[1:]] if parts else []


if __name__ == "__main__":
    sys.stdout.write(picture())
