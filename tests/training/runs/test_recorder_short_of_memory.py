from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.training.runs.short_of_memory import STATE
from training.exit_codes import DONE, FAILED
from training.runs.run import Status
from training.runs.store import Mode, RunStore

ROOT = Path(__file__).parents[3]
SHARES = (0.7, 1.5, 2.5, 4.0)  # of a state: no copy of it finds room, one or two of three do, all do


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="takes a limit of addresses")
def test_a_run_whose_state_does_not_fit_ends_with_a_sentence_and_all_its_epochs(tmp_path: Path) -> None:
    rooms = [round((share + Random(place).uniform(-0.3, 0.3)) * STATE) for place, share in enumerate(SHARES)]
    command = [sys.executable, "-m", "tests.training.runs.short_of_memory", tmp_path, *map(str, rooms)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    codes = [int(line) for line in done.stdout.splitlines() if line.isdigit()]
    assert codes == [FAILED, FAILED, FAILED, DONE]
    assert "Traceback" not in done.stderr
    with RunStore(tmp_path / "runs.sqlite", Mode.READ) as store:
        runs = [store.load(number) for number in range(1, len(rooms) + 1)]
        states = [store.checkpoints(run.number) for run in runs]
    assert [run.status for run in runs] == [Status.FAILED] * 3 + [Status.FINISHED]
    assert states == [[], [], [], [3]]
    for run in runs if len(runs[0].trace) else runs[1:]:  # the first epoch itself may need all that there is
        rows = (tmp_path / f"{run.number}.csv").read_text().splitlines()[1:]
        assert len(rows) == len(run.trace) > 0
    for run in runs[:3]:
        epoch = len(run.trace)
        assert run.message.startswith((f"The state after epoch {epoch} ", "Epoch 1 needs more memory than there is."))
        assert f"{run.message}\n" in done.stderr
