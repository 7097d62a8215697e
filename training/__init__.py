"""The laboratory without a window: what to train, how it runs, what happened. Never imports Qt."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # who runs it says where to

__version__ = "1.0.0"
