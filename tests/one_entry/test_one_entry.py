"""A scheduler and an optimizer that torch lacks, a network and a data set: each is one class in one file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from training.experiment.experiment import STAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_file_in_the_folder_is_in_form_preview_run_script_reasons_csv_and_command_line() -> None:
    inside = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.one_entry.adding"]
    done = subprocess.run([*inside, "tests/one_entry/entries.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:]


def test_without_the_file_nothing_of_it_is_left() -> None:
    assert not {"InverseSquareRootLR", "Lion", "Funnel", "Stripes"} & {
        kind.__name__ for kinds in STAGES.values() for kind in kinds
    }
