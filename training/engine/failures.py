"""Torch's failures in words: which epoch, what happened, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from training.engine.errors import TrainingError
from training.schedule.build import TOO_LARGE

TORCH = Path(torch.__file__).parent
# how torch's kernels, which leave no frame of their own, and numbers fail
NUMERIC = (RuntimeError, ValueError, MemoryError, ArithmeticError)
MEMORY_WORDS = ("not enough memory", "out of memory", "can't allocate", "CUBLAS_STATUS_ALLOC_FAILED")


@contextmanager
def explain_failures(epoch: int) -> Iterator[None]:
    """Turn what torch raises in this epoch into a TrainingError with a sentence."""
    try:
        yield
    except TrainingError:
        raise
    except Exception as error:
        if not isinstance(error, NUMERIC) and not _raised_by_torch(error):
            raise
        if isinstance(error, ValueError) and type(error) is not ValueError:
            raise  # a DataError or an ExperimentError is a sentence already
        sentence = _sentence(epoch, error)
    else:
        return
    # outside the handler: the exception would keep the failed epoch's tensors alive
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    raise TrainingError(sentence)


def lacks_memory(error: BaseException) -> bool:
    """Whether an error, or one that it hides, says that no more memory can be had."""
    hidden = error.__cause__ or error.__context__
    words = any(words in str(error) for words in MEMORY_WORDS)
    return words or isinstance(error, MemoryError) or (hidden is not None and lacks_memory(hidden))


def _raised_by_torch(error: Exception) -> bool:
    """Whether the line that failed is torch's own; where it is ours, it is a bug that must be seen."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and TORCH in Path(traceback.tb_frame.f_code.co_filename).parents


def _sentence(epoch: int, error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if lacks_memory(error):
        return f"Epoch {epoch} needs more memory than there is. Try a smaller batch_size or a smaller network."
    if "more than 1 value per channel" in text:
        return (
            f"Epoch {epoch}: batch_norm cannot train on a batch of one row, and the last batch has one. "
            "Choose another batch_size, or switch batch_norm off."
        )
    if isinstance(error, ZeroDivisionError):
        return f"Epoch {epoch}: torch divides by zero, as LBFGS does in its line search at a rate of 0."
    if isinstance(error, OverflowError) or "without overflow" in text:
        return f"Epoch {epoch}: {TOO_LARGE[0].lower()}{TOO_LARGE[1:]}"
    if not isinstance(error, NUMERIC):
        text = f"torch raised {type(error).__name__}: {text}"
    return f"Epoch {epoch} failed: {text.rstrip('.')}."
