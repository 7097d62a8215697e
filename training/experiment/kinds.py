"""The kinds of a stage, found by the files of its folder: a new kind is a class in a file there."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TypeVar

from training.experiment.settings import Stage
from training.found import load, names_in

Kind = TypeVar("Kind", bound=Stage)


def kinds_in(
    package: ModuleType, base: type[Kind], first: Sequence[str], last: Sequence[str] = ()
) -> tuple[type[Kind], ...]:
    """Return the kinds that the package's files define, in a form's order: as they stand there, file by file.

    `first` and `last` name the files between which all others stand.
    """
    between = [name for name in names_in(package) if name not in (*first, *last)]
    found = [load(package, name) for name in (*first, *between, *last)]
    return tuple(kind for module in found for kind in vars(module).values() if _is_kind(kind, base, module))


def _is_kind(kind: object, base: type[Stage], module: ModuleType) -> bool:
    """Whether it is a class of the module's own that names its kind."""
    return (
        isinstance(kind, type)
        and issubclass(kind, base)
        and kind.__module__ == module.__name__
        and not kind.model_fields["kind"].is_required()
    )
