from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from training.log import LARGEST, log_path, tail

ROOT = Path(__file__).parents[2]


def run(code: str) -> subprocess.CompletedProcess[str]:
    begin = "import logging\nfrom training.log import begin_log\nbegin_log()\nlog = logging.getLogger('training.x')\n"
    return subprocess.run([sys.executable, "-c", begin + code], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.logs("training.x: two", "UserWarning: three")
def test_what_is_logged_is_in_the_file_and_nothing_is_printed(home: Path) -> None:
    assert tail() == ""
    ended = run("log.info('one')\nlog.warning('two')\nimport warnings; warnings.warn('three')")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert [word in tail() for word in ("Stepwell", "one", "two", "three")] == [True] * 4


def test_the_file_begins_anew_before_it_grows_large(home: Path) -> None:
    run("for number in range(20000): log.info('%s %s', number, 'x' * 50)")
    files = sorted(log_path().parent.glob("stepwell.log*"))
    assert len(files) == 2
    assert max(file.stat().st_size for file in files) <= LARGEST
    assert "19999" in tail()


def test_the_interpreter_s_death_is_in_the_file(home: Path) -> None:
    ended = run("import ctypes; ctypes.string_at(0)")
    assert ended.returncode != 0
    assert "Segmentation fault" in tail() or "access violation" in tail()


@pytest.mark.parametrize("place", ["a file", "a folder"])
def test_without_a_place_for_it_the_program_runs(home: Path, place: str) -> None:
    if place == "a file":
        log_path().parent.parent.mkdir(parents=True)
        log_path().parent.write_text("in the way")
    else:
        log_path().mkdir(parents=True)
    assert run("log.warning('lost'); print('done')").stdout == "done\n"
    assert tail() == ""
