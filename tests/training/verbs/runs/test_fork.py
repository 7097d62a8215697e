"""`runs fork` and `runs resume --set` on the command line."""

from __future__ import annotations

import io
import sys

import pytest

from tests.training.verbs.test_runs import Captured, listed, trace, trained
from training.cli import main
from training.exit_codes import DONE, WRONG_USAGE

EXPONENTIAL = ("scheduler.kind=ExponentialLR", "scheduler.gamma=0.8")


def sets(*settings: str) -> list[str]:
    return [part for setting in settings for part in ("--set", setting)]


def planned(capsys: Captured, edits: str, *settings: str) -> list[dict[str, str]]:
    return trace(capsys, "train", "--no-store", "--csv", "-", *sets(f"edits={edits}", *settings))


@pytest.mark.parametrize(
    ("arguments", "edits"),
    [
        (["--after", "5", *sets(*EXPONENTIAL)], '[{epoch=6, scheduler={kind="ExponentialLR", gamma=0.8}}]'),
        (["--after", "3", *sets("optimizer.lr=0.3")], "[{epoch=4, lr=0.3}]"),
        (
            ["--after", "3", *sets("optimizer.lr=0.3", "scheduler.gamma=0.9")],
            '[{epoch=4, lr=0.3, scheduler={kind="StepLR", step_size=5, gamma=0.9}}]',
        ),
        (["--after", "7", *sets("optimizer.kind=Adam")], '[{epoch=8, optimizer={kind="Adam"}}]'),
        (
            ["--after", "7", *sets("optimizer.momentum=0.9", "optimizer.lr=0.2")],
            '[{epoch=8, optimizer={kind="SGD", lr=0.2, momentum=0.9}}]',
        ),
    ],
)
def test_a_fork_equals_a_training_that_was_planned_so(arguments: list[str], edits: str, capsys: Captured) -> None:
    trained()
    before = trace(capsys, "runs", "export", "1")
    assert trace(capsys, "runs", "fork", "1", *arguments, "--csv", "-") == planned(capsys, edits)
    assert trace(capsys, "runs", "export", "1") == before
    fork, parent = listed(capsys)
    assert (fork["parent"], fork["forked"], fork["status"]) == (1, int(arguments[1]), "finished")
    assert parent["parent"] is None


def test_without_an_epoch_the_fork_goes_on_from_the_last_one_for_longer(capsys: Captured) -> None:
    trained()
    edit = '[{epoch=11, scheduler={kind="StepLR", step_size=5, gamma=0.1}}]'
    forked = trace(capsys, "runs", "fork", "1", "--epochs", "14", *sets("scheduler.gamma=0.1"), "--csv", "-")
    assert forked == planned(capsys, edit, "epochs=14")
    assert main(["runs", "list"]) == DONE
    assert "(fork of 1 after epoch 10)" in capsys.readouterr().out
    assert main(["runs", "show", "2"]) == DONE
    assert "\nfork of 1 after epoch 10\n" in capsys.readouterr().out


def test_a_fork_of_a_fork_starts_from_what_its_parent_had_then(capsys: Captured) -> None:
    trained()
    assert main(["runs", "fork", "1", "--quiet", "--after", "4", *sets(*EXPONENTIAL)]) == DONE
    forked = trace(capsys, "runs", "fork", "2", "--after", "6", *sets("scheduler.gamma=0.5"), "--csv", "-")
    edits = ", ".join(
        f'{{epoch={epoch}, scheduler={{kind="ExponentialLR", gamma={gamma}}}}}' for epoch, gamma in ((5, 0.8), (7, 0.5))
    )
    assert forked == planned(capsys, f"[{edits}]")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--after", "12"], "Run 1 has no state after epoch 12 to go on from; there is one after epoch 1, 2, 3"),
        (["--after", "3", *sets("seed=3")], "seed: cannot change in a run that has begun"),
        (["--after", "3", *sets("epochs=15")], "a run that has begun; give the number by --epochs"),
        (["--after", "3", *sets("scheduler=3")], "scheduler: 3 is not a table of settings"),
        (
            ["--after", "3", *sets("scheduler.gama=3")],
            "scheduler.gama: there is no such setting; did you mean 'gamma'?",
        ),
        (
            ["--after", "3", *sets("scheduler.kind=OneCycleLR", "scheduler.max_lr=0.1")],
            "OneCycleLR is meant to step after each batch, and this run's StepLR steps after each epoch; set "
            'step_scheduler to "epoch"',
        ),
        (["--after", "10"], "has all of its 10 epochs; give it more with --epochs"),
        (sets("optimizer.lr=0.3"), "edits[0].epoch: there is no epoch 11 in a run of 10; give more epochs"),
    ],
)
def test_what_cannot_be_forked_is_explained_and_nothing_is_begun(
    arguments: list[str], reason: str, capsys: Captured
) -> None:
    trained()
    capsys.readouterr()
    assert main(["runs", "fork", "1", *arguments]) != DONE
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert reason in err
    assert len(listed(capsys)) == 1


def test_a_scheduler_of_another_step_can_be_forked_to_when_somebody_says_how_it_steps(capsys: Captured) -> None:
    trained()
    cycle = sets("scheduler.kind=OneCycleLR", "scheduler.max_lr=0.1", "step_scheduler=epoch")
    assert main(["runs", "fork", "1", "--quiet", "--after", "5", *cycle]) == DONE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


EDITED = '[{epoch=7, scheduler={kind="StepLR", step_size=2, gamma=0.5}}]'
RESUME = ["runs", "resume", "1", "--epochs", "12", "--csv", "-", *sets("scheduler.step_size=2")]


@pytest.mark.parametrize(("answer", "edits"), [("own", "[]"), ("edited", EDITED)])
def test_an_edited_schedule_asks_which_one_goes_on(
    answer: str, edits: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = planned(capsys, edits, "epochs=12")
    trained("epochs=6")
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert main(RESUME) == DONE
    err = capsys.readouterr().err
    assert "StepLR begins at the rate that stands there: epochs 7 and 12 train at 0.05 and 0.0125, without" in err
    assert "Which schedule goes on, own or edited? " in err
    assert [line.split() for line in err.splitlines()[:4]] == [
        ["epoch", "own", "edited"],
        ["7", "0.05", "0.05"],
        ["9", "0.05", "0.025"],
        ["11", "0.025", "0.0125"],
    ]
    assert trace(capsys, "runs", "export", "1") == expected


@pytest.mark.parametrize("schedule", ["own", "edited"])
def test_without_a_terminal_the_schedule_must_be_said(
    schedule: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained("epochs=6")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    capsys.readouterr()
    assert main(RESUME) == WRONG_USAGE
    assert "Say --schedule edited to go on with the new one, or --schedule own" in capsys.readouterr().err
    assert [run["epochs"] for run in listed(capsys)] == [6]
    resumed = trace(capsys, *RESUME, "--schedule", schedule)
    assert resumed == planned(capsys, EDITED if schedule == "edited" else "[]", "epochs=12")


def test_an_answer_that_is_none_leaves_the_run_as_it_is(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    trained("epochs=6")
    monkeypatch.setattr(sys, "stdin", Terminal("perhaps\n"))
    assert main(RESUME) == WRONG_USAGE
    assert [run["epochs"] for run in listed(capsys)] == [6]


def test_what_a_fork_is_to_be_warned_of_is_said_with_the_option_that_mends_it(capsys: Captured) -> None:
    trained()
    capsys.readouterr()
    cosine = sets("scheduler.kind=CosineAnnealingLR", "scheduler.T_max=3")
    assert main(["runs", "fork", "1", "--quiet", "--after", "4", *cosine]) == DONE
    err = capsys.readouterr().err
    assert "Caution: scheduler.T_max: The rate rises again" in err
    assert "Fix: Set T_max to 6 (--set scheduler.T_max=6)" in err
    assert main(["runs", "fork", "1", "--quiet", "--after", "4", *cosine, *sets("scheduler.T_max=6")]) == DONE
    assert "Caution" not in capsys.readouterr().err


def test_what_is_over_is_not_warned_of(capsys: Captured) -> None:
    trained("scheduler.gamma=1.5")
    assert main(["runs", "fork", "1", "--quiet", "--after", "6"]) == DONE
    assert "Caution: scheduler.gamma" in capsys.readouterr().err
    assert main(["runs", "fork", "1", "--quiet", "--after", "6", *sets(*EXPONENTIAL)]) == DONE
    assert "Caution" not in capsys.readouterr().err


MILESTONES = ("scheduler.kind=MultiStepLR", "scheduler.milestones=[3, 7]")


@pytest.mark.parametrize(("schedule", "taken", "other"), [("own", "[3, 7]", "edited"), ("edited", "[4, 8]", "own")])
def test_a_resumed_run_says_which_milestones_it_took_and_how_to_take_the_others(
    schedule: str, taken: str, other: str, capsys: Captured
) -> None:
    trained("epochs=2", *MILESTONES)
    capsys.readouterr()
    resume = ["runs", "resume", "1", "--quiet", "--epochs", "10", *sets("scheduler.milestones=[4, 8]")]
    assert main([*resume, "--schedule", schedule]) == DONE
    err = capsys.readouterr().err
    assert err.startswith("Going on with ")
    assert f"MultiStepLR(milestones={taken})" in err.split(";")[0]
    assert f"; --schedule {other} takes " in err
    note = "Milestones count from the change by hand, after epoch 2: 4 of its own is epoch 6 of the run, 8 is epoch 10."
    assert (note in err) == (schedule == "edited")
    assert "counted from epoch 3" in err
    assert "counted from epoch 1" in err


def test_without_a_terminal_both_schedules_are_named(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    trained("epochs=2", *MILESTONES)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    capsys.readouterr()
    assert main(["runs", "resume", "1", "--epochs", "9", *sets("scheduler.milestones=[4, 8]")]) == WRONG_USAGE
    err = capsys.readouterr().err
    assert "MultiStepLR(milestones=[3, 7])" in err
    assert "MultiStepLR(milestones=[4, 8])" in err
