"""The five stages of a training, each with what enters and what leaves it, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from training.engine.data.dataset import Dataset
from training.engine.networks import describe_network
from training.engine.train import Trainer
from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import counted
from training.insight.optimizer_memory import memory_of, memory_to_come
from training.schedule.build import rates_of
from training.schedule.explain import number
from training.schedule.preview import Schedule

ROWS_SHOWN = 5
CHANGES_SHOWN = 5


@dataclass(frozen=True)
class FlowTable:
    """Cells as text under their columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class StageFlow:
    """One stage: its name, its choice as torch writes it, what enters, what leaves, sentences and tables."""

    stage: str
    choice: str
    enters: str
    leaves: str
    facts: tuple[str, ...]
    tables: tuple[FlowTable, ...]


@dataclass(frozen=True)
class Flow:
    """All that the stages are told from; a trainer only while one stands between two epochs."""

    experiment: Experiment
    dataset: Dataset
    schedule: Schedule
    trainer: Trainer | None = None

    @property
    def done(self) -> int:
        """Return the finished epochs."""
        return self.trainer.epoch if self.trainer else 0

    @property
    def batch(self) -> int:
        """Return the rows of a full batch."""
        return min(self.experiment.batch_size, self.dataset.rows)

    @property
    def batches(self) -> int:
        """Return the batches of an epoch."""
        return self.experiment.batches(self.dataset.rows)

    @property
    def parameters(self) -> int:
        """Return the numbers that the network learns."""
        return sum(layer.parameters for layer in describe_network(self.experiment.network, self.dataset))

    @property
    def optimizer(self) -> OptimizerSettings:
        """Return what trains the last epoch, or the first one to come."""
        return self.experiment.phase(max(1, self.done)).optimizer

    @property
    def rate(self) -> float:
        """Return the rate that the coming epoch uses, or the last one left."""
        return rates_of(self.trainer.optimizer)[0] if self.trainer else float(self.schedule.lr[0])


def pipeline(
    experiment: Experiment, dataset: Dataset, schedule: Schedule, trainer: Trainer | None = None
) -> tuple[StageFlow, ...]:
    """Return data, network, optimizer, scheduler and training loop, in the order in which rows pass through them.

    `schedule`: the experiment's preview; `trainer`: a training of it, between two epochs, whose state is told, too.
    """
    flow = Flow(experiment, dataset, schedule, trainer)
    return tuple(describe(flow) for describe in STAGES)


def _data(flow: Flow) -> StageFlow:
    data, features = flow.dataset, len(flow.dataset.features)
    rows = zip(data.x[:ROWS_SHOWN].tolist(), data.y[:ROWS_SHOWN].tolist(), strict=True)
    seen = ((*map(number, row), data.classes[label]) for row, label in rows)
    counts = zip(data.classes, data.class_counts, data.val_class_counts, strict=True)
    balance = ((name, f"{count:,}", f"{count / data.rows:.1%}", f"{held:,}") for name, count, held in counts)
    held_back = f" and {data.val_rows:,} × {features} to validate on" if data.val_rows else ""
    return StageFlow(
        stage="Data",
        choice=call_of(flow.experiment.data),
        enters=f"{counted(data.rows + data.val_rows, 'row', ',')} in {len(data.classes)} classes.",
        leaves=f"{data.rows:,} × {features} numbers to train on{held_back}.",
        facts=data.notes,
        tables=(
            FlowTable("The first rows as they come", data.sample.columns, data.sample.rows[:ROWS_SHOWN]),
            _table("Training rows as the network sees them", (*data.features, "class"), seen),
            _table("Rows of each class", ("class", "training", "share", "validation"), balance),
        ),
    )


def _network(flow: Flow) -> StageFlow:
    layers = describe_network(flow.experiment.network, flow.dataset)
    rows = ((layer.name, _shape(layer.shape), f"{layer.parameters:,}") for layer in layers)
    return StageFlow(
        stage="Network",
        choice=call_of(flow.experiment.network),
        enters=f"A batch of {flow.batch} × {len(flow.dataset.features)} numbers.",
        leaves=f"{flow.batch} × {len(flow.dataset.classes)} logits, one for each row and class.",
        facts=(f"{counted(flow.parameters, 'parameter', ',')} {'is' if flow.parameters == 1 else 'are'} learnt.",),
        tables=(_table("Layers", ("layer", "one row behind it", "parameters"), rows),),
    )


def _optimizer(flow: Flow) -> StageFlow:
    kept = flow.trainer and memory_of(flow.trainer)
    if not kept or not flow.done:
        kept = memory_to_come(flow.experiment, flow.dataset)
    rows = ((k.parameter, _shape(k.shape), "; ".join(f"{n}: {v}" for n, v in k.values) or "nothing") for k in kept)
    keeps = "Between two steps it keeps" if any(k.values for k in kept) else "It keeps nothing between two steps"
    title = (
        f"{keeps}, after {counted(flow.done * flow.batches, 'step', ',')}"
        if flow.done
        else f"{keeps}, after the first step"
    )
    return StageFlow(
        stage="Optimizer",
        choice=call_of(flow.optimizer),
        enters=f"{flow.parameters:,} gradients, one for each parameter, and the rate {number(flow.rate)}.",
        leaves=f"{flow.parameters:,} changed parameters.",
        facts=(
            f"{flow.done * flow.batches:,} of {counted(flow.experiment.epochs * flow.batches, 'step', ',')} are done.",
            *filter(None, (flow.optimizer.rate_note,)),
        ),
        tables=(_table(title, ("parameter", "shape", "kept"), rows),),
    )


def _scheduler(flow: Flow) -> StageFlow:
    schedule, experiment = flow.schedule, flow.experiment
    coming = [int(epoch) for epoch in schedule.changes if epoch > flow.done]
    lr, after = schedule.lr, schedule.lr_after
    rows = ((str(e), number(lr[e - 1]), number(after[e - 1])) for e in coming[:CHANGES_SHOWN])
    count = f"{len(coming)} changes are" if len(coming) != 1 else "1 change is"
    step = "batch" if experiment.steps_after_batch else "epoch"
    assumed = (f"Planned as if {schedule.assumption}.",) if schedule.assumption else ()
    return StageFlow(
        stage="Scheduler",
        choice=call_of(experiment.phase(max(1, flow.done)).scheduler),
        enters=f"The rate {number(flow.rate)} and each finished {step}.",
        leaves="The rate for the next one.",
        facts=(f"{count} still to come.", *assumed),
        tables=(_table("The next changes", ("after epoch", "lr", "lr after"), rows),),
    )


def _loop(flow: Flow) -> StageFlow:
    last = flow.dataset.rows - (flow.batches - 1) * flow.batch
    smaller = f", the last one of {last}" if last != flow.batch else ""
    validated = ", then the loss and accuracy on the validation rows" if flow.dataset.val_rows else ""
    return StageFlow(
        stage="Training loop",
        choice=counted(flow.experiment.epochs, "epoch"),
        enters=f"{counted(flow.batches, 'batch', ',')} of {counted(flow.batch, 'row')} in each epoch{smaller}.",
        leaves=f"For each epoch its rate, its mean loss and accuracy{validated}.",
        facts=(f"{flow.done} of {counted(flow.experiment.epochs, 'epoch')} are done.",),
        tables=(_table("One batch, step by step", ("statement", "what it gives"), _statements(flow)),),
    )


def _statements(flow: Flow) -> list[tuple[str, ...]]:
    clip, by_batch = flow.experiment.clip_grad_norm, flow.experiment.steps_after_batch
    clipped = [("clip_grad_norm_(parameters, ...)", f"gradients of a norm of at most {clip:g}")] if clip else []
    stepped = ("scheduler.step()", f"the next {'batch' if by_batch else 'epoch'}'s rate")
    return [
        ("logits = network(x)", f"{flow.batch} × {len(flow.dataset.classes)} numbers"),
        ("loss = criterion(logits, y)", "1 number: the mean cross-entropy"),
        ("optimizer.zero_grad()", "no gradients of the batch before"),
        ("loss.backward()", f"{flow.parameters:,} gradients"),
        *clipped,
        ("optimizer.step()", f"{flow.parameters:,} new parameters"),
        stepped if by_batch else (f"{stepped[0]} after the last batch", stepped[1]),
    ]


def _table(title: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> FlowTable:
    return FlowTable(title, tuple(columns), tuple(rows))


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


STAGES: tuple[Callable[[Flow], StageFlow], ...] = (_data, _network, _optimizer, _scheduler, _loop)
