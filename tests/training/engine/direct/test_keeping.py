"""The proof is made once for each torch, and never while something is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
import torch

from training.engine.direct import keeping, proof
from training.engine.direct.keeping import verdict
from training.engine.direct.verdict import CLAIMED, LOSS, Verdict
from training.machine.folders import cache_folder

pytestmark = pytest.mark.usefixtures("unproven")

ROOT = Path(__file__).parents[4]


def kept() -> Path:
    return cache_folder() / "direct-path.json"


def refuse() -> NoReturn:
    raise AssertionError("it was proven before")


def as_a_new_process() -> None:
    keeping.forget()


def test_a_later_process_reads_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    found = verdict()
    monkeypatch.setattr(proof, "prove", refuse)
    as_a_new_process()
    assert verdict() == found


@pytest.mark.parametrize("change", ["another torch", "another processor", "another setting of MKL"])
def test_something_else_is_proven_anew_and_kept_beside(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict()
    if change == "another torch":
        monkeypatch.setattr(torch, "__version__", "9.9.9")
    elif change == "another processor":
        monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "SVE512")
    else:
        monkeypatch.setenv("MKL_CBWR", "COMPATIBLE")
    monkeypatch.setattr(proof, "prove", lambda: Verdict(frozenset({LOSS})))
    as_a_new_process()
    assert verdict().proven == {LOSS}
    assert len(json.loads(kept().read_text())) == 2
    monkeypatch.undo()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"\xff\xfe", b'{"a": 3}', b'{"a": [null]}'])
def test_a_damaged_file_is_as_good_as_none(content: bytes) -> None:
    kept().parent.mkdir(parents=True)
    kept().write_bytes(content)
    assert verdict().unproven == []
    assert [*json.loads(kept().read_text()).values()][-1] == sorted(CLAIMED)


def test_where_nothing_can_be_kept_it_is_proven_each_time() -> None:
    cache_folder().parent.mkdir(parents=True)
    cache_folder().touch()
    assert verdict().unproven == []


def test_few_verdicts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "prove", lambda: Verdict(frozenset({LOSS})))
    for number in range(keeping.MOST_KEPT + 3):
        monkeypatch.setattr(torch, "__version__", f"9.{number}")
        as_a_new_process()
        verdict()
    assert len(json.loads(kept().read_text())) == keeping.MOST_KEPT
    monkeypatch.undo()


def test_the_number_of_threads_stays() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        verdict()
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.slow
def test_importing_proves_nothing() -> None:
    code = "import sys, training.engine.train; print('training.engine.direct.proof' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"
    assert not kept().exists()


@pytest.mark.parametrize(
    ("unproven", "faster", "sentence"),
    [
        (set(), None, "proven on torch 2.15.0"),
        ({"Mish", "Adam"}, 4.2, "proven on torch 2.15.0, but for Mish and Adam: there autograd is used, up to about 4"),
        ({LOSS}, 3.6, "not equal here, on torch 2.15.0: autograd is used, about 4 times slower, with the same results"),
        (set(CLAIMED), None, "not equal here, on torch 2.15.0: autograd is used, several times slower, with the same"),
    ],
)
def test_the_verdict_is_told(unproven: set[str], faster: float | None, sentence: str) -> None:
    assert Verdict(frozenset(CLAIMED) - unproven).describe("2.15.0", faster).startswith(sentence)
