"""Why there is no script."""

from __future__ import annotations


class ScriptError(ValueError):
    """The experiment cannot be written as a script; the text is a sentence that says why and what to do."""
