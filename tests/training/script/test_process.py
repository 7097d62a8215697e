from __future__ import annotations

import os
import sys

import pytest

from training.script.errors import ScriptError
from training.script.process import printed_rows

ROWS = 'print("epoch,lr")\nfor epoch in range(1, 4):\n    print(epoch, 0.1, sep=",")\n'
FOREVER = 'import os, time\nprint("epoch,lr")\nprint(os.getpid(), 0.1, sep=",")\nwhile True:\n    time.sleep(0.05)\n'


def test_the_rows_come_by_the_names_of_their_columns() -> None:
    rows = [row for row in printed_rows(ROWS) if row is not None]
    assert rows == [{"epoch": str(epoch), "lr": "0.1"} for epoch in (1, 2, 3)]


def test_a_script_that_fails_is_told_in_a_sentence() -> None:
    with pytest.raises(ScriptError, match="The script failed: KeyError: 'é'"):
        list(printed_rows(ROWS + "raise KeyError('é')"))


def test_a_training_that_diverges_is_no_failure() -> None:
    end = 'raise SystemExit("The loss is no number any more: the training diverged.")'
    assert len([row for row in printed_rows(ROWS + end) if row is not None]) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signal 0 ends a process there")
def test_closing_ends_the_process_in_the_middle() -> None:
    rows = printed_rows(FOREVER)
    row = next(row for row in rows if row is not None)
    os.kill(int(row["epoch"]), 0)
    rows.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(row["epoch"]), 0)
