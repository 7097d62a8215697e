from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.experiment.data import Table

Write = Callable[..., Table]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and gives the settings that read it."""

    def write(content: str | bytes, name: str = "table.csv", **settings: Any) -> Table:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Table(path=str(path), **settings)

    return write
