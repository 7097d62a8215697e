"""Pitfalls that the rates themselves show, whatever made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from training.experiment.problems import ExperimentError
from training.schedule.acting import acting_rates
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span, rate_set, spans
from training.schedule.pitfalls.trial import FEW
from training.schedule.preview import preview

SMALL = 1e-6  # share of the highest rate; what is below hardly changes a weight of 24 bits
MANY = 0.1  # share of the epochs

Epochs = NDArray[np.float64]  # (epochs, steps in each)
Run = Sequence[Span]  # of the schedulers, one after another


def cautions_of_rates(run: Run, batches: int | None) -> Iterator[Caution]:
    """Yield what the rates that act in the whole run show; `batches` of an epoch, None where they are not known."""
    if run[0].schedule is None:
        return
    acting = [
        (low.reshape(-1, run[0].ticks.per_epoch), high.reshape(-1, run[0].ticks.per_epoch))
        for low, high in acting_rates(run[0].experiment, run[0].schedule, batches)
    ]
    for group, (low, high) in zip(groups(run[0]), acting, strict=True):
        yield from filter(None, (_negative(run, group, low), _zero(run, group, np.maximum(np.abs(low), np.abs(high)))))
    low, high = acting[0]
    yield from filter(None, (_tiny(run[0], np.maximum(np.abs(low), np.abs(high)).max(axis=1)), _single(run[0])))


def groups(run: Span) -> tuple[str, ...]:
    """Return what follows `the rate` of each parameter group."""
    return (" of the body", " of the head") if run.experiment.grouped else ("",)


def _negative(run: Run, group: str, epochs: Epochs) -> Caution | None:
    found = np.flatnonzero((epochs < 0).any(axis=1))
    if not len(found):
        return None
    path, fix = _remedy(run, epochs, int(found[0]))
    return Caution(
        path,
        f"The rate{group} is below 0 in {when(found)}, {number(np.nanmin(epochs))} at its lowest: the loss is climbed.",
        "Torch takes whatever the scheduler computes; at a negative rate the optimizer walks up the gradient.",
        fix,
        "P26",
    )


def _zero(run: Run, group: str, epochs: Epochs) -> Caution | None:
    found = np.flatnonzero((epochs == 0).all(axis=1))
    if not len(found) or (run[0].experiment.watched and len(found) < len(epochs)):
        return None
    path, fix = _usual_rate(run, group, epochs, int(found[0]))
    return Caution(
        path,
        f"The rate{group} is 0 in {when(found)}: {_idle(run[0], group, found)}.",
        "The optimizer's step is the rate times a direction; at a rate of 0 the weights stay where they are.",
        fix,
        "P26",
    )


def _idle(run: Span, group: str, found: NDArray[np.int64]) -> str:
    """Say what a rate of 0 in these epochs, from 0, means: other layers may learn meanwhile."""
    assert run.schedule is not None
    steps = run.schedule.rates[:, :-1].reshape(len(run.schedule.rates), -1, run.ticks.per_epoch)
    learns = np.array([(rates != 0).any(axis=1)[found] & (found >= run.schedule.frozen[group])
                       for group, rates in enumerate(steps)])  # fmt: skip
    if not group or not learns.any():
        return "nothing is learned"
    other = "head" if group.endswith("body") else "body"
    only = f", and only the {other} learns" if learns.any(axis=0).all() else ""
    return f"the {group.split()[-1]} stays as it is{only}"


def _tiny(run: Span, epochs: Epochs) -> Caution | None:
    """Find a long end at next to nothing; `epochs`: the strongest rate in each, (epochs,)."""
    if np.isnan(epochs).any():
        return None
    used = len(epochs) - int(np.argmax(epochs[::-1] > SMALL * epochs.max()))
    idle = epochs[used:]
    if len(epochs) < run.experiment.epochs or len(idle) <= MANY * len(epochs) or not idle.all():
        return None
    return Caution(
        "epochs",
        f"In the last {_last(len(idle), run.experiment.epochs)} the rate is below a millionth of its highest: "
        f"it is {number(idle[-1])} in the end, and next to nothing is learned.",
        "A weight has about seven digits; a step that is much smaller is rounded away.",
        None if run.experiment.watched else _end(run, used),
        "P26",
    )


def _last(epochs: int, total: int) -> str:
    return f"epoch of {total}" if epochs == 1 else f"{epochs} of {total} epochs"


def _single(run: Span) -> Caution | None:
    if run.ticks.total > 1 or run.experiment.scheduler.constant or run.schedule is None:
        return None
    kept = run.given is not None and run.schedule.rates[0, 0] == run.given[1]
    effect = "has no effect on" if kept else f"only sets the rate to {number(run.schedule.rates[0, 0])} in"
    return Caution(
        "epochs",
        f"{run.experiment.scheduler.kind} {effect} a run of {run.counted(1)}.",
        "Its first step comes after the training is over.",
        Fix("Train for 10 epochs", (("epochs", 10),)),
        "P31",
    )


def _end(run: Span, epochs: int) -> Fix | None:
    """Return the fix that ends the run; none where an edit changes something after that."""
    edits = run.experiment.edits
    fix = Fix(f"End the run after epoch {epochs}", (("epochs", epochs),))
    return None if not epochs or (edits and edits[-1].epoch > epochs) else fix


def _remedy(run: Run, epochs: Epochs, epoch: int) -> tuple[str, Fix | None]:
    """Return the path of the blamed setting and the fix; without a better one, the run ends before that epoch."""
    step = epoch * run[0].ticks.per_epoch
    outer, *inner = (span for span in spans(*run) if span.start <= step < span.stop)
    working = [span for span in (outer, *inner) if not span.settings.inside]
    # one that begins at 0 or below may have found the rate so
    blamed = len(working) == 1 and (not working[0].start or epochs.flat[working[0].start] > 0)
    if blamed and (fix := working[0].mended()):
        return fix.changes[0][0], fix
    return f"{working[0].path if len(working) == 1 else outer.path}.kind", _end(outer, epoch)


def _usual_rate(run: Run, group: str, epochs: Epochs, epoch: int) -> tuple[str, Fix | None]:
    """Return where the rate of the group is set from an epoch on, and a fix that sets it to its default."""
    experiment = run[0].experiment
    own = experiment.head_lr if group.endswith("head") and not epoch else None
    if own == 0:
        return "head_lr", Fix("Use the same rate for all layers", (("head_lr", None),))
    path, lr = rate_set(experiment, epoch + 1) or ("", None)
    if own is None and lr == 0:
        usual = type(experiment.phase(epoch + 1).optimizer).model_fields["lr"].default
        fix = Fix(f"Set lr to {number(usual)}", ((path, usual),))
        if _learns(run[0], fix, epoch, groups(run[0]).index(group)):
            return path, fix
    return _remedy(run, epochs, epoch)


def _learns(run: Span, fix: Fix, epoch: int, group: int) -> bool:
    """Whether the fix brings the group a rate other than 0 in an epoch, from 0; what is too long to run is trusted."""
    if run.ticks.total > FEW:
        return True
    try:
        fixed = fix.mended(run.experiment)
        rates = preview(fixed, run.ticks.per_epoch * fixed.batch_size).rates[group]
    except ExperimentError:
        return False
    return bool(rates[epoch * run.ticks.per_epoch : (epoch + 1) * run.ticks.per_epoch].any())


def when(found: NDArray[np.int64]) -> str:
    """Return the epochs, from 0, in words, from 1."""
    first, last = int(found[0]) + 1, int(found[-1]) + 1
    if first == last:
        return f"epoch {first}"
    whole = last - first + 1 == len(found)
    return f"epochs {first} to {last}" if whole else f"{len(found)} of the epochs {first} to {last}"
