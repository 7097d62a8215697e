"""All that a training needs to go on as if it had never been interrupted, as bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures, lacks_memory
from training.engine.optimizer_state import OptimizerState
from training.engine.train import Trainer
from training.experiment.experiment import Experiment

DIGEST = hashlib.sha256  # torch reads a file with a flipped bit without a word
DIGEST_SIZE = DIGEST().digest_size
NO_COPY = (
    "The state after epoch {epoch} cannot be kept: there is not enough memory for the copy of it that is written. "
    "Close other programs, or choose fewer or smaller layers."
)
NO_ROOM = "There is not enough memory to go on from the checkpoint. Close other programs, and try again."
MISFIT = "The checkpoint does not fit this experiment"


class CheckpointError(TrainingError):
    """A checkpoint cannot be used; the text is a sentence that says why."""


def checkpoint_of(trainer: Trainer) -> bytes:
    """Return the training's state between two epochs; the bytes are of no torch object's memory.

    Raises CheckpointError where the memory has no room for them.
    """
    return packed(_state_of(trainer))


def packed(state: dict[str, Any]) -> bytes:
    """Return a state as `read` gives it back, to the last bit; raises CheckpointError where there is no room for it."""
    try:
        return _packed(state)
    except Exception as error:
        if not lacks_memory(error):
            raise
    # outside the handler: the exception would keep what has been copied so far
    raise CheckpointError(NO_COPY.format(epoch=state["epoch"]))


def _packed(state: dict[str, Any]) -> bytes:
    """Make the bytes in one place: a state may be as large as half of the memory."""
    content = io.BytesIO()
    content.write(bytes(DIGEST_SIZE))
    torch.save(state, content)
    with content.getbuffer() as view:
        view[:DIGEST_SIZE] = DIGEST(view[DIGEST_SIZE:]).digest()
    return content.getvalue()


def resume(experiment: Experiment, dataset: Dataset, checkpoint: bytes) -> Trainer:
    """Return a training that goes on where the checkpoint was taken; raises TrainingError.

    The experiment is one that trains the epochs so far as the checkpoint's did: with more epochs perhaps, or with
    other edits from the next epoch on, which makes a fork. What a scheduler was built with stays.
    """
    state = read(checkpoint)
    check_data(state, dataset)
    with explain_failures(1):
        trainer = Trainer(experiment, dataset, state.get("epoch", 0))
    with explain_misfit(MISFIT):
        _restore(trainer, state)
    return trainer


def read(checkpoint: bytes) -> dict[str, Any]:
    """Return the state in a checkpoint, on the CPU; raises CheckpointError where a single bit is not as written."""
    with explain_misfit("This torch cannot read the checkpoint"):
        digest, payload = checkpoint[:DIGEST_SIZE], checkpoint[DIGEST_SIZE:]
        if DIGEST(payload).digest() != digest:
            raise CheckpointError("The checkpoint is damaged, so the run cannot go on from it.")
        state = torch.load(io.BytesIO(payload), map_location="cpu", weights_only=True)
    if not isinstance(state, dict):
        raise CheckpointError("The checkpoint holds no training.")
    return state


@contextmanager
def explain_misfit(problem: str) -> Iterator[None]:
    """Turn whatever a state raises that other settings or another torch wrote into a CheckpointError."""
    try:
        yield
    except CheckpointError:
        raise
    except Exception as error:  # torch has a dozen classes for it
        sentence = NO_ROOM if lacks_memory(error) else f"{problem}: {error!r}."
    else:
        return
    raise CheckpointError(sentence)


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
        "patience": trainer.early_stopping.state_dict(),
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
    trainer.early_stopping.load_state_dict(state["patience"])
    trainer.batches.order.set_state(state["batches"])
    torch.set_rng_state(state["random"])
    if trainer.device.type == "cuda" and state["cuda"] is not None:
        torch.cuda.set_rng_state(state["cuda"], trainer.device)
