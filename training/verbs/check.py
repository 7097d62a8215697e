"""`check`: is the experiment sound, and does this machine have all it takes."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from training.exit_codes import DONE, MACHINE_LACKS
from training.terminal.options import add_experiment

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment

HELP, ORDER = "check an experiment and this machine", 7
add_arguments = add_experiment


def run(options: Namespace) -> int:
    """Print what the experiment comes to, its pitfalls and what the machine has; 3 if the machine lacks something."""
    import torch

    from training.engine.data import load
    from training.engine.device import choose_device, describe_device
    from training.engine.memory import check_memory
    from training.schedule import torch_versions
    from training.terminal.common import read_with_overrides
    from training.terminal.machine_report import report
    from training.terminal.rows import show_choice

    experiment = read_with_overrides(options.file, options.set)
    dataset = load(experiment.data)
    show_choice(experiment, options.file)
    chosen = choose_device(experiment.device)
    check_memory([experiment], dataset, chosen, recorded=True)
    _print_experiment(experiment, dataset, describe_device(chosen))
    _print_cautions(experiment, dataset.rows)
    for sentence in torch_versions.differences(experiment, torch.__version__):
        print(f"Rates: {sentence}")
    facts = report()
    for fact in facts:
        print(f"{fact.name}: {fact.value}")
    return MACHINE_LACKS if any(fact.lacking for fact in facts) else DONE


def _print_experiment(experiment: Experiment, dataset: Dataset, device: str) -> None:
    from training.engine.networks import describe_network
    from training.experiment.calls import call_of
    from training.experiment.schedulers import counted
    from training.runs.run import name_of

    parameters = sum(layer.parameters for layer in describe_network(experiment.network, dataset))
    features, classes = len(dataset.features), len(dataset.classes)
    print(f"Experiment: {dataset.rows} × {features} → {counted(parameters, 'parameter')} → {classes} classes")
    epochs = counted(experiment.epochs, "epoch")
    print(f"  {call_of(experiment.optimizer)}, {name_of(experiment)}, {epochs} on {device}")
    for note in dataset.notes:
        print(f"  {note}")


def _print_cautions(experiment: Experiment, rows: int) -> None:
    """Print each caution; raises why torch cannot run the experiment, if it cannot."""
    from training.experiment.problems import ExperimentError
    from training.schedule.pitfalls import notes_of, warnings_of
    from training.schedule.preview import preview
    from training.terminal.common import caution_lines

    schedule, failure = None, None
    try:
        schedule = preview(experiment, rows)
    except ExperimentError as error:
        failure = error
    cautions = [*warnings_of(experiment, schedule, rows), *notes_of(experiment, schedule, rows)]
    print("".join(f"{line}\n" for line in caution_lines(cautions)), end="")
    if failure is not None:
        raise failure
