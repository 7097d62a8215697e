"""The suite itself: where its files are."""

from __future__ import annotations

from pathlib import Path

from tests.test_structure import ROOT

TESTS = ROOT / "tests"
# folders that mirror nothing, for they are about the whole
BESIDE = {"end_to_end", "benchmarks", "golden", "claims", "one_entry"}


def has_subject(test: Path) -> bool:
    """Whether a module or a package lies where the test's name says; `test_store_kills.py` is about `store.py`, too."""
    words, folder = test.stem.removeprefix("test_").split("_"), ROOT / test.parent.relative_to(TESTS)
    names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in names)


def test_each_file_of_tests_lies_as_what_it_tests() -> None:
    tests = [path for path in TESTS.rglob("test_*.py") if path.relative_to(TESTS).parts[0] not in BESIDE]
    inside = [path for path in tests if path.parent != TESTS]  # at the top: what lies at the top, and the whole
    assert len(inside) > 200
    assert not [str(path.relative_to(ROOT)) for path in inside if not has_subject(path)]
