"""Which file of a package imports which."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]


def sources(*folders: str) -> list[Path]:
    """Return the files of Python below these folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what the file says; each rule reads all files, and reading them is what takes long."""
    return ast.parse(path.read_text("utf-8"))


def module_of(path: Path) -> str:
    """Return the name by which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield what is imported anywhere, for annotations only, too: modules, and what is taken from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imports(*packages: str) -> dict[str, frozenset[str]]:
    """Return for each file of the packages the other files of theirs that it imports."""
    trees = {module_of(path): tree_of(path) for path in sources(*packages)}
    found = {}
    for module, tree in trees.items():
        names = {name if name in trees else name.rpartition(".")[0] for name in imported(tree)}
        found[module] = frozenset(names & trees.keys() - {module})
    return found


def circle_in(package: str) -> list[str]:
    """Return files that import each other round in a circle; nothing where there are none."""
    try:
        TopologicalSorter(imports(package)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def rank(module: str, order: Sequence[str]) -> int | None:
    """Return where the innermost package stands in the order that a module lies in; None where it has no place."""
    inside = [package for package in order if f"{module}.".startswith(f"{package}.")]
    return order.index(max(inside, key=len)) if inside else None


def upwards(order: Sequence[str], *packages: str) -> list[str]:
    """Return the imports against the order, in which a package may import from those after it.

    A package's own file that imports nothing has no rank: whoever imports it only lists what lies there.
    """
    files = imports(*packages)
    registries = {module_of(path) for path in sources(*packages) if path.name == "__init__.py"}
    empty = {module for module in registries if not files[module]}
    pairs = [(module, name) for module, names in files.items() for name in names - empty]
    ranks = [(rank(module, order), rank(name, order), module, name) for module, name in pairs]
    return [
        f"{module} imports {name}" for here, there, module, name in ranks if None not in (here, there) and there < here
    ]


def unranked(order: Sequence[str], package: str) -> list[str]:
    """Return the files of a package that have no place in the order, and the names in it that nothing has."""
    modules = imports(package).keys() - {package}
    gone = [name for name in order if f"{name}.".startswith(f"{package}.") and name not in modules]
    return [module for module in modules if rank(module, order) is None] + gone
