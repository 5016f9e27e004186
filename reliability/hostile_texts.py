"""Texts made to be expensive: each kind repeats what a stage of the chain looks for, as often as a text has room.

All are words of our own. `KINDS[kind](n)` returns `n` characters.
"""

from collections.abc import Callable, Sequence
from itertools import count

_PLACES = ("Kirkuk", "Baghdad", "Maiduguri", "Quetta", "Kabul", "Mogadishu", "Kidal", "Aleppo", "Gao", "Diyala")
_DAYS = ("on Monday", "on 5 September 2021", "last week", "two days earlier", "in August", "yesterday", "on May 3")
_ACTORS = ("Boko Haram", "the Taliban", "Islamic State", "al-Shabab", "the army", "police", "gunmen", "ISWAP")


def _times(unit: str) -> Callable[[int], str]:
    return lambda n: (unit * (n // len(unit) + 1))[:n]


def _of(units: Sequence[str], form: str) -> Callable[[int], str]:
    """Repeat `form` with each unit in turn and a number that grows, so that nothing is said twice."""

    def made(n: int) -> str:
        out, length = [], 0
        for i in count(1):
            out.append(form.format(unit=units[i % len(units)], other=units[(i * 3 + 1) % len(units)], i=i))
            length += len(out[-1])
            if length >= n:
                return "".join(out)[:n]
        raise AssertionError

    return made


def _nested(opens: str, closes: str) -> Callable[[int], str]:
    """Brackets or quotes in each other, half of the text deep."""

    def made(n: int) -> str:
        half = n // (len(opens) + len(closes) + 2)
        return opens * half + " 5 killed " + closes * half

    return made


KINDS: dict[str, Callable[[int], str]] = {
    "killed_and": lambda n: "Gunmen killed 5" + _of(("",), " and {i}")(n - 15),
    "killed_sentences": _of(_PLACES, "Gunmen killed {i} people in {unit}. "),
    "incidents": _of(_PLACES, "On May {i}, gunmen killed {i} soldiers in {unit}, police said.\n\n"),
    "numbers": _of(("",), "{i} "),
    "number_words": _times("two hundred and thirty thousand "),
    "commas": _times("1,234,567,"),
    "at_least": _times("at least more than up to "),
    "ranges": _times("5-10-15 to 20 or 30 - "),
    "dates": _of(_DAYS, "{unit}, "),
    "date_sentences": _of(_DAYS, "Police said three died {unit}. "),
    "places": _of(_PLACES, "in {unit}, {other}, "),
    "place_sentences": _of(_PLACES, "Two died in {unit}, {other}. "),
    "unknown_places": _of(("Abcd", "Xyzzy"), "{unit}{i}town, near {other}{i}ville, killed 2. "),
    "actors": _of(_ACTORS, "{unit} and {other}, "),
    "actor_sentences": _of(_ACTORS, "{unit} killed {i} in an attack. "),
    "acronyms": _of(("ABC", "XYZ"), "People {unit}{i} Front ({unit}{i}) killed two. "),
    "including": _times("killed 5 including 3 including 2, "),
    "parts": _of(_PLACES, "At least {i} people were killed, including two police and three soldiers, by a bomb. "),
    "sources": _times("police said, officials said, according to medics, "),
    "quotes": _nested("“", "”"),
    "straight_quotes": _times('he said "killed 5" and '),
    "brackets": _nested("(", ")"),
    "open_brackets": _times("(killed 2 "),
    "prefixes": _times("were was have been has been said to have been "),
    "killed": _times("killed "),
    "people": _times("people police officers soldiers civilians women and children "),
    "wounded_in_hospital": _times("wounded dead bodies hospital died of wounds "),
    "stops": _times("a.b.c. "),
    "stops_only": _times("."),
    "dots_spaced": _times(". . "),
    "one_word": _times("a"),
    "digits": _times("1"),
    "spaces": lambda n: "killed 5" + _times(" ")(n - 16) + "killed 6",
    "lines": lambda n: "Five killed" + _times("\n")(n - 22) + "Six killed.",
    "short_lines": _of(_PLACES, "- {i} killed\n"),
    "titles": _of(_PLACES, "Attack in {unit} kills {i}\n\n"),
    "combining": _times("e\u0301\u0327\u0308"),
    "combining_only": _times("\u0301"),
    "rtl": _times("قتل \u202e5\u202c أشخاص killed 5 "),
    "zero_width": _times("ki\u200blled\u200d 5\ufeff "),
    "other_digits": _times("killed ٥ and ５ and 𝟝 people. "),
    "homoglyphs": _times("kіllеd 5 реорle. "),
    "emoji": _times("👩‍👩‍👧‍👦 killed 5 🔥💥 "),
    "symbols": _times("\ue000\ue001\ue00d\U000f0000 killed "),
    "links": _times("https://www.example.org/killed/5?a=b&c=d "),
    "markup": _times("<b>killed</b> 5 &amp; <script>6</script> "),
    "hyphens": _times("five-and-twenty-"),
    "dashes": _times("killed -- 5 — "),
    "slashes": _times("5/6/7/8/"),
    "bombers": _times("a suicide bomber blew himself up, killing 5, and another bomber blew herself up, killing 6, "),
    "repeats": _times("The death toll rose to 5 from 4. "),
    "background": _of(_PLACES, "In {i}, an attack in {unit} killed 20 people. "),
}
"""Kind -> what makes such a text of a given length."""
