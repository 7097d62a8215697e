"""The rooms of the window: which there are, and which way imports run between them."""

from __future__ import annotations

import ast

from tests.imports import ROOT, circle_in, imports, sources, tree_of, unranked, upwards

GUI = ROOT / "gui"
# a room may import from those after it
ROOMS = (
    "window", "controllers", "learn", "inside", "panels", "tables", "plots", "forms", "document", "jobs", "widgets",
    "exporters",
)  # fmt: skip
MOST_ARGUMENTS = 5
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
