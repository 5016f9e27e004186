"""What an installed Tollbook holds: every package and every data file that the code reads."""

import fnmatch
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
ROOMS = ("assets", "pipelines", "rules", "tollbook")


def test_every_package_is_installed() -> None:
    found = {
        ".".join(path.parent.relative_to(ROOT).parts) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")
    }
    assert sorted(SETUP["packages"]) == sorted(found)


def test_every_data_file_is_installed() -> None:
    shipped = {room: SETUP["package-data"].get(room, []) for room in ROOMS}
    for room, patterns in shipped.items():
        for path in (ROOT / room).rglob("*"):
            if not path.is_file() or path.suffix in (".py", ".pyc"):
                continue
            name = path.relative_to(ROOT / room).as_posix()
            wanted = [pattern.replace("**/", "") for pattern in patterns]
            assert any(fnmatch.fnmatch(name, pattern) for pattern in wanted), f"{room}/{name} is not shipped"
