"""What may go wrong as a user goes about their work; any other error is a mistake of ours and must surface."""

from __future__ import annotations

from training.exit_codes import WRONG_USAGE


class ExpectedError(Exception):
    """An error whose text is a sentence for the user: what, where, what to do."""

    exit_code = WRONG_USAGE  # of a verb that it ends
