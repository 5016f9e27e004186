"""The small engine that runs a profile's clauses over what the sources say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from tollbook.ledger.reconciling.profiles import Clause, Profile
from tollbook.ledger.reconciling.statements import ROLE_RANK, Statement

_UNDATED = -1  # an article of unknown day is older than any other


@dataclass(frozen=True, slots=True)
class Result:
    """A reconciled count, the clause that decided, and what became of each statement.

    `considered` bound low and high; `replaced`, `left_out`, `repeated` and `vague` do not.
    """

    low: int | None
    best: int | None
    high: int | None
    clause: str
    says: str
    disagreement: bool
    considered: tuple[Statement, ...]
    replaced: tuple[Statement, ...] = ()
    left_out: Mapping[Statement, Clause] = field(default_factory=dict)  # and the clause by which each is
    repeated: tuple[Statement, ...] = ()
    vague: tuple[Statement, ...] = ()
    at_war: bool = False  # whether vague words were taken for what they mean in a war

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that was looked at."""
        return (*self.considered, *self.replaced, *self.left_out, *self.repeated, *self.vague)


Latest = dict[tuple[str, str], dict[tuple[int, bool, int | None, int | None], int]]


def reconcile(statements: Sequence[Statement], profile: Profile, at_war: bool = False) -> Result | None:
    """Return low, best and high of what sources say of one incident, outcome and party; null when nothing is said.

    `at_war` says whether the incident is one of a war, for the vague words that count for more then. The order of the
    statements does not matter.
    """
    ordered = sorted(statements, key=_order)
    numeric = [s for s in ordered if s.numeric]
    vague = tuple(s for s in ordered if not s.numeric and s.word)
    if not numeric:
        return _from_words(vague, profile, at_war) if vague else None
    current, replaced, left_out = _span(numeric, profile)
    considered, repeated = _without_repeats(current)
    best, clause = _best(considered, profile)
    return Result(
        low=min(s.least for s in considered),
        best=best,
        high=max(s.most for s in considered),
        clause=clause.id,
        says=clause.says,
        disagreement=disagree(considered, profile.about_tolerance),
        considered=tuple(considered),
        replaced=tuple(replaced),
        left_out=left_out,
        repeated=tuple(repeated),
        vague=vague,
    )


def _order(s: Statement) -> tuple[object, ...]:
    return (_day(s), s.role, s.report_id, s.least, s.most, s.source)


def _day(s: Statement) -> int:
    return _UNDATED if s.day is None else s.day


def _from_words(vague: Sequence[Statement], profile: Profile, at_war: bool) -> Result:
    """The largest of the numbers that the words stand for."""
    clauses = [profile.words_clause(s.word or "", at_war) for s in vague]
    values = [c.means for c in clauses if c.means is not None]
    low, best, high = (max((v[n] for v in values), default=None) for n in range(3))
    deciding = next((c for c in clauses if c.means is not None and c.means[1] == best), clauses[0])
    return Result(low, best, high, deciding.id, deciding.says, False, (), vague=tuple(vague), at_war=at_war)


def _span(
    numeric: Sequence[Statement], profile: Profile
) -> tuple[list[Statement], list[Statement], dict[Statement, Clause]]:
    current, replaced = list(numeric), list[Statement]()
    left_out: dict[Statement, Clause] = {}
    for step in profile.span:
        if step.does == "drop_replaced":
            latest = _latest_of_voices(current)
            replaced = [s for s in current if _is_replaced(s, latest)]
            current = _others(current, replaced)
        else:
            kept = _FILTERS[step.does](current, profile)
            left_out |= dict.fromkeys(_others(current, kept), step)
            current = kept
    return current, replaced, left_out


def _others(statements: Sequence[Statement], chosen: Sequence[Statement]) -> list[Statement]:
    known = set(chosen)
    return [s for s in statements if s not in known]


def _latest_of_voices(statements: Iterable[Statement]) -> Latest:
    """For each voice, the last day of each figure that it gives, by how prominently it is told and by whom."""
    latest: Latest = defaultdict(dict)
    for s in statements:
        if s.day is not None:
            told = s.role, s.kind == "perpetrator", s.low, s.high
            for voice in s.voices:
                latest[voice][told] = max(s.day, latest[voice].get(told, s.day))
    return latest


def _is_replaced(earlier: Statement, latest: Latest) -> bool:
    """A source's own later figure, told at least as prominently, takes the place of its earlier one.

    That the perpetrators give another figure takes nothing back of what it had from others.
    """
    return earlier.day is not None and any(
        day > earlier.day
        and role <= earlier.role
        and (low, high) != (earlier.low, earlier.high)
        and (not by_perpetrator or earlier.kind == "perpetrator")
        for voice in earlier.voices
        for (role, by_perpetrator, low, high), day in latest.get(voice, {}).items()
    )


def _without_repeats(current: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Keep the first time that a source gives a count: a story run again later is no later count."""
    first: dict[tuple[str, int | None, int | None], Statement] = {}
    repeated = []
    for s in sorted(current, key=lambda s: (s.role, *_order(s))):
        key = (s.source, s.low, s.high)
        if key in first:
            repeated.append(s)
        else:
            first[key] = s
    return sorted(first.values(), key=_order), repeated


def _best(considered: Sequence[Statement], profile: Profile) -> tuple[int, Clause]:
    left = list(considered)
    clause: Clause = profile.best[0]
    open_ = True
    for step in profile.best:
        if step.does == "raise_to_later_bound":
            raised = _later_bound(left, considered)
            if raised is not None:
                return raised, step
        elif open_:
            left = _FILTERS[step.does](left, profile)
            clause = step
            open_ = len({s.least for s in left}) > 1
    if clause is profile.best[0]:
        clause = _reading(left, profile) or clause
    return min(s.least for s in left), clause


def _reading(left: Sequence[Statement], profile: Profile) -> Clause | None:
    """The clause by which the only figure was read, where nobody states it as an exact count."""
    if any(s.high is None or s.low is None for s in left):
        open_or_exact = [s for s in left if s.low == s.high and not s.about]
        return None if open_or_exact else profile.at_least
    if all(s.low != s.high for s in left):
        return profile.between
    return profile.about if all(s.about for s in left) else None


def _later_bound(chosen: Sequence[Statement], considered: Sequence[Statement]) -> int | None:
    """The largest later "at least" above the chosen count; perpetrators and looks back at history give none."""
    count, day = min(s.least for s in chosen), max(_day(s) for s in chosen)
    later = [
        s.low
        for s in considered
        if s.low is not None
        and s.high is None
        and s.low > count
        and _day(s) > day
        and s.kind != "perpetrator"
        and s.role < ROLE_RANK["background"]
    ]
    return max(later, default=None)


def disagree(considered: Sequence[Statement], tolerance: float) -> bool:
    """Whether no single count fits everything that is said. "About n" fits within `tolerance` of n."""
    low, high = 0.0, inf
    for s in considered:
        slack = tolerance * s.least if s.about else 0.0
        low = max(low, (s.low or 0) - slack)
        high = min(high, inf if s.high is None else s.high + slack)
    return low > high


def fits(s: Statement, count: int, tolerance: float) -> bool:
    """Whether a count lies within what a statement says."""
    slack = tolerance * s.least if s.about else 0.0
    return (s.low or 0) - slack <= count <= (inf if s.high is None else s.high + slack)


def _by_figure(left: Sequence[Statement]) -> dict[int, set[str]]:
    sources: dict[int, set[str]] = defaultdict(set)
    for s in left:
        sources[s.least].add(s.source)
    return sources


def _where(left: Sequence[Statement], test: Callable[[Statement], bool]) -> list[Statement]:
    return [s for s in left if test(s)] or list(left)


def _latest(left: Sequence[Statement], _: Profile) -> list[Statement]:
    day = max(_day(s) for s in left)
    return [s for s in left if _day(s) == day]


def _main(left: Sequence[Statement], _: Profile) -> list[Statement]:
    role = min(s.role for s in left)
    return [s for s in left if s.role == role]


def _reliable(left: Sequence[Statement], profile: Profile) -> list[Statement]:
    top = min(profile.source_class(s.kind) for s in left)
    return [s for s in left if profile.source_class(s.kind) == top]


def _reasonable(left: Sequence[Statement], _: Profile) -> list[Statement]:
    """All but what perpetrators claim above anything that others say."""
    others = [s.most for s in left if s.kind != "perpetrator"]
    most = max(others, default=None)
    return [s for s in left if s.kind != "perpetrator" or most is None or s.most <= most]


def _corroborated(left: Sequence[Statement], _: Profile) -> list[Statement]:
    figures = _by_figure(left)
    most = max(len(sources) for sources in figures.values())
    return [s for s in left if len(figures[s.least]) == most]


def _majority(left: Sequence[Statement], _: Profile) -> list[Statement]:
    figures = _by_figure(left)
    voters = len({s.source for s in left})
    return [s for s in left if 2 * len(figures[s.least]) > voters] or list(left)


def _lowest(left: Sequence[Statement], _: Profile) -> list[Statement]:
    least = min(s.least for s in left)
    return [s for s in left if s.least == least]


def _lower_median(left: Sequence[Statement], _: Profile) -> list[Statement]:
    votes = sorted(figure for figure, sources in _by_figure(left).items() for _ in sources)
    median = votes[(len(votes) - 1) // 2]
    return [s for s in left if s.least == median]


Filter = Callable[[Sequence[Statement], Profile], list[Statement]]
_FILTERS: dict[str, Filter] = {
    "keep_all": lambda left, _: list(left),
    "keep_not_perpetrator": lambda left, _: _where(left, lambda s: s.kind != "perpetrator"),
    "keep_exact": lambda left, _: _where(left, lambda s: s.exact),
    "keep_main": _main,
    "keep_latest": _latest,
    "keep_corroborated": _corroborated,
    "keep_reliable": _reliable,
    "drop_unreasonable": _reasonable,
    "take_majority": _majority,
    "take_lower_median": _lower_median,
    "take_lowest": _lowest,
}
