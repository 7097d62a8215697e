"""The modules of a package, found by looking into its folder: what lies there is part of the program."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def names_in(package: ModuleType) -> list[str]:
    """Return the names of a package's modules, in the order of the alphabet, without loading them."""
    return [module.name for module in pkgutil.iter_modules(package.__path__)]


def load(package: ModuleType, name: str) -> ModuleType:
    """Return the module of this name, loaded."""
    return import_module(f"{package.__name__}.{name}")
