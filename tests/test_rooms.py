"""The rooms of the window: which there are, and which way imports run between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.imports import ROOT, circle_in, imports, sources, tree_of, unranked, upwards

GUI = ROOT / "gui"
# a room may import from those after it
ROOMS = (
    "window", "controllers", "learn", "inside", "panels", "tables", "plots", "forms", "document", "jobs", "widgets",
    "exporters",
)  # fmt: skip
MOST_ARGUMENTS = 5
THREADS = {"QThread", "QThreadPool", "QRunnable", "Thread", "ThreadPoolExecutor"}
ORDER = [f"gui.{room}" for room in ROOMS]


def tab_of(module: str) -> str:
    return module.split(".")[2]


def test_all_of_the_window_lies_in_a_room_and_a_panel_in_its_tab() -> None:
    assert not unranked(ORDER, "gui")
    assert {path.name for path in GUI.glob("*.py")} == {"__init__.py"}
    assert [path.name for path in (GUI / "panels").glob("*.py")] == ["__init__.py"]


def test_a_room_takes_nothing_from_the_rooms_above_it() -> None:
    assert not upwards(ORDER, "gui")


def test_a_tab_takes_nothing_from_another_tab() -> None:
    panels = {module: names for module, names in imports("gui").items() if module.startswith("gui.panels.")}
    pairs = [(module, name) for module, names in panels.items() for name in names & panels.keys()]
    assert pairs
    assert not [pair for pair in pairs if tab_of(pair[0]) != tab_of(pair[1])]


def test_no_files_of_the_window_import_each_other() -> None:
    assert not circle_in("gui")


def test_nothing_of_the_window_is_given_a_bundle() -> None:
    """Whoever needs more than five things is given the context, or what belongs together as one."""
    nodes = [(path, node) for path in sources("gui") for node in ast.walk(tree_of(path))]
    makers = [(path, node) for path, node in nodes if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    assert len(makers) > 100
    assert not [
        str(path) for path, node in makers if len([*node.args.args[1:], *node.args.kwonlyargs]) > MOST_ARGUMENTS
    ]


def threads_in(path: Path) -> Iterator[str]:
    """Yield each thread that a file makes, or says how to make."""
    for node in ast.walk(tree_of(path)):
        makes = [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []
        yield from (name for name in map(ast.unparse, makes) if name.rpartition(".")[2] in THREADS)


def test_threads_are_made_in_the_room_of_jobs_only() -> None:
    found = {path: list(threads_in(path)) for path in sources("gui")}
    assert {path.parent for path, names in found.items() if names} == {GUI / "jobs"}
