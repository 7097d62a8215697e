"""The Linux entry: really written, then checked and launched by the desktop's own tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from training.layout import ROOT
from training.machine import shortcut
from training.machine.shortcut.linux import desktop_entry, install, quoted
from training.machine.shortcut.program import APPLICATION_ID, Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="this entry is for Linux")

MENU_ENTRY = Path(f".local/share/applications/{APPLICATION_ID}.desktop")
AWKWARD = 'a "b" c\'s $d `e` \\f 100% ;&|<>~#*?()'


MIME_TYPE = "application/x-stepwell-experiment"


def needs(*tools: str) -> pytest.MarkDecorator:
    absent = [tool for tool in tools if not shutil.which(tool)]
    return pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}")


@pytest.fixture
def desktop(home: Path) -> Path:
    (home / ".config").mkdir()
    (home / ".config/user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Schreibtisch"\n', "utf-8")
    (home / "Schreibtisch").mkdir()
    return home / "Schreibtisch"


def test_menu_and_desktop_get_an_executable_entry_with_absolute_paths(home: Path, desktop: Path) -> None:
    paths = shortcut.install()
    assert paths == [home / MENU_ENTRY, desktop / MENU_ENTRY.name]
    for path in paths:
        assert path.stat().st_mode & 0o111
        command = f'Exec="{sys.executable}" "{ROOT / "main.py"}" %f'
        assert command in path.read_text("utf-8").splitlines()


def test_without_a_desktop_folder_only_the_menu_gets_an_entry(home: Path) -> None:
    assert shortcut.install() == [home / MENU_ENTRY]


def test_icons_of_every_size_are_installed(home: Path) -> None:
    shortcut.install()
    icons = (home / ".local/share/icons/hicolor").rglob(f"{APPLICATION_ID}.*")
    sizes = [f"{size}x{size}" for size in (16, 24, 32, 48, 64, 128, 256, 512)]
    assert sorted(path.parents[1].name for path in icons) == sorted([*sizes, "scalable"])


def test_installing_again_changes_nothing(home: Path, desktop: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    shortcut.install()
    first = files()
    shortcut.install()
    assert files() == first


@needs("desktop-file-validate")
def test_an_entry_with_an_awkward_path_is_valid(tmp_path: Path) -> None:
    folder = Path("/opt", AWKWARD)
    program = Program((folder / "python", folder / "main.py"))
    entry = tmp_path / MENU_ENTRY.name
    entry.write_text(desktop_entry((program.resources / entry.name).read_text("utf-8"), program), "utf-8")
    result = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("path", "argument"),
    [
        ("/home/ada/main.py", '"/home/ada/main.py"'),
        ("/a b", '"/a b"'),
        ("/50%", '"/50%%"'),
        ('/"', r'"/\\""'),
        ("/$HOME", r'"/\\$HOME"'),
        ("/back\\slash", r'"/back\\\\slash"'),
    ],
)
def test_a_path_is_quoted_as_the_specification_asks(path: str, argument: str) -> None:
    assert quoted(Path(path)) == argument


@needs("gio")
def test_the_desktop_launches_an_entry_with_an_awkward_path(tmp_path: Path, desktop: Path) -> None:
    folder, experiment = tmp_path / AWKWARD, tmp_path / "my experiment.stepwell"
    folder.mkdir()
    tell = "import pathlib, sys; pathlib.Path(__file__).with_name('told').write_text(sys.argv[1])"
    (folder / "main.py").write_text(tell, "utf-8")
    python = tmp_path / AWKWARD.replace("%", "")  # GLib looks for the program before it reads %% as %
    python.symlink_to(sys.executable)
    experiment.touch()
    for entry in install(Program((python, folder / "main.py"))):
        subprocess.run(["gio", "launch", entry, experiment], check=True, capture_output=True)
        deadline = time.monotonic() + 30
        while not (told := folder / "told").exists() or told.read_text() != str(experiment):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        told.unlink()


@needs("gio", "update-mime-database", "update-desktop-database")
def test_experiment_files_open_with_stepwell(tmp_path: Path) -> None:
    shortcut.install()
    experiment = tmp_path / "mine.stepwell"
    experiment.write_text("epochs = 3\n", "utf-8")
    kind = ["gio", "info", "-a", "standard::content-type", experiment]
    assert MIME_TYPE in subprocess.run(kind, capture_output=True, text=True).stdout
    opener = ["gio", "mime", MIME_TYPE]
    assert f"{APPLICATION_ID}.desktop" in subprocess.run(opener, capture_output=True, text=True).stdout
