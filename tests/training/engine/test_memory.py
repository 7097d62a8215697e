"""What is asked for is a lower bound of what is taken, and is asked for before anything is made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training.engine.data import load
from training.engine.memory import check_memory, needs_of, room_for
from training.engine.networks import describe_network
from training.engine.sweep.race import race
from training.engine.train import start
from training.exit_codes import WRONG_USAGE
from training.experiment.data import Blobs, Moons, Tutorial
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, OptimizerSettings
from training.machine.memory import free_memory

ROOT = Path(__file__).parents[3]
SETTINGS = [kind() for kind in OPTIMIZERS] + [SGD(momentum=0.9), LBFGS(history_size=3)]
CASES = [(one, frozen) for one in SETTINGS for frozen in (range(1) if isinstance(one, LBFGS) else range(3))]
HUGE = MLP(hidden=(65_536,) * 40)


def size_of(values: object) -> int:
    """Return the bytes of all tensors in nested values, each memory once."""
    found: dict[int, int] = {}

    def gather(value: object) -> None:
        if isinstance(value, torch.Tensor):
            found[value.untyped_storage().data_ptr()] = value.untyped_storage().nbytes()
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
            gather(inner)

    gather(values)
    return sum(found.values())


@pytest.mark.parametrize(("settings", "freeze"), CASES, ids=str)
def test_a_training_takes_what_was_asked_for_and_hardly_more(settings: OptimizerSettings, freeze: int) -> None:
    network = MLP(hidden=(256, 256), bias=settings.kind != "Muon")
    experiment = Experiment(
        network=network, optimizer=settings, epochs=2, freeze_body=freeze, data=Tutorial(), batch_size=200, device="cpu"
    )
    trainer = start(experiment, load(experiment.data))
    trainer.run_epoch()
    trainer.run_epoch()
    parameters = list(trainer.network.parameters())
    needs = needs_of(experiment, trainer.dataset)
    assert needs.weights <= size_of(parameters) <= 1.1 * needs.weights
    assert needs.gradients <= size_of([p.grad for p in parameters if p.grad is not None])
    kept = size_of([list(state.values()) for state in trainer.optimizer.state.values()])
    assert needs.state <= kept
    if (
        not isinstance(settings, LBFGS) and freeze < 2
    ):  # which keep the more the longer a step searches, or for frozen ones
        assert kept < 1.1 * needs.state + 0.1 * needs.weights


def test_what_a_batch_takes_is_counted_where_it_is_more_than_the_gradients() -> None:
    data = load(Blobs(rows=1000))
    small, large = (Experiment(network=MLP(hidden=(512, 512)), batch_size=size) for size in (1, 800))
    assert needs_of(small, data).batch == 0
    assert needs_of(large, data).batch == 4 * 800 * 2 * 512
    assert needs_of(large, data).gradients == 0


def test_the_copies_of_a_state_are_counted_where_it_is_recorded() -> None:
    data, experiment = load(Blobs(rows=1000)), Experiment(network=MLP(hidden=(512, 512)), optimizer=Adam())
    alone, recorded = needs_of(experiment, data), needs_of(experiment, data, recorded=True)
    assert alone.copies == 0
    assert recorded.copies == 3 * (alone.weights + alone.state)
    assert recorded.total == alone.total + recorded.copies
    large = experiment.changed(batch_size=500, optimizer=SGD())
    assert needs_of(large, data).batch > 0
    assert needs_of(large, data, recorded=True).batch == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="takes ulimit")
def test_a_network_whose_state_cannot_be_recorded_is_refused_and_says_what_it_takes_alone() -> None:
    settings = ["--set", "network.hidden=[12000, 12000]", "--set", "device=cpu"]
    done = limited("train", *settings)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == WRONG_USAGE
    assert "copies of the state that is recorded 1.7 GB" in last
    assert last.endswith(
        "Choose fewer or smaller layers; `python main.py train --no-store`, which keeps no run, needs 1.2 GB."
    )
    assert "Traceback" not in done.stderr


def test_nothing_is_made_of_what_does_not_fit() -> None:
    data = load(Moons())
    experiments = [Experiment(network=HUGE, device="cpu")]
    with pytest.raises(Exception, match=r"needs at least [\d,.]+ GB of memory \(weights [\d,.]+ GB, gradients"):
        check_memory(experiments, data, torch.device("cpu"))
    assert sum(layer.parameters for layer in describe_network(HUGE, data)) > 10**11
    assert room_for(experiments[0], data) == 0
    assert room_for(Experiment(), data) is None


def test_runs_side_by_side_are_asked_for_together() -> None:
    free = free_memory()
    assert free is not None
    width = int((free / 5 / 8) ** 0.5)  # five of them fit as far as their middle layers go
    experiments = [Experiment(network=MLP(hidden=(width, width)), seed=seed, device="cpu") for seed in range(8)]
    updates = list(race(experiments, load(Tutorial())))
    assert [update.ended for update in updates] == [True] * 8
    assert all("8 runs side by side need" in update.message for update in updates)


@pytest.mark.skipif(sys.platform == "win32", reason="takes ulimit")
@pytest.mark.parametrize(
    "verb", ["train", *(pytest.param(verb, marks=pytest.mark.slow) for verb in ("check", "find-rate", "code"))]
)
def test_a_limited_process_says_what_it_needs_and_has(verb: str) -> None:
    """The weights would take 1.6 GB, and a state that is recorded as much; the process may have 3 GB of addresses."""
    tail = ["--prove"] if verb == "code" else []
    settings = ["--set", "network.hidden=[8192, 8192, 8192, 8192, 8192, 8192, 8192]", "--set", "device=cpu"]
    done = limited(verb, *settings, *tail)
    last = done.stderr.splitlines()[-1]
    assert done.returncode in (WRONG_USAGE, 1)
    assert "Training the network's 402," in last
    needed = "4.8" if verb in ("train", "check") else "3.2"
    assert f"needs at least {needed} GB of memory" in last
    assert last.endswith("Choose fewer or smaller layers.")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="takes ulimit")
def test_a_limited_process_trains_what_fits() -> None:
    assert limited("train", "--quiet", "--no-store", "--set", "epochs=1", "--set", "device=cpu").returncode == 0


def limited(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = 'ulimit -v 3000000 && exec "$0" main.py "$@"'
    words = ["bash", "-c", command, sys.executable, *arguments]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
