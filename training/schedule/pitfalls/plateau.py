"""Pitfalls of ReduceLROnPlateau."""

from __future__ import annotations

from training.experiment.schedulers import ReduceLROnPlateau
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span, pitfall


@pitfall(ReduceLROnPlateau, too_late=True)
def too_patient(span: Span) -> Caution | None:
    """Find a patience that outlasts the run."""
    patience, most = span.settings.patience, span.changes - 2
    if _never_better(span.settings):
        return None  # not even the first figure sets a mark
    if patience <= most:
        return None
    return span.caution(
        "P18",
        "patience",
        f"The rate can never fall: with patience {patience} epoch {span.start + patience + 3} would be the first "
        f"at a lower rate, and {span.limit}.",
        "The first figure only sets the mark; patience bad ones are forgiven, and the next one lowers the rate.",
        span.set("patience", span.length // 4) if span.length // 4 <= most else None,
    )


@pitfall(ReduceLROnPlateau)
def wrong_way(span: Span) -> Caution | None:
    """Find a mode that takes progress for a standstill."""
    settings = span.settings
    right = "max" if settings.monitor.endswith("accuracy") else "min"
    if settings.mode == right or _never_falls(span):
        return None
    better = "higher" if right == "max" else "lower"
    return span.caution(
        "P18",
        "mode",
        f"The rate falls just when training goes well: {settings.monitor} is better the {better} it is, "
        f"and mode is {settings.mode}.",
        "Torch cannot know what the figure means; mode tells it which way is better.",
        span.set("mode", right),
    )


@pitfall(ReduceLROnPlateau)
def change_too_small(span: Span) -> Caution | None:
    """Find changes that eps swallows, or that min_lr forbids."""
    settings, lr = span.settings, span.rates[0] if len(span.rates) else span.optimizer.lr
    change = lr - max(lr * settings.factor, settings.min_lr)
    if change > settings.eps or lr <= 0:
        return None
    if settings.min_lr >= lr:
        cause, fix = f"min_lr {number(settings.min_lr)} is not below it", span.set("min_lr", 0.0)
    else:
        cause, fix = f"eps {number(settings.eps)} forbids so small a change", span.set("eps", 0.0)
    return span.caution(
        "P18",
        "min_lr" if settings.min_lr >= lr else "eps",
        f"The rate {number(lr)} never falls: {cause}.",
        "Torch takes the larger of min_lr and the lowered rate, and leaves a change alone that is not above eps.",
        fix,
    )


@pitfall(ReduceLROnPlateau)
def nothing_counts(span: Span) -> Caution | None:
    """Find a threshold that no progress can pass."""
    settings = span.settings
    accuracy = settings.monitor.endswith("accuracy")
    every = span.counted(settings.patience + 1 + settings.cooldown)
    by = f"{number(settings.threshold)}{' times its best' if settings.threshold_mode == 'rel' else ''}"
    whole = settings.threshold_mode == "abs" if accuracy else settings.threshold_mode == "rel"
    if settings.threshold < 1 or not whole or settings.mode != ("max" if accuracy else "min"):
        return None
    if _never_falls(span):
        return None
    return span.caution(
        "P18",
        "threshold",
        f"No progress ever counts, so the rate falls every {every}: "
        f"{settings.monitor} would have to {'rise' if accuracy else 'fall'} by more than {by}.",
        "A loss cannot fall, nor an accuracy rise, by its whole range.",
        span.set("threshold", 1e-4),
    )


def _never_falls(span: Span) -> bool:
    """Whether another caution says so, which one of when the rate falls would contradict."""
    return too_patient(span) is not None or change_too_small(span) is not None


def _never_better(settings: ReduceLROnPlateau) -> bool:
    """Whether torch's comparison with the best figure, infinite at first, can never hold."""
    return settings.mode == "min" and settings.threshold_mode == "rel" and settings.threshold >= 1


@pitfall(ReduceLROnPlateau)
def falls_to_nothing(span: Span) -> Caution | None:
    """Find a factor of 0."""
    settings = span.settings
    if settings.factor or settings.min_lr:
        return None
    return span.caution(
        "P26",
        "factor",
        "The first fall sets the rate to 0, and nothing is learned from then on: factor is 0.",
        "The rate is multiplied by factor, and min_lr is 0, too.",
        span.set("factor", 0.1),
    )


@pitfall(ReduceLROnPlateau)
def stopped_before_it_falls(span: Span) -> Caution | None:
    """Find a run that early stopping ends no later than the rate falls."""
    settings, stopping = span.settings, span.experiment.early_stopping
    if stopping is None or stopping > settings.patience + 1 or not settings.monitor.endswith("loss"):
        return None
    later = 2 * (settings.patience + 1)
    return Caution(
        "early_stopping",
        f"The run ends before a lower rate is tried: early stopping waits for {span.counted(stopping)}, "
        f"and the rate falls after {span.counted(settings.patience + 1)} without progress.",
        "Both count epochs without a better loss, and early stopping is the less patient one.",
        Fix(f"Let early stopping wait for {span.counted(later)}", (("early_stopping", later),)),
        "P33",
    )


PITFALLS = (
    too_patient,
    wrong_way,
    change_too_small,
    nothing_counts,
    falls_to_nothing,
    stopped_before_it_falls,
)
