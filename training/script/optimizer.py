"""The optimizer in source, for one parameter group or for body and head."""

from __future__ import annotations

from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.settings import Stage
from training.script.layout import Call, Code, assignment, comment

FIRST = "First the optimizer: the scheduler is built on it and changes its rate."
GROUPS = "Body and head are parameter groups: the head, the last layer, has a rate of its own."


def optimizer_block(experiment: Experiment) -> str:
    """Return the lines that build the first optimizer."""
    lines = [comment(FIRST)]
    if experiment.grouped:
        lines += [comment(GROUPS)] if experiment.head_lr is not None else []
        lines.append("body, head = network[:-1], network[-1]")
    return "\n".join([*lines, optimizer_line(experiment, experiment.optimizer)])


def optimizer_line(experiment: Experiment, settings: OptimizerSettings, depth: int = 0) -> str:
    """Return what builds an optimizer of the experiment's network, to be indented `depth` levels."""
    parameters: object = Code("network.parameters()")
    if experiment.grouped:
        rate = {} if experiment.head_lr is None else {"lr": experiment.head_lr}
        parameters = [{"params": Code("body.parameters()")}, {"params": Code("head.parameters()"), **rate}]
    named = {"lr": settings.lr, **chosen(settings)}
    return assignment("optimizer", Call(settings.called, (parameters,), named), depth=depth)


def chosen(settings: Stage) -> dict[str, object]:
    """Return the arguments for the torch class that are not at their default, which is torch's own."""
    fields = type(settings).model_fields
    return {name: value for name, value in settings.arguments().items() if value != fields[name].default}


def definitions(experiment: Experiment) -> list[str]:
    """Return the classes of the run's optimizers and schedulers that torch lacks, each once."""
    optimizers = [phase.optimizer for phase in experiment.phases]
    schedulers = [member for phase in experiment.phases for _, member in phase.scheduler.family()]
    found = (settings.definition.strip("\n") for settings in (*optimizers, *schedulers))
    return list(dict.fromkeys(filter(None, found)))
