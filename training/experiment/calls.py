"""A choice as torch's own call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # importing it at run time would load pydantic, which the window's first paint does without
    from training.experiment.settings import Stage


def call_of(stage: Stage) -> str:
    """Return the choice as torch's own call, without what is at its default."""
    fields = type(stage).model_fields
    shown = (f"{name}={_literal(value)}" for name, value in stage if name != "kind" and value != fields[name].default)
    return stage.in_words or f"{stage.kind}({', '.join(shown)})"


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return repr(value) if value is None or isinstance(value, bool | int | float | str) else call_of(value)
