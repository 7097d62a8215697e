"""The modules of a package, found by looking into its folder: what lies there is part of the program."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType


def names_in(package: ModuleType) -> list[str]:
    """Return the names of a package's modules, in the order of the alphabet, without loading them.

    `pkgutil` would load `inspect` for it, which takes longer than all the rest of `--help`.
    """
    paths = [path for folder in package.__path__ for path in Path(folder).iterdir()]
    files = [path.stem for path in paths if path.suffix == ".py" and path.stem != "__init__"]
    return sorted([*files, *(path.name for path in paths if not path.suffix and (path / "__init__.py").is_file())])


def load(package: ModuleType, name: str) -> ModuleType:
    """Return the module of this name, loaded."""
    return import_module(f"{package.__name__}.{name}")
