"""The training loop: an experiment in, one record after another out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn

from training.engine.autograd import AutogradGradients
from training.engine.batches import Batches
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.direct.flat import may_flatten
from training.engine.direct.gradients import DirectGradients, serves
from training.engine.direct.keeping import verdict
from training.engine.early_stopping import EarlyStopping
from training.engine.epoch import ClosureEpoch, Epoch, Gradients, Step
from training.engine.errors import DivergedError, divergence
from training.engine.failures import explain_failures
from training.engine.figures import completed
from training.engine.groups import Groups
from training.engine.memory import check_memory
from training.engine.networks import build_network
from training.engine.record import EpochRecord
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.problems import ExperimentError, Problem
from training.schedule.build import Parameters, rates_of
from training.schedule.nesting import check_nesting
from training.schedule.schedule_run import ScheduleRun

EVALUATED_ROWS = 4096  # validation rows that pass through the network together


class Trainer:
    """An experiment in training: network, optimizer, scheduler and the position in the data.

    On the CPU all figures equal the textbook loop's to the last bit, at the same number of torch threads.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset, done: int = 0) -> None:
        """Build everything, in the textbook's order: seed, network, optimizer, scheduler, data.

        With epochs that are done, the optimizer and the scheduler are the last one's; their state is to be loaded.
        """
        self.experiment, self.dataset = experiment, dataset
        self.device = choose_device(experiment.device)
        check_memory([experiment], dataset, self.device)
        self._proven = verdict()
        torch.manual_seed(experiment.seed)
        self.network = build_network(experiment.network, dataset).to(self.device)
        self.criterion = nn.CrossEntropyLoss(weight=_class_weights(experiment, dataset)).to(self.device)
        self._groups = Groups(experiment, self.network) if experiment.grouped else None
        self._schedule_run = ScheduleRun(experiment, dataset.rows, self._parameters_for, max(1, done))
        self._take_up()
        x, y = dataset.x.to(self.device), dataset.y.to(self.device)
        self.batches = Batches(x, y, experiment.batch_size, experiment.seed)
        self._held_out = dataset.val_x.to(self.device), dataset.val_y.to(self.device)
        self._after_batch = experiment.steps_after_batch
        self.early_stopping = EarlyStopping(experiment.early_stopping)
        self.epoch = done

    def _parameters_for(self, optimizer: OptimizerSettings) -> Parameters:
        """Choose the way to the gradients that suits an optimizer; return what it steps."""
        self._pass = self._choose_pass(optimizer)
        return self._groups.for_optimizer() if self._groups else self._pass.parameters

    def _choose_pass(self, optimizer: OptimizerSettings) -> Epoch:
        experiment, clip = self.experiment, self.experiment.clip_grad_norm
        gradients: Gradients = AutogradGradients(self.network, self.criterion)
        frozen = experiment.freeze_body or experiment.freeze_head
        covered = serves(self.network) and self._proven.covers(self.network)
        if self.device.type == "cpu" and covered and not frozen:
            flat = clip is None and not experiment.grouped and may_flatten(self.network, optimizer)
            flat = flat and self._proven.joins(optimizer.kind)
            gradients = DirectGradients(self.network, self.criterion, flat)
        return ClosureEpoch(gradients, None) if optimizer.needs_closure else Epoch(gradients, clip)

    def _take_up(self) -> None:
        """Step the schedule run's present optimizer and scheduler from now on."""
        self.optimizer, self.scheduler = self._schedule_run.optimizer, self._schedule_run.scheduler
        self._advance = self._schedule_run.advance

    def edit(self, edit: Edit) -> None:
        """Change the coming epochs by hand, as if the experiment had always said so.

        Raises ExperimentError, also for an edit of another epoch than the next one.
        """
        if edit.epoch != self.epoch + 1:
            raise ExperimentError([Problem("edits", f"the next epoch is {self.epoch + 1}, not {edit.epoch}")])
        changed = self.experiment.with_edit(edit)
        check_nesting(changed, self.dataset.rows)
        self.experiment = changed

    def run_epoch(self) -> EpochRecord:
        """Make the edit of this epoch, train one epoch, validate, step the scheduler; return what it left behind."""
        begin = perf_counter()
        if self._schedule_run.edit(self.experiment, self.epoch + 1):
            self._take_up()
        before = rates_of(self.optimizer)
        if self._groups is not None:
            self._groups.freeze(self.epoch + 1)
        self.batches.shuffle()
        lrs: list[float] = []
        step = self._pass.step_of(self.optimizer)
        if self._after_batch:
            step = self._with_scheduler(step, lrs)
        loss, accuracy = self._pass.run(self.batches, step)
        val_loss, val_accuracy = self._validate()
        figures: dict[str, Any] = {
            "loss": loss,
            "accuracy": accuracy,
            "val_loss": val_loss,
            "val_accuracy": val_accuracy,
        }
        if not self._after_batch:
            self._advance(figures)
        self.epoch += 1
        after = rates_of(self.optimizer)
        figures |= {"lr": before[0], "lr_after": after[0], "seconds": perf_counter() - begin}
        if self._groups is not None:
            figures |= {"head_lr": before[1], "head_lr_after": after[1]}
        record = EpochRecord(self.epoch, **figures, batch_lrs=tuple(lrs))
        self.early_stopping.update(record)
        return completed(record, lambda: self.network)

    def _with_scheduler(self, own: Step, lrs: list[float]) -> Step:
        """Return a step that steps the scheduler, too, and notes the rate that was used."""
        group = self.optimizer.param_groups[0]

        def step(*closure: Callable[[], Tensor]) -> None:
            lrs.append(float(group["lr"]))
            own(*closure)
            self._advance({})

        return step

    @torch.inference_mode()
    def _validate(self) -> tuple[float, float] | tuple[None, None]:
        x, y = self._held_out
        if not len(y):
            return None, None
        if self.network.training:
            self.network.eval()
        loss_sum, hits = 0.0, 0
        for rows, classes in zip(torch.split(x, EVALUATED_ROWS), torch.split(y, EVALUATED_ROWS), strict=True):
            logits = self.network(rows)
            loss_sum += self.criterion(logits, classes).item() * len(classes)
            hits += int((logits.argmax(1) == classes).sum())
        return loss_sum / len(y), hits / len(y)


def start(experiment: Experiment, dataset: Dataset, recorded: bool = False) -> Trainer:
    """Build the training, whose state a store will keep if it is `recorded`; raises TrainingError."""
    with explain_failures(1):
        if recorded:
            check_memory([experiment], dataset, choose_device(experiment.device), recorded)
        return Trainer(experiment, dataset)


def train(experiment: Experiment, dataset: Dataset | None = None) -> Iterator[EpochRecord]:
    """Train the experiment and yield each epoch's record; whoever iterates may pause or stop between two epochs.

    Raises DataError before the first epoch, DivergedError after the record whose loss is no
    number, TrainingError when the machine gives up.
    """
    yield from train_on(start(experiment, dataset if dataset is not None else load(experiment.data)))


def train_on(trainer: Trainer) -> Generator[EpochRecord, None, None]:
    """Yield the records of the epochs that are still to come."""
    while trainer.epoch < trainer.experiment.epochs and not trainer.early_stopping.reached:
        with explain_failures(trainer.epoch + 1):
            record = trainer.run_epoch()
        yield record
        if sentence := divergence(record):
            raise DivergedError(sentence)


def _class_weights(experiment: Experiment, dataset: Dataset) -> Tensor | None:
    """Return rows / (classes × rows of the class), (classes,) float32, from the training part."""
    if experiment.class_weights == "none":
        return None
    counts = torch.bincount(dataset.y, minlength=len(dataset.classes))
    return len(dataset.y) / (len(dataset.classes) * counts.clamp(min=1)).float()
