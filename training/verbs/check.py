"""`check`: is the experiment sound, and does this machine have all it takes."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.engine.data import load
from training.engine.data.errors import DataError
from training.engine.device import choose_device, describe_device
from training.engine.errors import TrainingError
from training.engine.memory import check_memory
from training.engine.networks import describe_network
from training.exit_codes import DONE, MACHINE_LACKS
from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import counted
from training.machine.check import report
from training.runs.run import name_of
from training.schedule import torch_versions
from training.schedule.pitfalls import notes_of, warnings_of
from training.schedule.preview import preview
from training.verbs.common import read_with_overrides, refuse, told
from training.verbs.rows import tell_choice


def run(file: str | None, settings: Sequence[str]) -> int:
    """Print what the experiment comes to, its pitfalls and what the machine has; 3 if the machine lacks something."""
    try:
        experiment = read_with_overrides(file, settings)
        dataset = load(experiment.data)
        tell_choice(experiment, file)
        chosen = choose_device(experiment.device)
        check_memory([experiment], dataset, chosen)
        device = describe_device(chosen)
    except (ExperimentError, DataError, TrainingError) as error:
        return refuse(error)
    parameters = sum(layer.parameters for layer in describe_network(experiment.network, dataset))
    features, classes = len(dataset.features), len(dataset.classes)
    print(f"Experiment: {dataset.rows} × {features} → {counted(parameters, 'parameter')} → {classes} classes")
    print(
        f"  {call_of(experiment.optimizer)}, {name_of(experiment)}, {counted(experiment.epochs, 'epoch')} on {device}"
    )
    for note in dataset.notes:
        print(f"  {note}")
    failure = _print_cautions(experiment, dataset.rows)
    if failure is not None:
        return refuse(failure)
    for sentence in torch_versions.told(experiment, torch.__version__):
        print(f"Rates: {sentence}")
    facts = report()
    for fact in facts:
        print(f"{fact.name}: {fact.value}")
    return MACHINE_LACKS if any(fact.lacking for fact in facts) else DONE


def _print_cautions(experiment: Experiment, rows: int) -> ExperimentError | None:
    """Print each caution, and return why torch cannot run the experiment, if it cannot."""
    schedule, failure = None, None
    try:
        schedule = preview(experiment, rows)
    except ExperimentError as error:
        failure = error
    cautions = [*warnings_of(experiment, schedule, rows), *notes_of(experiment, schedule, rows)]
    print("".join(f"{line}\n" for line in told(cautions)), end="")
    return failure
