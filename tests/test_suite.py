"""The suite itself: where its files are, and what they leave alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.imports import ROOT, sources, tree_of

TESTS = ROOT / "tests"
# folders that mirror nothing, for they are about the whole
BESIDE = {"end_to_end", "benchmarks", "golden", "claims", "one_entry"}
PUBLIC = {"_replace", "_asdict", "_fields", "_make"}  # of a named tuple, whose fields may have any other name
FOREIGN = {"_opt_called", "_schedulers", "_milestones", "_actions"}  # which torch and argparse tell in no other way
OWN = {"self", "cls"}


def has_subject(test: Path) -> bool:
    """Whether a module or a package lies where the test's name says; `test_store_kills.py` is about `store.py`, too."""
    words, folder = test.stem.removeprefix("test_").split("_"), ROOT / test.parent.relative_to(TESTS)
    names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in names)


def intrusions(path: Path) -> Iterator[str]:
    """Yield each place where a file takes a private member of another object, or of a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            taken = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id in OWN):
            taken = [node.attr]
        else:
            continue
        private = {name for name in taken if name.startswith("_") and not name.startswith("__")}
        if private - PUBLIC - FOREIGN:
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def test_each_file_of_tests_lies_as_what_it_tests() -> None:
    tests = [path for path in TESTS.rglob("test_*.py") if path.relative_to(TESTS).parts[0] not in BESIDE]
    inside = [path for path in tests if path.parent != TESTS]  # at the top: what lies at the top, and the whole
    assert len(inside) > 200
    assert not [str(path.relative_to(ROOT)) for path in inside if not has_subject(path)]


def test_tests_know_what_is_public() -> None:
    assert not [found for path in sources("tests") for found in intrusions(path)]


def test_what_contributing_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?:gui|training|tests|resources)/[\w/]+\.(?:py|md)", text))
    assert len(named) > 30
    assert not [name for name in named if not (ROOT / name).exists()]
