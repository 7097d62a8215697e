from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.learn.challenge_way import ChallengeWay
from gui.learn.progress_keeper import ProgressKeeper
from tests.gui.learn.ways import shown, texts
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.practice.challenges import read_challenges
from training.runs.run import Run, Status
from training.runs.trace import Trace


def finished(experiment: Experiment) -> Run:
    trace = Trace(experiment)
    trace.extend(list(train(experiment)))
    return Run(1, trace, Status.FINISHED)


def test_a_challenge_judges_the_run_that_ends(qtbot: QtBot, keeper: ProgressKeeper) -> None:
    challenges = read_challenges()
    way = ChallengeWay(challenges, keeper)
    shown(qtbot, way)
    cold = next(challenge for challenge in challenges if challenge.id == "cold-start")
    way.take_run(finished(cold.start))
    assert way.done().startswith("0 of")  # none was begun
    with qtbot.waitSignal(way.experiment_wanted) as wanted:
        way.views["cold-start"].start.click()
    assert wanted.args == [cold.start]
    way.take_run(finished(cold.start))
    assert "Not reached" in texts(way)
    way.take_run(finished(cold.solved))
    assert "Reached in epoch" in texts(way)
    assert way.done().startswith("1 of")
    assert "✓ solved in epoch" in texts(way)
