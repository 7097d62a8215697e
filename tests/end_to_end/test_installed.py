"""The installed copy: a wheel of this source in an environment of its own, started from another folder."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import time
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from training import __version__
from training.layout import RESOURCES, ROOT
from training.machine.shortcut.program import APPLICATION_ID

PATIENCE = 120  # seconds; a busy machine is no failure
ELSEWHERE = Path(ROOT.anchor)
NOISE = "This plugin does not support propagateSizeHints()\n"  # the offscreen platform has no window manager
FOREIGN = ("bootstrap", "gui", "main", "training")  # names that other packages have, too
SHAPES = '[sweep]\n"network.hidden" = [[3], [4]]\n'  # networks of different shapes train in processes of their own
PICTURES = RESOURCES / "images"
PACKAGE = RESOURCES / "package"


@dataclass(frozen=True)
class Installation:
    """An environment that holds Stepwell, and what installing it added to the site-packages."""

    folder: Path
    added: set[str]

    @property
    def packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.folder)}))

    def program(self, name: str) -> Path:
        scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(self.folder)}))
        return scripts / (f"{name}.exe" if os.name == "nt" else name)

    def pip_install(self, *what: str | Path) -> None:
        """Let the environment's pip install without a network."""
        pip = [self.program("python"), "-I", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--no-index", "--no-deps", *what], check=True, capture_output=True)

    def borrow(self) -> None:
        """Lend it the packages of the tests' own environment, which come after its own."""
        lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (self.packages / "lent.pth").write_text("\n".join(lent), "utf-8")

    def start(self, name: str, *arguments: str | Path, entered: str = "") -> str:
        """Run the script from elsewhere; return what it says on standard output."""
        result = subprocess.run(
            [self.program(name), *arguments],
            cwd=ELSEWHERE,
            env=bare_environment(),
            input=entered,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


def bare_environment() -> dict[str, str]:
    """Return this environment without what leads a Python to other packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def build(target: str, source: Path, folder: Path) -> Path:
    """Build the target, wheel or sdist, of a source; return the one file that it is."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=PATIENCE)
    (built,) = folder.iterdir()
    return built


def listed(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def empty(folder: Path) -> Installation:
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    return Installation(folder, set())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel in an empty environment, beside other packages of the same names; its requirements are lent to it."""
    folder = tmp_path_factory.mktemp("an environment") / "of its own"
    fresh = empty(folder)
    before = listed(fresh.packages)
    fresh.pip_install(wheel)
    added = listed(fresh.packages) - before
    for name in FOREIGN:
        (fresh.packages / f"{name}.py").write_text("raise ImportError('another package')\n", "utf-8")
    fresh.borrow()
    return Installation(folder, added)


def without_seconds(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return [{name: cell for name, cell in row.items() if name != "seconds"} for row in rows]


def from_source(*arguments: str | Path) -> str:
    """Return what the same command says in this checkout."""
    command = [sys.executable, ROOT / "main.py", *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=PATIENCE).stdout


def test_the_wheel_holds_the_whole_program_below_one_name(wheel: Path) -> None:
    found = [
        path for folder in ("gui", "training", "resources") for path in (ROOT / folder).rglob("*") if path.is_file()
    ]
    apart = {PICTURES, PACKAGE}
    program = [path for path in found if path.parent.name != "__pycache__" and not apart & {*path.parents}]
    program += [ROOT / "main.py", ROOT / "bootstrap.py"]
    wanted = {f"stepwell/{path.relative_to(ROOT).as_posix()}" for path in program}
    wanted |= {f"stepwell/{name}" for name in ("__init__.py", "__main__.py", "py.typed")}
    info = f"stepwell-{__version__}.dist-info"
    assert {name for name in names(wheel) if not name.startswith(info)} == wanted
    assert f"{info}/licenses/LICENSE" in names(wheel)


def test_a_source_distribution_holds_what_the_same_wheel_is_built_from(wheel: Path, tmp_path: Path) -> None:
    source = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"stepwell-{__version__}"
    assert not {".venv", ".git", "dist"} & listed(unpacked)
    assert {"tests", "README.md", "LICENSE", "pyproject.toml"} < listed(unpacked)
    assert build("wheel", unpacked, tmp_path / "wheel").read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_installing_adds_one_name(installation: Installation) -> None:
    assert installation.added == {"stepwell", f"stepwell-{__version__}.dist-info"}


@pytest.mark.slow
def test_the_scripts_call_themselves_by_their_names(installation: Installation) -> None:
    assert installation.start("stepwell-cli", "--version") == f"Stepwell {__version__}\n"
    assert installation.start("stepwell-cli", "--help").startswith("usage: stepwell-cli ")
    assert installation.start("python", "-m", "stepwell", "--version") == f"Stepwell {__version__}\n"


@pytest.mark.slow
def test_check_says_how_this_copy_was_installed(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    place = installation.packages / "stepwell"
    assert f"This copy: installed by pip in {place}\n" in installation.start("stepwell-cli", "check")


@pytest.mark.slow
@pytest.mark.parametrize("example", ["digits_convnet.toml", "penguins.toml"])
def test_an_example_trains_as_from_the_source(installation: Installation, example: str) -> None:
    own = installation.packages / "stepwell" / "resources" / "examples" / example
    arguments = ["--set", "epochs=2", "--no-store", "--csv", "-"]
    trace = installation.start("stepwell-cli", "train", own, *arguments)
    assert without_seconds(trace) == without_seconds(from_source("train", RESOURCES / "examples" / example, *arguments))


@pytest.mark.slow
def test_a_sweep_trains_in_processes_of_its_own(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "shapes.toml"
    file.write_text(SHAPES, "utf-8")
    arguments = ["sweep", file, "--exact", "--no-store", "--csv", "-"]
    rows = installation.start("stepwell-cli", *arguments)
    assert without_seconds(rows) == without_seconds(from_source(*arguments))


@pytest.mark.slow
def test_a_question_is_asked_and_answered(installation: Installation) -> None:
    assert "Solution:" in installation.start("stepwell-cli", "learn", "question", entered="1\n")


@pytest.mark.slow
def test_the_script_proves_itself_without_stepwell(installation: Installation) -> None:
    script = installation.start("stepwell-cli", "code", "--prove", "--output", "-")
    assert "import torch" in script
    assert not [
        line for line in script.splitlines() if "import" in line and any(n in line for n in ("stepwell", *FOREIGN))
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="this entry is for Linux")
def test_the_menu_entry_starts_the_installed_script(installation: Installation, home: Path) -> None:
    installation.start("stepwell-cli", "shortcut")
    entry = home / f".local/share/applications/{APPLICATION_ID}.desktop"
    assert f'Exec="{installation.program("stepwell")}" %f' in entry.read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="this entry is for Linux")
def test_a_copy_without_scripts_is_started_by_its_interpreter(installation: Installation, home: Path) -> None:
    script, away = installation.program("stepwell"), installation.folder / "away"
    script.rename(away)
    try:
        installation.start("stepwell-cli", "shortcut")
    finally:
        away.rename(script)
    main = installation.packages / "stepwell" / "main.py"
    entry = (home / f".local/share/applications/{APPLICATION_ID}.desktop").read_text("utf-8")
    assert f'Exec="{installation.program("python")}" "{main}" %f' in entry.splitlines()
    assert installation.start("python", main, "--version") == f"Stepwell {__version__}\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
def test_the_window_opens_a_file_closes_and_leaves_nothing_beside_the_program(
    installation: Installation, wheel: Path, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    shutil.copy(RESOURCES / "examples" / "tutorial_step_lr.toml", file)
    with subprocess.Popen(
        [installation.program("stepwell"), file],
        cwd=ELSEWHERE,
        env=bare_environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        end = time.monotonic() + PATIENCE
        while not any(file.name in path.read_text("utf-8") for path in (home / ".config").rglob("stepwell.json")):
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err.replace(NOISE, "")) == (0, "")
    files = (path for path in (installation.packages / "stepwell").rglob("*") if path.is_file())
    held = {path.relative_to(installation.packages).as_posix() for path in files if path.suffix != ".pyc"}
    assert held == {name for name in names(wheel) if name.startswith("stepwell/")}


@pytest.mark.slow
def test_an_editable_copy_runs_the_source(tmp_path: Path) -> None:
    editable = empty(tmp_path)
    editable.borrow()
    editable.pip_install("--no-build-isolation", "--editable", ROOT)
    assert editable.start("stepwell-cli", "--help").startswith("usage: python main.py ")
    assert "lr" in editable.start("stepwell-cli", "preview", "--csv", "-")
