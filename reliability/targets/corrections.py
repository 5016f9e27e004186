"""A corrections.csv: lines that say who, when and why, or a reject that says the line; nothing is lost between."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, check_read, check_text, folder
from tollbook.reading.corrections import read_corrections


def one_input(data: bytes) -> None:
    """Reading twice is the same, and no line is both applied and refused."""
    path = folder() / "corrections"
    path.mkdir(exist_ok=True)
    (path / "corrections.csv").write_bytes(data)
    lines, rejects = read_corrections(path)
    assert (lines, rejects) == read_corrections(path)
    check_read(([], rejects))
    refused = {reject.source_id for reject in rejects}
    for line in lines:
        assert f"corrections.csv:{line.line}" not in refused
        assert all(check_text(cell) for cell in (line.target_id, line.value, line.author, line.reason))


HEAD = b"target_id,action,value,author,date,reason\n"
LINE = b"claim_1,reject,,A. Reader,2021-09-05,counted twice\n"
ODD = (HEAD.replace(b",", b";"), b"change", b"merge", b"split", b"move", b"2021-02-30", b'"', b'""', b"\x00", b"\r\n")
TARGET = Target(one_input, (HEAD, LINE, *ODD), 900, guides=GUIDES)
