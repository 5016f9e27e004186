"""The language of an article. Only English is extracted, so a text is called foreign on strong evidence alone."""

import re
from functools import lru_cache
from typing import Any

import regex

from tollbook.matching.text import ascii_signs
from tollbook.rulebook import Rulebook

ENGLISH = "en"
_LANGUAGES = (
    "am", "ar", "az", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "ht", "hu", "hy", "id", "it", "ja", "ka", "kk", "km", "ko", "ku", "lo", "lt", "lv", "ml", "mr", "ms", "ne", "nl",
    "no", "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr",
    "uk", "ur", "vi", "zh",
)  # fmt: skip
_SAMPLE = 2000  # characters from the start
_SHARE = 0.12  # of English function words among all words, from which on a text is English
_SHORT = 12  # words; shorter Latin texts are taken as English
_SURE = 0.95
_SPACED = bytes(c if c < 128 and chr(c).isalpha() else 32 for c in range(256))
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = regex.compile(r"(?!\p{Latin})\p{L}")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The model, restricted to languages of news (loaded once, from the package)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - takes a second, only when needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([c for c in _LANGUAGES if c in identifier.labels])
    return identifier


def language_of(text: str, book: Rulebook) -> str:
    """Return the ISO 639-1 code of the language most of `text` is in."""
    sample = text[:_SAMPLE].lower()
    plain_sample = ascii_signs(sample)
    if plain_sample is not None:
        words, other = plain_sample.translate(_SPACED).decode().split(), 0
    else:
        words, other = _WORD.findall(sample), len(_OTHER_SCRIPT.findall(sample))
    latin = not other or 2 * other <= sum(map(len, words))  # Latin script, or no letters at all
    if latin:
        english = book.memo("reading.english", lambda b: frozenset(b.words("read_english_word")))
        share = sum(map(english.__contains__, words)) / max(1, len(words))
        if share >= _SHARE or len(words) < _SHORT:
            return ENGLISH
    code, probability = _identifier().classify(sample)
    if code == ENGLISH or (latin and float(probability) < _SURE):
        return ENGLISH
    return str(code)
