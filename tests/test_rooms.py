"""The rooms of the window: which there are, and which way imports run between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.test_structure import ROOT, imported, sources, tree_of

GUI = ROOT / "gui"
# a room may import from those after it
ROOMS = (
    "window", "controllers", "learn", "inside", "panels", "tables", "plots", "forms", "document", "jobs", "widgets",
    "exporters",
)  # fmt: skip


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "__pycache__"}


def strays(path: Path) -> Iterator[str]:
    """Yield what a file of a room imports from the rooms above it, and a tab's file from another tab."""
    own = path.relative_to(GUI).with_suffix("").parts
    for module in imported(tree_of(path)):
        package, *other = module.split(".")
        if package != "gui" or not other:
            continue
        upwards = ROOMS.index(other[0]) < ROOMS.index(own[0])
        beside = own[0] == other[0] == "panels" and own[1] != other[1]
        if upwards or beside:
            yield f"gui.{'.'.join(own)} imports {module}"


def test_all_of_the_window_lies_in_a_room_and_a_panel_in_its_tab() -> None:
    assert entries(GUI) == {*ROOMS, "__init__.py"}
    assert not [name for name in entries(GUI / "panels") if name.endswith(".py") and name != "__init__.py"]


def test_a_room_takes_nothing_from_the_rooms_above_it() -> None:
    paths = [path for path in sources("gui") if path.parent != GUI]
    assert not [stray for path in paths for stray in strays(path)]
