"""The laboratory without a window: what to train, how it runs, what happened. Never imports Qt."""

__version__ = "0.1.0"
