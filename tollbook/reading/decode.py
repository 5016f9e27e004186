"""Bytes to text: BOMs, UTF-8, UTF-16, UTF-32, and the common one-byte encodings. Binary files are refused."""

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
_EXPORT, _UNPACK, _REMOVE = "export it as plain text or HTML", "unpack it", "remove it"
_MAGIC = (
    (b"%PDF-", "a PDF", _EXPORT),
    (b"PK\x03\x04", "a ZIP or Office file", f"{_UNPACK}, or {_EXPORT}"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", _EXPORT),
    (b"{\\rtf", "an RTF", _EXPORT),
    (b"\x1f\x8b", "a gzip file", _UNPACK),
    (b"BZh91AY", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ", "an xz file", _UNPACK),
    (b"7z\xbc\xaf", "a 7z file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd file", _UNPACK),
    (b"\x89PNG", "a PNG image", _REMOVE),
    (b"\xff\xd8\xff", "a JPEG image", _REMOVE),
    (b"GIF87a", "a GIF image", _REMOVE),
    (b"GIF89a", "a GIF image", _REMOVE),
    (b"SQLite format 3", "an SQLite file", _EXPORT),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SAMPLE = 200_000  # bytes that the detector looks at
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))
_OR_ONE_BYTE = "tollbook.utf8_or_one_byte"  # how UTF-8 is decoded into which bytes of cp1252 got


def decode(data: bytes, *, rows: bool = False) -> str:
    """Return the text in `data`. Raises ReadError (empty, not_text, unknown_encoding).

    Where files of another encoding were pasted into one of UTF-8, both are read. NUL bytes are a fault, but for
    those of files of `rows`: these are left in the text, for the row to be refused that holds one.
    """
    _check_kind(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data, encoding)
    head = data[:_SAMPLE]
    if b"\x00" in data:
        wide = wide_encoding(head)
        if wide is not None:
            return _strict(data, wide)
        if not rows:
            line = data.count(b"\n", 0, data.index(b"\x00")) + 1
            raise ReadError("not_text", f"line {line} holds a NUL byte; this is no text file, or it is damaged")
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        raise ReadError("not_text", "more than 5 % control characters; this is no text file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _check_kind(data: bytes) -> None:
    if not data.strip():
        raise ReadError("empty", "the file holds no text; remove it")
    for magic, name, advice in _MAGIC:
        if data.startswith(magic):
            raise ReadError("not_text", f"this is {name}; {advice}")


def utf8_or_one_byte(data: bytes) -> str:
    """Return UTF-8 as text; bytes that are none as characters of cp1252."""
    return data.decode("utf-8", _OR_ONE_BYTE)


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of text in UTF-16 or UTF-32 without a mark: most of its bytes are NUL, at known places."""
    for encoding in _WIDE:
        width = 4 if "32" in encoding else 2
        shares = [head[n::width].count(0) * width / len(head) for n in range(width)]
        letters = shares.pop(0 if encoding.endswith("le") else -1)
        if letters < 0.1 and min(shares) > 0.6:
            return encoding
    return None


def is_wide(head: bytes) -> bool:
    """Whether a file that begins with `head` is UTF-16 or UTF-32."""
    marked = any(head.startswith(bom) for bom, encoding in _BOMS if encoding != "utf-8-sig")
    return marked or bool(head and wide_encoding(head[:_SAMPLE]))


def _marked(data: bytes, encoding: str) -> str:
    if encoding != "utf-8-sig":
        return _strict(data, encoding)
    return utf8_or_one_byte(data[len(codecs.BOM_UTF8) :])


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        detail = f"it begins as {encoding} and is something else at byte {error.start:,}; save the file as UTF-8"
        raise ReadError("unknown_encoding", detail) from error


def _legacy(data: bytes) -> str:
    strict = data.decode("utf-8", "replace")
    bad = strict.count("\ufffd")
    good = sum(not c.isascii() for c in strict) - bad
    loose = utf8_or_one_byte(data)
    if good > 4 * bad:  # UTF-8 with a few broken bytes
        return loose
    high = sum(b > 127 for b in data[:_SAMPLE])
    if high * 10 < min(len(data), _SAMPLE) and "\ufffd" not in loose:  # Latin text with a few quotes and accents
        return loose
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise ReadError("unknown_encoding", "no known encoding fits; save the file as UTF-8")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ReadError("unknown_encoding", f"not {best.encoding} throughout; save the file as UTF-8") from error


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8, as a byte of cp1252; what is none of its characters either is replaced."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - registered for nothing else
    at = error.start
    return error.object[at : at + 1].decode("cp1252", "replace"), at + 1


codecs.register_error(_OR_ONE_BYTE, _one_byte)
