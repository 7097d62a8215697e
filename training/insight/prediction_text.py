"""A prediction trace in sentences, one for each step of the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from training.insight.layers import Part
from training.insight.prediction import LayerTrace, PredictionTrace

MOST = 16  # values that a sentence names one by one
MAKES = {
    Part.SUMS: "weighted sums",
    Part.NORMALISED: "normalised to",
    Part.ACTIVATIONS: "activations",
    Part.POOLED: "the largest of each 2 × 2",
    Part.LOGITS: "logits",
}


def describe_prediction(trace: PredictionTrace, row: int = 0) -> list[str]:
    """Return the row's way through the network, in order, as sentences."""
    inputs = _listed([f"{name} {_number(v)}" for name, v in zip(trace.features, trace.inputs[row], strict=True)])
    return [f"Inputs: {inputs}.", *_through(trace, row), *_outcome(trace, row)]


def _through(trace: PredictionTrace, row: int) -> Iterator[str]:
    for layer in trace.layers:
        made = MAKES.get(layer.layer.part)
        if made is None:
            continue
        values = layer.values[row].reshape(-1)
        numbers = list(map(_number, values))
        if layer.layer.part is Part.LOGITS:
            numbers = [f"{name} {number}" for name, number in zip(trace.classes, numbers, strict=True)]
        yield f"{layer.layer.group}, {layer.layer.kind}, {made}: {_listed(numbers)}.{_silence(layer, row)}"


def _silence(layer: LayerTrace, row: int) -> str:
    if layer.layer.kind != "ReLU":
        return ""
    sentence = f" {int((layer.values[row] == 0).sum())} of {layer.values[row].size} units are 0 for this row"
    if layer.dead is None:
        return f"{sentence}."
    return f"{sentence}, and dead, 0 for every training row, are {int(layer.dead.sum()) or 'none'}."


def _outcome(trace: PredictionTrace, row: int) -> Iterator[str]:
    shares = trace.probabilities[row]
    if not np.isfinite(shares).all():
        yield "The logits are no finite numbers, so they mean no class: the training has diverged."
        return
    yield f"Softmax: {_listed([f'{n} {p:.1%}' for n, p in zip(trace.classes, shares, strict=True)])}."
    predicted = trace.classes[trace.predicted[row]]
    if trace.truth is None:
        yield f"Predicted: {predicted}."
    elif trace.predicted[row] == trace.truth[row]:
        yield f"Predicted: {predicted}, which is right."
    else:
        yield f"Predicted: {predicted}, which is wrong; it is {trace.classes[trace.truth[row]]}."


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - MOST
    return ", ".join(texts[:MOST]) + (f" and {more} more" if more > 0 else "")


def _number(value: float) -> str:
    return f"{value:.4g}"
