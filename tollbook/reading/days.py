"""Turns the words of a day into a date. Only days that are written in full; nothing is guessed from a clock."""

import datetime as dt

import regex

FIRST_YEAR, LAST_YEAR = 1900, 2099
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:(?<=jan|feb)r?uary|(?<=mar)ch|(?<=apr)il|(?<=jun)e|(?<=jul)y|(?<=aug)ust|(?<=sep)t(?:ember)?|(?<=oct)ober"
    r"|(?<=nov|dec)ember)?\.?"
)
_WORDS = (
    regex.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ .-]{{0,2}}{_MONTH}[ ,.'-]{{0,3}}(?P<y>\d{{4}}|\d{{2}})?\Z"
    ),
    regex.compile(rf"{_MONTH}[ -]{{0,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ,.]{{0,4}}(?P<y>\d{{4}}|\d{{2}})?\Z"),
    regex.compile(rf"(?P<y>\d{{4}}),? {_MONTH} (?P<d>\d{{1,2}})\Z"),
)
_ISO = regex.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\Z")
_NUMERIC = regex.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})\Z")


def month_number(word: str) -> int | None:
    """1-12 for a month name or its short form, lower case."""
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else None


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None when there is no such day or the year is not one of news."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def full_year(digits: str) -> int:
    """1990 for "90", 2014 for "14", the number itself for four digits."""
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 50 else 1900)


def word_day(words: str, year: int | None = None) -> dt.date | None:
    """The date of "3 jan 90", "september 5, 2021", or of "sept 5" in `year`; None when none or not given."""
    for pattern in _WORDS:
        match = pattern.match(words)
        if match:
            known = full_year(match["y"]) if match["y"] else year
            month = month_number(match["m"])
            return make_day(known, month, int(match["d"])) if known and month else None
    return None


def numeric_days(words: str) -> tuple[dt.date, ...]:
    """Every date that "2016-12-31" or "03/01/2017" can be: year first, day first, month first; no doubles."""
    iso = _ISO.match(words)
    if iso:
        day = make_day(int(iso["y"]), int(iso["m"]), int(iso["d"]))
        return (day,) if day else ()
    match = _NUMERIC.match(words)
    if not match:
        return ()
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    days = [make_day(year, b, a), make_day(year, a, b)]
    return tuple(dict.fromkeys(d for d in days if d is not None))
