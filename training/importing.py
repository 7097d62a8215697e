"""What can be opened: each file in `importers/` tells of kinds of files, by an entry of its IMPORTERS.

The window's dialogs, what is dropped on it, a second start and the command line's FILE all ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training import importers
from training.experiment.experiment import Experiment
from training.experiment.file import plain, with_absolute_path
from training.experiment.overrides import with_changes
from training.found import load, names_in

Changes = Sequence[tuple[str, Any]]


class Importer(NamedTuple):
    """A kind of files; it reads `values`, a whole experiment's, or else `changes`. Both raise ExpectedError."""

    name: str  # what a dialog calls them
    suffixes: tuple[str, ...]  # by which they are known
    values: Callable[[Path], dict[str, Any]] | None = None  # returns an experiment's values, unchecked
    # returns the settings, by TOML path, that the file stands for in any experiment
    changes: Callable[[Path], Changes] | None = None
    takes: Callable[[Path], bool] | None = None  # whether a file is such; without it the suffix alone tells
    done: str = "Opened {}"  # what to say once a file, by its name, is open
    saves: bool = False  # whether the experiment is saved to the file, too

    @property
    def filter(self) -> str:
        """Return its line in a dialog."""
        return f"{self.name} ({' '.join(f'*{suffix}' for suffix in self.suffixes)})"

    def read(self, path: Path) -> dict[str, Any]:
        """Return an experiment's values with the file read, unchecked: the file's own, else the tutorial's changed."""
        if self.values is not None:
            values = self.values(path)
        else:
            values = with_changes(plain(Experiment()), self.changes(path) if self.changes is not None else ())
        return with_absolute_path(values, path.parent)


def all_importers() -> list[Importer]:
    """Return all kinds of files, experiments first."""
    modules = (load(importers, name) for name in names_in(importers))
    found: list[Importer] = [importer for module in modules for importer in module.IMPORTERS]
    return sorted(found, key=lambda importer: not importer.saves)


def importer_of(path: Path) -> Importer:
    """Return what the file is: by its name, else by how it begins; what nobody takes is an experiment."""
    found = all_importers()
    suffix = path.suffix.lower()
    named = (one for one in found if suffix in one.suffixes and (one.takes is None or one.takes(path)))
    taken = (one for one in found if one.takes is not None and one.takes(path))
    return next(named, None) or next(taken, found[0])
