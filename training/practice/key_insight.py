"""The tutorial's key insight, told from its runs: what each schedule brought, against a rate that stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from training.engine.record import EpochRecord
from training.schedule.explain import number

Trace = Sequence[EpochRecord]
CONSTANT = "constant"

TRUE = "Large rates early, for speed; small ones later, for precision."
FALSE = "A schedule is no gain in itself, and here not each of these is one."
ELSEWHERE = "The tour Why schedules exist shows a training that needs one."


@dataclass(frozen=True)
class KeyInsight:
    """The sentences, and the training losses that bear them out, by the names of the runs."""

    sentences: tuple[str, ...]
    curves: dict[str, tuple[float, ...]]

    def rows(self) -> Iterator[str]:
        """Yield the curves as lines of text, one for each run."""
        width = max(map(len, self.curves))
        for name, losses in self.curves.items():
            yield f"{name:{width}}  {' '.join(f'{loss:.4f}' for loss in losses)}"


def key_insight(constant: Trace, scheduled: Mapping[str, Trace]) -> KeyInsight:
    """Tell it from traces with validation; all runs have the same epochs and begin at the same rate."""
    helped = all(_lower(trace[-1], constant[-1]) for trace in scheduled.values())
    sentences = [TRUE if helped else f"{FALSE} {ELSEWHERE}", _alone(constant)]
    sentences += [_compared(name, trace, constant) for name, trace in scheduled.items()]
    traces = {CONSTANT: constant, **scheduled}
    curves = {name: tuple(record.loss for record in trace) for name, trace in traces.items()}
    return KeyInsight(tuple(sentences), curves)


def _lower(record: EpochRecord, other: EpochRecord) -> bool:
    return record.loss < other.loss and _held_out(record) < _held_out(other)


def _held_out(record: EpochRecord) -> float:
    if record.val_loss is None:
        raise ValueError("the key insight needs validation rows")
    return record.val_loss


def _alone(trace: Trace) -> str:
    first, half, last = trace[0], trace[len(trace) // 2 - 1], trace[-1]
    return (
        f"At {number(first.lr)} all along, the training loss {_change(first.loss, half.loss)} in epochs 1 to "
        f"{half.epoch}, from {first.loss:.4f} to {half.loss:.4f}; until epoch {last.epoch} it "
        f"{_change(half.loss, last.loss)} more, to {last.loss:.4f}."
    )


def _compared(name: str, trace: Trace, constant: Trace) -> str:
    last, other = trace[-1], constant[-1]
    held_out, others = _held_out(last), _held_out(other)
    return (
        f"{name}: {'; '.join(_cuts(trace, constant))}. It ends with a training loss of {last.loss:.4f}, "
        f"{_against(last.loss, other.loss)}, and a validation loss of {held_out:.4f}, {_against(held_out, others)}."
    )


def _cuts(trace: Trace, constant: Trace) -> Iterator[str]:
    """Yield what the loss does in each epoch that is the first at another rate."""
    for (before, record), (still, stayed) in zip(pairwise(trace), pairwise(constant), strict=True):
        if record.lr != before.lr:
            yield (
                f"in epoch {record.epoch}, the first at {number(record.lr)}, the loss "
                f"{_change(before.loss, record.loss)}; at the constant rate it {_change(still.loss, stayed.loss)}"
            )


def _change(before: float, after: float) -> str:
    if f"{before:.4f}" == f"{after:.4f}":
        return "stays the same to four places"
    return f"{'falls' if after < before else 'rises'} by {abs(after - before):.4f}"


def _against(value: float, constant: float) -> str:
    if f"{value:.4f}" == f"{constant:.4f}":
        return "as the constant rate"
    return f"{abs(value - constant):.4f} {'lower' if value < constant else 'higher'} than the constant rate"
