from __future__ import annotations

import pytest

from training.cli import main

JUMPING = [
    "epochs=30",
    "scheduler.kind=SequentialLR",
    'scheduler.schedulers=[{kind="MultiStepLR", milestones=[10]}, {kind="StepLR", step_size=5}]',
    "scheduler.milestones=[20]",
]


def check(*settings: str) -> int:
    return main(["check", *(f"--set={setting}" for setting in settings)])


def cautions_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("Caution: ")]


def test_the_default_experiment_needs_no_caution(capsys: pytest.CaptureFixture[str]) -> None:
    check()

    assert "Experiment: 800 × 10" in (out := capsys.readouterr().out)
    assert cautions_of(out) == []
    assert "\nRates: " in out
    assert "\nDirect path: proven on torch " in out


def test_a_pitfall_comes_with_its_reason_and_its_fix(capsys: pytest.CaptureFixture[str]) -> None:
    check("scheduler.step_size=20")

    lines = capsys.readouterr().out.splitlines()
    place = lines.index(
        "Caution: scheduler.step_size: StepLR never changes the rate: it first would after 20 epochs, "
        "and the run has 10 epochs."
    )
    assert lines[place + 1].startswith("  Why: A change after step 20 acts from step 21 on")
    assert lines[place + 2] == "  Fix: Set step_size to 5 (--set scheduler.step_size=5)"


def test_a_pitfall_changes_nothing_about_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(*JUMPING) == check()
    assert len(cautions_of(capsys.readouterr().out)) == 1


def test_what_torch_cannot_run_is_explained_and_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code = check("scheduler.kind=OneCycleLR", "scheduler.max_lr=0.1", "scheduler.total_steps=100")

    captured = capsys.readouterr()
    assert code == 2
    assert "Torch stops the run with an error at the end of batch 101 (epoch 2)" in captured.out
    assert captured.err.startswith("scheduler: torch refuses these numbers")


def test_what_a_hand_changes_is_told_and_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    check('scheduler={kind="LambdaLR", lr_lambda="0.9 ** epoch"}', "edits=[{epoch=4, lr=0.01}]")

    out = capsys.readouterr().out
    assert "LambdaLR(lr_lambda='0.9 ** epoch'), lr=0.01 from epoch 4, 10 epochs on" in out
    assert cautions_of(out) == [
        "Caution: edits[0].lr: The rate 0.01 that is set before epoch 4 does not last: "
        "epoch 5 trains at 0.06561, as if nothing had been set."
    ]
    assert "  Fix: Begin LambdaLR anew there (--set 'edits[0].scheduler={kind = " in out
