"""The laboratory without a window: what to train, how it runs, what happened. Never imports Qt."""

__version__ = "1.0.0"
