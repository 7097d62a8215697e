"""Why there is no script."""

from __future__ import annotations

from training.errors import ExpectedError


class ScriptError(ExpectedError, ValueError):
    """The experiment cannot be written as a script; the text is a sentence that says why and what to do."""
