"""The house: which way imports run, and how large its rooms may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from training.arguments import verb_names
from training.found import names_in
from training.verbs import runs

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# a package may import from those after it
ORDER = (
    "main", "gui", "training.cli", "training.verbs", "training.terminal", "training.exporters",
    "training.practice", "training.script", "training.insight", "training.runs", "training.engine", "training.schedule",
    "training.experiment",
)  # fmt: skip


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def rank(module: str) -> int | None:
    return next((i for i, package in enumerate(ORDER) if (module + ".").startswith(package + ".")), None)


@pytest.mark.parametrize("path", sources("training", "gui"), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    names = set(imported(ast.parse(path.read_text())))
    if own.startswith("training."):
        assert not [name for name in names if name.split(".")[0] in ("PySide6", "pyqtgraph", "gui", "shiboken6")]
    if path.is_relative_to(ROOT / "training" / "experiment"):
        assert not [name for name in names if name.split(".")[0] == "torch"]
    here = rank(own)
    if here is not None and own != "training.cli":
        higher = [name for name in names if (there := rank(name)) is not None and there < here]
        assert not higher


@pytest.mark.parametrize("path", sources("training", "gui", "tests"), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= LONGEST_FUNCTION, node.name


def loaded_by(code: str) -> set[str]:
    command = f"import sys\n{code}\nprint(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(output.stdout.split())


def test_the_help_needs_the_standard_library_only() -> None:
    modules = loaded_by("from training.cli import build_parser\nbuild_parser().format_help()")
    assert not modules & {"torch", "PySide6", "pydantic", "numpy", "tomlkit"}


def test_each_verb_s_help_needs_the_standard_library_only() -> None:
    lines = [[name] for name in verb_names()] + [["runs", name] for name in names_in(runs)]
    code = f"""
from contextlib import redirect_stdout, suppress
from io import StringIO
from training.cli import build_parser
for line in {lines}:
    with suppress(SystemExit), redirect_stdout(StringIO()):
        build_parser().parse_args([*line, "--help"])
"""
    modules = loaded_by(code)
    assert {"training.verbs.train", "training.verbs.runs.list", "training.exporters.csv"} <= modules
    assert not modules & {"torch", "PySide6", "pydantic", "numpy", "tomlkit"}


def test_the_window_s_first_paint_loads_neither_torch_nor_pydantic() -> None:
    modules = loaded_by("import gui.application, gui.main_window")
    assert "pyqtgraph" in modules
    assert not modules & {"torch", "pydantic", "duckdb", "sklearn"}


def test_the_order_of_packages_is_the_one_that_exists() -> None:
    for package, after in pairwise(ORDER[2:]):
        assert (ROOT / package.replace(".", "/")).with_suffix(".py").exists() or (
            ROOT / package.replace(".", "/")
        ).is_dir(), after


@pytest.mark.parametrize("path", sources("gui", "tests"), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_qt_object_is_made_with_a_keyword_that_begins_with_i(path: Path) -> None:
    """Where the system's language is Turkish, Azeri or Kurdish, i has another capital, and PySide finds no setter."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    made = [call for call in calls if re.fullmatch(r"(\w+\.)*Q[A-Z]\w*", ast.unparse(call.func))]
    assert not [ast.unparse(call) for call in made if any((word.arg or "").startswith("i") for word in call.keywords)]


def test_only_the_layout_knows_where_stepwell_lies_and_how_it_is_called() -> None:
    """An installed copy lies elsewhere, and is called by another name."""
    for path in set(sources("training", "gui")) - {ROOT / "training" / "layout.py"}:
        if not re.search("__file__|python main.py", path.read_text()):
            continue
        nodes = list(ast.walk(ast.parse(path.read_text())))
        places = [ast.unparse(node) for node in nodes if isinstance(node, ast.Subscript)]
        assert not [place for place in places if "(__file__)" in place], path
        docstrings = {ast.get_docstring(node, clean=False) for node in nodes if isinstance(node, DOCUMENTED)}
        texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        assert not [text for text in texts - docstrings if "python main.py" in text], path
