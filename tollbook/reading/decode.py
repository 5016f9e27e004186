"""Bytes to text: BOMs, UTF-8, UTF-16, and the common one-byte encodings. Binary files are refused."""

import codecs

from charset_normalizer import from_bytes

from tollbook.reading.faults import ReadError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF"),
)
_SAMPLE = 200_000  # bytes that the detector looks at
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))


def decode(data: bytes) -> str:
    """Return the text in `data`. Raises ReadError (empty, not_text, unknown_encoding)."""
    if not data.strip():
        raise ReadError("empty", "the file holds no text")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ReadError("not_text", f"this is {name}; export it as plain text or HTML")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    if b"\x00" in data:
        return _wide(data)
    head = data[:_SAMPLE]
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        raise ReadError("not_text", "more than 5 % control characters; this is no text file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError("unknown_encoding", f"starts as {encoding} but is not; save the file as UTF-8") from error


def _wide(data: bytes) -> str:
    """UTF-16 without a BOM: nearly every second byte of Latin text is NUL. Other files with NULs are binary."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = max(1, len(data) // 2)
    encoding = "utf-16-le" if odd > 0.6 * half and even < 0.1 * half else "utf-16-be"
    if encoding == "utf-16-be" and not (even > 0.6 * half and odd < 0.1 * half):
        raise ReadError("not_text", "holds NUL bytes; this is no text file")
    return _strict(data, encoding)


def _legacy(data: bytes) -> str:
    loose = data.decode("utf-8", "replace")
    bad = loose.count("\ufffd")
    good = sum(not c.isascii() for c in loose) - bad
    if good > 4 * bad:  # UTF-8 with a few broken bytes
        return loose
    high = sum(b > 127 for b in data[:_SAMPLE])
    if high * 10 < min(len(data), _SAMPLE):  # Latin text with a few quotes and accents
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise ReadError("unknown_encoding", "no known encoding fits; save the file as UTF-8")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ReadError("unknown_encoding", f"not {best.encoding} throughout; save the file as UTF-8") from error
