"""Our reader of requirements agrees with pip's own."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement as PipRequirement
from packaging.version import Version

from training.machine.requirements import installed, parse, unmet

PYPROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"

numbers = st.lists(st.integers(0, 12), min_size=1, max_size=4)
versions = numbers.map(lambda parts: ".".join(map(str, parts)))
comparisons = st.sampled_from([">=", "<=", "==", "!=", ">", "<"])
specifiers = st.lists(st.tuples(comparisons, versions).map("".join), max_size=4).map(",".join)
minors = st.integers(8, 20)


@given(specifiers, versions, st.sampled_from(["", "+cpu"]))
def test_a_version_is_admitted_as_pip_admits_it(specifier: str, version: str, suffix: str) -> None:
    expected = PipRequirement(f"torch{specifier}").specifier.contains(Version(version + suffix))
    assert parse(f"torch{specifier}").admits(version + suffix) == expected


@given(comparisons, minors, minors)
def test_a_marker_holds_where_pip_says_so(comparison: str, bound: int, python: int) -> None:
    text = f"x>=1; python_version {comparison} '3.{bound}'"
    marker = PipRequirement(text).marker
    assert marker is not None
    assert parse(text).applies((3, python, 7)) == marker.evaluate({"python_version": f"3.{python}"})


def test_every_requirement_of_pyproject_is_read() -> None:
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    for text in project["dependencies"] + project["optional-dependencies"]["test"]:
        assert parse(text).name == PipRequirement(text).name
        assert len(parse(text).bounds) == len(PipRequirement(text).specifier)


@pytest.mark.parametrize(
    "text", ["", "x @ https://example.org/x.whl", "x[extra]>=1", "x~=1.0", "x>=1; os_name == 'nt'"]
)
def test_other_forms_are_refused_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="Cannot read"):
        parse(text)


def test_what_is_installed_is_met_and_what_is_not_is_named() -> None:
    met = ["PyTest>=8", "pyside6_essentials>=6.8", "absent-too; python_version < '3.0'"]
    assert unmet([*met, "pytest>=999", "absent>=1"]) == ["pytest>=999", "absent>=1"]


def test_another_environment_is_looked_at_by_its_folder(tmp_path: Path) -> None:
    assert unmet(["pytest"], [tmp_path]) == ["pytest"]
    assert unmet(["pytest"], [Path(place) for place in sys.path]) == []


def test_what_conda_installs_meets_all_requirements(tmp_path: Path) -> None:
    """It has PySide6 in one piece."""
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    for text in project["dependencies"]:
        name, version = parse(text).name.replace("-Essentials", ""), "999.0"
        if any(comparison == "<" for comparison, _ in parse(text).bounds):
            version = str(Version(".".join(map(str, parse(text).bounds[0][1]))))
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    assert unmet(project["dependencies"], [tmp_path]) == []
    assert installed("PySide6-Essentials", [str(tmp_path)]) == "999.0"


def test_the_folder_that_an_uninstallation_left_behind_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "torch-2.15.0.dist-info").mkdir()
    assert unmet(["torch>=2.11"], [tmp_path]) == ["torch>=2.11"]
