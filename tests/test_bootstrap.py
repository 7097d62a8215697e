"""The set-up, for real: a small project with wheels of its own, real interpreters, real pip, real kills."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from training.machine.environment import Environment

ROOT = Path(__file__).resolve().parents[1]
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
START = """
import sys
import bootstrap
bootstrap.ensure(["test"] if "--test" in sys.argv else [])
import stepwell_dry_stone
print(sys.prefix, *sys.argv[1:], sep="\\n")
"""
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")


@dataclass(frozen=True)
class Project:
    """A copy of what the set-up needs, with requirements of its own."""

    folder: Path

    @property
    def environment(self) -> Path:
        return self.folder / ".venv"

    def require(self, *requirements: str, test: str = "stepwell-test-stone>=1") -> None:
        lines = ["[project]", f"dependencies = {json.dumps(requirements)}"]
        lines.append(f"optional-dependencies.test = {json.dumps([test])}")
        (self.folder / "pyproject.toml").write_text("\n".join(lines), "utf-8")

    def start(self, *arguments: str, python: str = BASE_PYTHON, code: str = "") -> subprocess.Popen[str]:
        what = ["-c", code] if code else ["start.py"]
        return subprocess.Popen(
            [python, *what, *arguments],
            cwd=self.folder,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": (self.folder / "wheels").as_uri(),
                "PIP_CONFIG_FILE": os.devnull,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **options: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


def write_wheel(folder: Path, name: str, version: str) -> None:
    """Write a real wheel that holds one empty module."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One project after its first start, shared by the tests that only look at what comes next."""
    made = make_project(tmp_path_factory.mktemp("installed"))
    code, out, err = made.run("two words", "--flag")
    assert (code, out.splitlines()) == (0, [str(made.environment), "two words", "--flag"]), err
    assert f"1.5 GB) into {made.environment}" in err
    return made


def make_project(parent: Path) -> Project:
    folder = parent / "a project with 'quotes'"
    shutil.copytree(ROOT / "training/machine", folder / "training/machine")
    modules = (f"training/{name}.py" for name in ("__init__", "errors", "exit_codes", "files", "layout"))
    for name in ("bootstrap.py", *modules):
        shutil.copy(ROOT / name, folder / name)
    (folder / "start.py").write_text(START, "utf-8")
    write_wheel(folder / "wheels", "stepwell_dry_stone", "1.5")
    write_wheel(folder / "wheels", "stepwell_test_stone", "1.0")
    project = Project(folder)
    project.require("stepwell-dry-stone>=1,<2")
    return project


def test_the_next_start_is_silent(installed: Project) -> None:
    assert installed.run() == (0, f"{installed.environment}\n", "")


def test_started_inside_its_environment_it_stays_there(installed: Project) -> None:
    python = installed.environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    assert installed.run(python=str(python)) == (0, f"{installed.environment}\n", "")


def test_an_extra_is_added_to_what_is_there(installed: Project) -> None:
    installed.require("stepwell-dry-stone>=1,<2")
    marker = installed.environment / "kept"
    marker.touch()
    code, _, err = installed.run("--test")
    assert code == 0
    assert err.startswith(f"Stepwell adds to {installed.environment}: stepwell-test-stone>=1.\n")
    assert marker.exists()
    assert installed.run("--test")[2] == ""
    assert installed.run()[2] == ""


def test_a_failing_addition_keeps_the_environment_good(installed: Project) -> None:
    installed.require("stepwell-dry-stone>=1,<2", test="stepwell-missing-stone")
    code, out, err = installed.run("--test")
    assert (code, out) == (3, "")
    assert "pip could not install everything" in err
    assert installed.run() == (0, f"{installed.environment}\n", "")


def test_an_environment_made_by_hand_is_taken_as_it_is(installed: Project) -> None:
    (installed.environment / "stepwell-stamp").unlink()
    assert installed.run() == (0, f"{installed.environment}\n", "")


def test_a_raised_bound_updates_the_environment(installed: Project) -> None:
    write_wheel(installed.folder / "wheels", "stepwell_dry_stone", "1.6")
    installed.require("stepwell-dry-stone>=1.6,<2")
    code, _, err = installed.run()
    assert code == 0
    assert "Successfully installed stepwell-dry-stone-1.6" in err


@pytest.mark.slow
def test_a_failing_installation_leaves_nothing(project: Project) -> None:
    project.require("stepwell-dry-stone>=9")
    code, out, err = project.run()
    assert (code, out) == (3, "")
    assert "Could not find a version" in err
    assert err.splitlines()[-1].startswith("The set-up is not complete. pip could not install everything")
    assert not project.environment.exists()


@posix
def test_ctrl_c_leaves_nothing(project: Project) -> None:
    process = project.start()
    wait_until((project.environment / "bin/python").exists)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "The set-up is not complete. It was stopped, and begins anew at the next start."
    assert not project.environment.exists()


@pytest.mark.slow
@posix
def test_a_killed_set_up_is_made_anew_and_only_once_by_two_at_a_time(project: Project) -> None:
    killed = project.start()
    wait_until((project.environment / "bin/python").exists)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    starts = [project.start(), project.start()]
    results = [start.communicate(timeout=120) for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert [out for out, _ in results] == [f"{project.environment}\n"] * 2
    assert sorted("waiting for it" in err for _, err in results) == [False, True]
    assert sorted("Successfully installed" in err for _, err in results) == [False, True]


def test_an_interpreter_that_has_everything_installs_nothing(project: Project) -> None:
    project.require("pytest>=8", "not-for-this-python; python_version < '3.0'")
    code = "import bootstrap, sys; bootstrap.ensure(); print(sys.prefix)"
    assert project.run(python=sys.executable, code=code) == (0, f"{sys.prefix}\n", "")
    assert not project.environment.exists()


def borrowing(folder: Path) -> Path:
    """Make an environment that has only what this one lends it, and a torch that does not exist yet."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    own = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    (own / "lent.pth").write_text("\n".join(place for place in sys.path if place.endswith("-packages")), "utf-8")
    (own / "torch-2.99.0+cu999.dist-info").mkdir()
    (own / "torch-2.99.0+cu999.dist-info/METADATA").write_text("Name: torch\nVersion: 2.99.0+cu999\n", "utf-8")
    (own / "duckdb-0.0.1.dist-info").mkdir()  # left behind by an uninstallation
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def test_an_activated_environment_with_all_that_stepwell_needs_is_left_alone(project: Project, tmp_path: Path) -> None:
    """Whatever its torch: a newer one than any that was tried is no reason to download another."""
    shutil.copy(ROOT / "pyproject.toml", project.folder)
    python = borrowing(tmp_path / "mine")
    code = "import bootstrap, sys; bootstrap.ensure(); print(sys.prefix)"
    assert project.run(python=str(python), code=code) == (0, f"{tmp_path / 'mine'}\n", "")
    assert not project.environment.exists()
    assert not project.environment.with_name(".venv.lock").exists()


def test_an_activated_environment_comes_before_the_one_beside_the_code(installed: Project, tmp_path: Path) -> None:
    installed.require("torch>=2.11", "numpy>=2")
    code = "import bootstrap, sys; bootstrap.ensure(); print(sys.prefix)"
    found = installed.run(python=str(borrowing(tmp_path / "mine")), code=code)
    installed.require("stepwell-dry-stone>=1,<2")
    assert found == (0, f"{tmp_path / 'mine'}\n", "")


def test_no_version_of_torch_is_too_new() -> None:
    bounds = [line for line in _dependencies() if line.startswith("torch")]
    assert bounds == ["torch>=2.11"]


def _dependencies() -> list[str]:
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"])


def test_a_foreign_environment_for_another_python_is_left_alone(project: Project) -> None:
    (project.environment / "lib").mkdir(parents=True)
    code, _, err = project.run()
    assert code == 3
    assert "was made by hand, for another Python. Activate it or delete it, and start again." in err
    assert (project.environment / "lib").exists()


def test_a_python_without_its_venv_module_names_the_package(project: Project) -> None:
    code = "import sys; sys.modules['ensurepip'] = None; import bootstrap; bootstrap.ensure()"
    returncode, _, err = project.run(code=code)
    assert returncode == 3
    assert "sudo apt install python3-venv" in err
    assert "Traceback" not in err


def test_a_folder_that_cannot_be_written_is_explained(project: Project) -> None:
    (project.folder / ".venv.lock").mkdir()
    code, _, err = project.run()
    assert (code, err.count("\n")) == (3, 1)
    assert ".venv.lock: it is a folder, not a file." in err


def test_a_python_that_does_not_start_is_named_as_such(project: Project) -> None:
    made = Environment(project.environment)
    made.python.parent.mkdir(parents=True)
    made.python.touch()
    made.write_stamp(["stepwell-dry-stone>=1,<2"])
    code, _, err = project.run()
    assert (code, err.count("\n")) == (3, 1)
    assert f"Cannot start {made.python}: " in err
    assert f"Delete {made.folder} and start again." in err


def test_an_installed_package_needs_no_set_up(project: Project) -> None:
    (project.folder / "pyproject.toml").unlink()
    assert project.run(code="import bootstrap; bootstrap.ensure()") == (0, "", "")


@pytest.mark.parametrize("name", ["main.py", "bootstrap.py", "tests/__main__.py"])
def test_old_pythons_can_parse_what_refuses_them(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text("utf-8"), feature_version=(3, 6))
    imports = [line for line in tree.body if isinstance(line, (ast.Import, ast.ImportFrom))]
    assert "__future__" not in [line.module for line in imports if isinstance(line, ast.ImportFrom)]


def test_the_refused_versions_are_those_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in (ROOT / "bootstrap.py").read_text("utf-8")
