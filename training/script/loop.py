"""The loop in source: the textbook's, with what this experiment adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from training.engine.figures import FIGURES
from training.engine.train import EVALUATED_ROWS
from training.script.layout import Call, Code, assignment, branches, comment, indented, source
from training.script.optimizer import optimizer_line

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.edits import Edit
    from training.experiment.experiment import Experiment
    from training.script.scheduler import SchedulerSource

COLUMNS = ["epoch", *(figure.name for figure in FIGURES if figure.always and figure.name != "seconds")]
DIVERGED = "The loss is no number any more: the training diverged."
HEAD_COLUMNS = [figure.name for figure in FIGURES if figure.measured and not figure.always]
EVALUATE = '''\
def evaluate(xb, yb, seen):
    """Return a batch's loss and fill its gradients, as often as LBFGS asks."""
    optimizer.zero_grad()
    logits = network(xb)
    loss = criterion(logits, yb)
    loss.backward()
    seen.append((loss, logits))
    return loss'''
HITS = "(logits.argmax(1) == {}).sum().item()"


class Loop:
    """Writes the loop for an experiment, part by part."""

    def __init__(self, experiment: Experiment, dataset: Dataset, scheduler: SchedulerSource) -> None:
        self._experiment, self._scheduler = experiment, scheduler
        self._val_rows = dataset.val_rows
        self._on_device = experiment.device != "cpu"
        self._counts_steps = experiment.steps_after_batch and scheduler.switched

    def blocks(self) -> Iterator[str]:
        """Yield the function that LBFGS needs, what builds the loader, and the loop."""
        if any(phase.optimizer.needs_closure for phase in self._experiment.phases):
            yield EVALUATE
        yield self._loader()
        yield self._loop()

    def _loader(self) -> str:
        seeded = Code(f"torch.Generator().manual_seed({self._experiment.seed})")
        data = Call("TensorDataset", (Code("x"), Code("y")))
        named = {"batch_size": self._experiment.batch_size, "shuffle": True, "generator": seeded}
        lines = [
            comment("A generator of its own: the same order of rows in every run."),
            assignment("loader", Call("DataLoader", (data,), named)),
        ]
        if self._on_device and self._val_rows:
            lines.append("val_x, val_y = val_x.to(device), val_y.to(device)")
        return "\n".join(lines)

    def _loop(self) -> str:
        parts = [
            *map(self._edit, self._experiment.edits),
            [*self._begin(), *self._train()],
            self._validate(),
            self._step_scheduler(),
            self._record(),
            self._end(),
        ]
        body = "\n\n".join(indented("\n".join(lines)) for part in parts if (lines := list(part)))
        head = [*self._before(), f"for epoch in range(1, {self._experiment.epochs + 1}):"]
        return "\n".join([*head, body])

    def _before(self) -> Iterator[str]:
        columns = COLUMNS + (HEAD_COLUMNS if self._experiment.grouped else [])
        if self._counts_steps:
            yield "step = 0"
        if self._experiment.early_stopping is not None:
            yield "lowest, waited = math.inf, 0"
        yield f'print("{",".join(columns)}")'

    def _edit(self, edit: Edit) -> Iterator[str]:
        lines = list(self._changes(edit))
        if lines:
            yield f"if epoch == {edit.epoch}:  # changed by hand"
            yield indented("\n".join(lines))

    def _changes(self, edit: Edit) -> Iterator[str]:
        if edit.optimizer is not None:
            yield optimizer_line(self._experiment, edit.optimizer, depth=2)
        if edit.lr is not None:
            yield "for group in optimizer.param_groups:"
            yield f'    group["lr"] = {source(edit.lr)}'
        if self._scheduler.hands_over(edit):
            yield "hand_over()"
        yield from self._scheduler.building(edit.epoch, depth=2)

    def _begin(self) -> Iterator[str]:
        experiment = self._experiment
        when = "at the start of this epoch" if experiment.steps_after_batch else "that this epoch uses"
        yield f'lr = optimizer.param_groups[0]["lr"]  # the rate {when}'
        if experiment.grouped:
            yield 'head_lr = optimizer.param_groups[1]["lr"]'
        for part, epochs in {"body": experiment.freeze_body, "head": experiment.freeze_head}.items():
            if epochs:
                yield f"{part}.requires_grad_(epoch > {epochs})  # frozen in the first epochs"

    def _train(self) -> Iterator[str]:
        yield f"network.train(){self._note(dropout='dropout at work', batch_norm='batch norm by the batch')}"
        yield "loss_sum, correct = 0.0, 0"
        yield "for xb, yb in loader:"
        yield indented("\n".join(self._batch()))
        yield "train_loss, train_accuracy = loss_sum / len(y), correct / len(y)"

    def _batch(self) -> Iterator[str]:
        if self._on_device:
            yield "xb, yb = xb.to(device), yb.to(device)"
        yield from self._step()
        if self._experiment.steps_after_batch:
            if self._counts_steps:
                yield "step += 1"
            if lines := list(self._scheduler.step("step", depth=2)):
                yield "# once a batch, after the optimizer: the next batch uses the new rate"
                yield from lines
        yield "loss_sum += loss.item() * len(yb)  # the criterion gives the batch's mean"
        yield f"correct += {HITS.format('yb')}"

    def _step(self) -> Iterator[str]:
        """Yield the optimizer's step; optimizers that need another one have branches of their own."""
        phases = self._experiment.phases
        conditions = [*(f"epoch < {phase.first}" for phase in phases[1:]), ""]
        steps = (self._closure_step() if phase.optimizer.needs_closure else self._plain_step() for phase in phases)
        return branches(list(zip(conditions, map("\n".join, steps), strict=True)))

    def _plain_step(self) -> Iterator[str]:
        clip = self._experiment.clip_grad_norm
        yield "logits = network(xb)"
        yield "loss = criterion(logits, yb)"
        yield "optimizer.zero_grad()"
        yield "loss.backward()"
        if clip is not None:
            yield f"nn.utils.clip_grad_norm_(network.parameters(), {source(clip)})"
        yield "optimizer.step()"

    def _closure_step(self) -> Iterator[str]:
        yield "seen = []"
        yield "optimizer.step(partial(evaluate, xb, yb, seen))"
        yield "loss, logits = seen[0]  # LBFGS asks several times; the first one counts"

    def _validate(self) -> Iterator[str]:
        if not self._val_rows:
            return
        yield f"network.eval(){self._note(dropout='no dropout', batch_norm='batch norm by what it has seen')}"
        yield "with torch.no_grad():"
        if self._val_rows <= EVALUATED_ROWS:
            yield "    logits = network(val_x)"
            yield "    val_loss = criterion(logits, val_y).item()"
            yield f"    val_accuracy = {HITS.format('val_y')} / len(val_y)"
            return
        yield "    loss_sum, correct = 0.0, 0"
        yield f"    for xb, yb in zip(val_x.split({EVALUATED_ROWS}), val_y.split({EVALUATED_ROWS}), strict=True):"
        yield "        logits = network(xb)"
        yield "        loss_sum += criterion(logits, yb).item() * len(yb)"
        yield f"        correct += {HITS.format('yb')}"
        yield "val_loss, val_accuracy = loss_sum / len(val_y), correct / len(val_y)"

    def _note(self, **notes: str) -> str:
        """Return a comment made of the notes on what the network has."""
        network = self._experiment.network
        found = ", ".join(note for name, note in notes.items() if getattr(network, name, False))
        return f"  # {found}" if found else ""

    def _step_scheduler(self) -> Iterator[str]:
        lines = [] if self._experiment.steps_after_batch else list(self._scheduler.step("epoch", depth=1))
        if lines:
            yield "# once an epoch, after the optimizer: the next epoch uses the new rate"
        yield from lines

    def _record(self) -> Iterator[str]:
        yield 'lr_after = optimizer.param_groups[0]["lr"]'
        names = ["epoch", "lr", "lr_after", "train_loss", "train_accuracy"]
        names += ["val_loss", "val_accuracy"] if self._val_rows else ['""', '""']
        if self._experiment.grouped:
            yield 'head_lr_after = optimizer.param_groups[1]["lr"]'
            names += HEAD_COLUMNS
        yield assignment("row", [Code(name) for name in names], depth=1)
        yield 'print(*row, sep=",")'

    def _end(self) -> Iterator[str]:
        yield "if not math.isfinite(train_loss):"
        yield f'    raise SystemExit("{DIVERGED}")'
        limit = self._experiment.early_stopping
        if limit is not None:
            judged = "val_loss" if self._val_rows else "train_loss"
            yield f"waited = 0 if {judged} < lowest else waited + 1"
            yield f"lowest = min(lowest, {judged})"
            yield f"if waited == {limit}:"
            yield f"    break  # early stopping: no new lowest loss for {limit} epochs"
