from __future__ import annotations

import io
import sys

import pytest

from training.cli import main
from training.practice.bank import read_bank
from training.practice.exam import draw


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))


@pytest.mark.slow
def test_a_question_is_answered_and_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "a")
    assert main(["learn", "question", "--seed=1"]) == 0
    out = capsys.readouterr().out
    assert "right" in out
    assert "Common mistake: " in out


@pytest.mark.slow
def test_a_test_is_marked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed(monkeypatch, *("".join(question.expected) for question in draw(read_bank(), 5)))
    assert main(["learn", "test", "--seed=5"]) == 0
    assert "18 of 18 points." in capsys.readouterr().out


def test_cards_are_turned_over_until_q(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed(monkeypatch, "", "q")
    assert main(["learn", "cards", "--seed=1"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n  ") == 1


def test_a_question_about_one_s_own_schedule(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "")
    assert main(["learn", "own", "--seed=3", "--set", "scheduler.step_size=3"]) == 0
    assert "Right would be: " in capsys.readouterr().out


def test_an_experiment_that_cannot_be_read_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "own", "--seed=3", "--set", "scheduler.stepsize=3"]) == 2
    assert "step_size" in capsys.readouterr().err
