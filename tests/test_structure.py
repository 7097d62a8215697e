"""The house: which way imports run, and how large its rooms may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from training.arguments import verb_names
from training.found import names_in
from training.verbs import runs

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTIONS)
# a package may import from those after it
ORDER = (
    "main", "gui", "training.cli", "training.verbs", "training.terminal", "training.exporters", "training.importers",
    "training.practice", "training.script", "training.insight", "training.runs", "training.engine", "training.schedule",
    "training.experiment",
)  # fmt: skip


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what the file says; each rule reads all files, and reading them is what takes long."""
    return ast.parse(path.read_text("utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def rank(module: str) -> int | None:
    return next((i for i, package in enumerate(ORDER) if (module + ".").startswith(package + ".")), None)


def strays(path: Path) -> Iterator[str]:
    """Yield what a file imports and must not."""
    own, names = ".".join(path.relative_to(ROOT).with_suffix("").parts), set(imported(tree_of(path)))
    here = rank(own)
    for name in names:
        package, there = name.split(".")[0], rank(name)
        without_qt = own.startswith("training.") and package in ("PySide6", "pyqtgraph", "gui", "shiboken6")
        without_torch = path.is_relative_to(ROOT / "training" / "experiment") and package == "torch"
        upwards = None not in (here, there) and there < here and own != "training.cli"
        if without_qt or without_torch or upwards:
            yield f"{own} imports {name}"


def test_imports_run_one_way() -> None:
    assert not [stray for path in sources("training", "gui") for stray in strays(path)]


def test_files_and_functions_stay_small() -> None:
    paths = sources("training", "gui", "tests")
    assert not [path for path in paths if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE]
    functions = [(path, node) for path in paths for node in ast.walk(tree_of(path)) if isinstance(node, FUNCTIONS)]
    long = [pair for pair in functions if (pair[1].end_lineno or 0) - pair[1].lineno + 1 > LONGEST_FUNCTION]
    assert not [f"{path}: {node.name}" for path, node in long]


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
    modules = loaded_by("import gui.window.application, gui.window.main_window")
    assert "pyqtgraph" in modules
    assert not modules & {"torch", "pydantic", "duckdb", "sklearn"}


def test_the_order_of_packages_is_the_one_that_exists() -> None:
    for package, after in pairwise(ORDER[2:]):
        assert (ROOT / package.replace(".", "/")).with_suffix(".py").exists() or (
            ROOT / package.replace(".", "/")
        ).is_dir(), after


def test_no_qt_object_is_made_with_a_keyword_that_begins_with_i() -> None:
    """Where the system's language is Turkish, Azeri or Kurdish, i has another capital, and PySide finds no setter."""
    nodes = [(path, node) for path in sources("gui", "tests") for node in ast.walk(tree_of(path))]
    calls = [(path, call) for path, call in nodes if isinstance(call, ast.Call)]
    suspects = [pair for pair in calls if any((word.arg or "").startswith("i") for word in pair[1].keywords)]
    made = [(path, call) for path, call in suspects if re.fullmatch(r"(\w+\.)*Q[A-Z]\w*", ast.unparse(call.func))]
    assert not [f"{path}: {ast.unparse(call)}" for path, call in made]


def test_only_the_layout_knows_where_stepwell_lies_and_how_it_is_called() -> None:
    """An installed copy lies elsewhere, and is called by another name."""
    for path in set(sources("training", "gui")) - {ROOT / "training" / "layout.py"}:
        if not re.search("__file__|python main.py", path.read_text("utf-8")):
            continue
        nodes = list(ast.walk(tree_of(path)))
        places = [ast.unparse(node) for node in nodes if isinstance(node, ast.Subscript)]
        assert not [place for place in places if "(__file__)" in place], path
        docstrings = {ast.get_docstring(node, clean=False) for node in nodes if isinstance(node, DOCUMENTED)}
        texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        assert not [text for text in texts - docstrings if "python main.py" in text], path


STAGES = [ROOT / "training" / "experiment" / stage for stage in ("data", "networks", "optimizers", "schedulers")]


def asked_kinds(tree: ast.AST, kinds: set[str]) -> Iterator[str]:
    """Yield where code asks of which of these classes something is, or compares a kind with its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, classes]):
                asked = {name.id for name in ast.walk(classes) if isinstance(name, ast.Name)}
            case ast.MatchClass(cls=ast.Name(id=name)):
                asked = {name}
            case ast.Compare() if any(
                isinstance(part, ast.Attribute) and part.attr == "kind" for part in ast.walk(node)
            ):
                asked = {str(text.value) for text in ast.walk(node) if isinstance(text, ast.Constant)}
            case _:
                continue
        if asked & kinds:
            yield ast.unparse(node)


def test_nobody_asks_of_which_kind_a_choice_is() -> None:
    """A choice says itself what it can and how it is built: a new one is one class."""
    trees = [ast.parse(path.read_text()) for stage in STAGES for path in stage.glob("*.py")]
    kinds = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} | {"None"}
    assert len(kinds) > 40
    inside = [path for path in sources("training", "gui") if path.parent not in STAGES]
    found = {str(path): list(asked_kinds(ast.parse(path.read_text()), kinds)) for path in inside}
    assert not {path: asked for path, asked in found.items() if asked}
