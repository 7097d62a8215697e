"""All that a training needs to go on as if it had never been interrupted, as bytes."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.optimizer_state import OptimizerState
from training.engine.train import Trainer
from training.experiment.experiment import Experiment

DIGEST = hashlib.sha256  # torch reads a file with a flipped bit without a word
DIGEST_SIZE = DIGEST().digest_size


class CheckpointError(TrainingError):
    """A checkpoint cannot be used; the text is a sentence that says why."""


def checkpoint_of(trainer: Trainer) -> bytes:
    """Return the training's state between two epochs; the bytes are of no torch object's memory."""
    return packed(_state_of(trainer))


def packed(state: dict[str, Any]) -> bytes:
    """Return a state as `read` gives it back, to the last bit."""
    content = io.BytesIO()
    torch.save(state, content)
    payload = content.getvalue()
    return DIGEST(payload).digest() + payload


def resume(experiment: Experiment, dataset: Dataset, checkpoint: bytes) -> Trainer:
    """Return a training that goes on where the checkpoint was taken; raises TrainingError.

    The experiment is one that trains the epochs so far as the checkpoint's did: with more epochs perhaps, or with
    other edits from the next epoch on, which makes a fork. What a scheduler was built with stays.
    """
    state = read(checkpoint)
    check_data(state, dataset)
    with explain_failures(1):
        trainer = Trainer(experiment, dataset, state.get("epoch", 0))
    try:
        _restore(trainer, state)
    except Exception as error:  # whatever a state raises that other settings or another torch wrote
        raise CheckpointError(f"The checkpoint does not fit this experiment: {error!r}.") from None
    return trainer


def read(checkpoint: bytes) -> dict[str, Any]:
    """Return the state in a checkpoint, on the CPU; raises CheckpointError where a single bit is not as written."""
    digest, payload = checkpoint[:DIGEST_SIZE], checkpoint[DIGEST_SIZE:]
    if DIGEST(payload).digest() != digest:
        raise CheckpointError("The checkpoint is damaged, so the run cannot go on from it.")
    try:
        state = torch.load(io.BytesIO(payload), map_location="cpu", weights_only=True)
    except Exception as error:  # torch has a dozen classes for it
        raise CheckpointError(f"This torch cannot read the checkpoint: {error!r}.") from None
    if not isinstance(state, dict):
        raise CheckpointError("The checkpoint holds no training.")
    return state


def check_data(state: dict[str, Any], dataset: Dataset) -> None:
    """Raise CheckpointError where the state is not of a training on these data."""
    if state.get("data") != dataset.fingerprint:
        raise CheckpointError(
            "The data are not those that the run was trained on, so it cannot go on. Bring the old data back, "
            "or start a new run."
        )


def _state_of(trainer: Trainer) -> dict[str, Any]:
    scheduler, device = trainer.scheduler, trainer.device
    return {
        "epoch": trainer.epoch,
        "data": trainer.dataset.fingerprint,
        "network": trainer.network.state_dict(),
        "optimizer": OptimizerState(trainer.optimizer, trainer.network).state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "patience": trainer.patience.state_dict(),
        "batches": trainer.batches.order.get_state(),
        "random": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
    }


def _restore(trainer: Trainer, state: dict[str, Any]) -> None:
    """Put everything in its place; the scheduler, built before, comes after the optimizer, whose rates it had moved."""
    trainer.network.load_state_dict(state["network"])
    OptimizerState(trainer.optimizer, trainer.network).load_state_dict(state["optimizer"])
    if trainer.scheduler is not None:
        trainer.scheduler.load_state_dict(state["scheduler"])
    trainer.patience.load_state_dict(state["patience"])
    trainer.batches.order.set_state(state["batches"])
    torch.set_rng_state(state["random"])
    if trainer.device.type == "cuda" and state["cuda"] is not None:
        torch.cuda.set_rng_state(state["cuda"], trainer.device)
