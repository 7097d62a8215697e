from __future__ import annotations

import ast
import inspect
from pathlib import Path

from torch.optim import lr_scheduler

from training.schedule.why.source import source_of, statements

PATH = inspect.getsourcefile(lr_scheduler) or ""


def test_a_statement_of_several_lines_is_found_from_each_and_read_in_full() -> None:
    found = statements(PATH)
    longest = max((node for node in found.values() if isinstance(node, ast.Return)), key=lambda node: node.end_lineno)
    lines = range(longest.lineno, (longest.end_lineno or 0) + 1)
    assert all(found[line] is longest for line in lines)
    source = source_of(PATH, longest)
    assert source.file == "torch/optim/lr_scheduler.py"
    assert source.text.startswith("return ")
    assert ast.unparse(ast.parse(source.text).body[0]) == ast.unparse(longest)


def test_of_a_test_only_the_deciding_line_is_read() -> None:
    test = next(node for node in statements(PATH).values() if isinstance(node, ast.If))
    assert source_of(PATH, test).text.endswith(":")


def test_a_file_that_is_not_there_has_no_statements(tmp_path: Path) -> None:
    assert statements(str(tmp_path / "missing.py")) == {}
