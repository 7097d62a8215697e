"""The data: made from a seed, bundled, or the user's own table; divided and ready for training."""

from training.engine.data.loading import load

__all__ = ["load"]
