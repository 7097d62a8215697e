"""The house: which way imports run, and how large its rooms may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.imports import ROOT, circle_in, imported, module_of, sources, tree_of, unranked, upwards
from training.arguments import verb_names
from training.found import names_in
from training.verbs import runs

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTIONS)
# a package may import from those after it
ORDER = (
    "main", "gui", "training.cli", "training.arguments", "training.verbs", "training.terminal", "training.exporters",
    "training.exporting", "training.importers", "training.importing", "training.practice.asking", "training.practice",
    "training.script", "training.insight", "training.runs", "training.engine.sweep", "training.engine",
    "training.engine.data",
    "training.schedule.pitfalls", "training.schedule.why", "training.schedule.fit", "training.schedule",
    "training.experiment", "training.machine.shortcut", "training.log", "training.files", "training.machine",
    "training.interruption", "training.jobs", "training.errors", "training.exit_codes", "training.found",
    "training.layout",
)  # fmt: skip


def strays(path: Path) -> Iterator[str]:
    """Yield what a file of the laboratory imports and must not."""
    packages = {name.split(".")[0] for name in imported(tree_of(path))}
    forbidden = {"PySide6", "pyqtgraph", "gui", "shiboken6"}
    if path.is_relative_to(ROOT / "training" / "experiment"):
        forbidden.add("torch")
    yield from (f"{module_of(path)} imports {name}" for name in packages & forbidden)


def test_the_laboratory_imports_no_qt_and_an_experiment_no_torch() -> None:
    assert not [stray for path in sources("training") for stray in strays(path)]


def test_imports_run_one_way() -> None:
    assert not upwards(ORDER, "training", "gui")


def test_no_files_import_each_other_in_a_circle() -> None:
    assert not circle_in("training")


def test_each_file_of_the_laboratory_has_a_rank() -> None:
    assert not unranked(ORDER, "training")


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


def test_the_window_s_first_paint_loads_nothing_but_qt() -> None:
    modules = loaded_by("import gui.window.application, gui.window.main_window")
    assert "PySide6.QtWidgets" in modules
    assert not modules & {"numpy", "pyqtgraph", "torch", "pydantic", "duckdb", "sklearn"}


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
