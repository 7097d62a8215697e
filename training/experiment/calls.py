"""A choice as torch's own call."""

from __future__ import annotations

from training.experiment.settings import Stage


def call_of(stage: Stage) -> str:
    """Return the choice as torch's own call, without what is at its default."""
    fields = type(stage).model_fields
    shown = (f"{name}={_literal(value)}" for name, value in stage if name != "kind" and value != fields[name].default)
    return f"{stage.kind}({', '.join(shown)})" if stage.kind != "None" else "constant rate"


def _literal(value: object) -> str:
    if isinstance(value, Stage):
        return call_of(value)
    return f"[{', '.join(map(_literal, value))}]" if isinstance(value, tuple) else repr(value)
