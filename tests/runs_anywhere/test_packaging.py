"""What an installed Tollbook holds: every package and every data file that the code reads; and that it works alone."""

import fnmatch
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from support.paths import EXAMPLES, ROOT

from reliability.wheels import build, copied
from tollbook.warehouse import dump

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


EPOCH = "1600000000"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("built")
    return build(copied(folder / "source"), folder / "dist", epoch=EPOCH)


@pytest.mark.slow
def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = [name for name in archive.namelist() if ".dist-info/" not in name]
    ours = [p for room in ROOMS for p in (ROOT / room).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert sorted(held) == sorted(p.relative_to(ROOT).as_posix() for p in ours)


@pytest.mark.slow
def test_the_same_sources_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Byte for byte: elsewhere, with other times of files, by way of the source distribution."""
    source = copied(tmp_path / "else where")
    for path in source.rglob("*"):
        os.utime(path, (1, 1))
    sdist = build(source, tmp_path / "sdist", "--sdist", epoch=EPOCH)
    subprocess.run(["tar", "-xzf", sdist, "-C", tmp_path], check=True)
    (unpacked,) = tmp_path.glob("tollbook-*")
    again = build(unpacked, tmp_path / "dist", epoch=EPOCH)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_installed_wheel_runs_without_the_repository(wheel: Path, tmp_path: Path, example_home: Path) -> None:
    """In an environment of its own, with the packages that are installed here but not this checkout."""
    venv.create(tmp_path / "env")
    bin_folder = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    known = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "TOLLBOOK", "DAGSTER"))}

    def run(*command: object) -> str:
        done = subprocess.run(
            [str(c) for c in command], cwd=tmp_path, env=known, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    pip = [sys.executable, "-m", "pip", "--python", bin_folder / "python"]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    own = Path(run(bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (own / "others.pth").write_text(
        sysconfig.get_path("purelib") + "\n", encoding="utf-8"
    )  # .pth files in it do nothing
    assert Path(run(bin_folder / "python", "-c", "import tollbook; print(tollbook.__file__)").strip()).is_relative_to(
        own
    )
    run(bin_folder / "tollbook", "run", "--articles", EXAMPLES, "--home", "home")
    assert dump(tmp_path / "home", rows=True) == dump(example_home, rows=True)
    run(bin_folder / "tollbook", "rules", "check")
