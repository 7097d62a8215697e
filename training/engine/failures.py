"""Torch's failures in words: which epoch, what happened, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from training.engine.errors import TrainingError
from training.schedule.build import TOO_LARGE

MEMORY_WORDS = ("not enough memory", "out of memory", "can't allocate", "CUBLAS_STATUS_ALLOC_FAILED")


@contextmanager
def explain_failures(epoch: int) -> Iterator[None]:
    """Turn what torch raises in this epoch into a TrainingError with a sentence."""
    try:
        yield
    except TrainingError:
        raise
    except (RuntimeError, ValueError, MemoryError, ArithmeticError) as error:
        if isinstance(error, ValueError) and type(error) is not ValueError:
            raise  # a DataError or an ExperimentError is a sentence already
        sentence = _sentence(epoch, error)
    else:
        return
    # outside the handler: the exception would keep the failed epoch's tensors alive
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    raise TrainingError(sentence)


def _sentence(epoch: int, error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, MemoryError) or any(words in str(error) for words in MEMORY_WORDS):
        return f"Epoch {epoch} needs more memory than there is. Try a smaller batch_size or a smaller network."
    if "more than 1 value per channel" in text:
        return (
            f"Epoch {epoch}: batch_norm cannot train on a batch of one row, and the last batch has one. "
            "Choose another batch_size, or switch batch_norm off."
        )
    if isinstance(error, OverflowError) or "without overflow" in text:
        return f"Epoch {epoch}: {TOO_LARGE[0].lower()}{TOO_LARGE[1:]}"
    return f"Epoch {epoch} failed: {text.rstrip('.')}."
