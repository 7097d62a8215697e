"""The window in languages where i has another capital, the comma is decimal, or one writes from right to left."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.test_process import Opened, opened

__all__ = ["opened"]


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locales")


@pytest.mark.parametrize(
    "language",
    ["tr_TR", *(pytest.param(name, marks=pytest.mark.slow) for name in ("az_AZ", "ku_TR", "de_DE", "ar_EG", "C"))],
)
def test_the_window_starts_trains_and_ends_in_every_language(language: str, opened: Opened, locales: Path) -> None:
    if language == "C":
        code, said = opened("training", LC_ALL="C").end()
        assert (code, "Traceback" in said) == (0, False)  # Qt itself says that it takes C.UTF-8 instead
        return
    name = f"{language}.UTF-8"
    command = ["localedef", "-i", language, "-f", "UTF-8", str(locales / name)]
    if not shutil.which("localedef") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"the language {language} cannot be made here; it takes the package locales")
    assert opened("training", LOCPATH=str(locales), LC_ALL=name).end() == (0, "")
