"""What people take a scheduler for: other schedulers, which torch can run, so that their rates are no guess."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, NamedTuple

from training.experiment.schedulers import (
    SWALR,
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)

LONG = 10**6  # steps that no run of a question has
NONE = "That would be no scheduler at all."
ONE_MORE = "That would take one step more for the way."


class Misconception(NamedTuple):
    """A scheduler that somebody takes another one for, and what one would have to believe for it."""

    note: str
    values: dict[str, Any]


@singledispatch
def misconceptions(scheduler: SchedulerSettings) -> Iterator[Misconception]:
    """Yield what the scheduler is taken for, the commonest first."""
    raise TypeError(scheduler.kind)


def _with(note: str, scheduler: SchedulerSettings, **changes: Any) -> Misconception:
    return Misconception(note, scheduler.model_dump() | changes)


def _other(note: str, kind: type[SchedulerSettings], **values: Any) -> Misconception:
    return Misconception(note, {"kind": kind.model_fields["kind"].default, **values})


def _factors(scheduler: Any) -> Iterator[Misconception]:
    yield _with("That would apply gamma twice at each change.", scheduler, gamma=scheduler.gamma**2)
    if scheduler.gamma > 0:
        yield _with("That would divide by gamma.", scheduler, gamma=1 / scheduler.gamma)


@misconceptions.register
def _none(scheduler: NoScheduler) -> Iterator[Misconception]:
    note = "Without a scheduler nothing falls by itself."
    yield _other(note, StepLR, step_size=3)
    yield _other(note, ExponentialLR, gamma=0.9)
    yield _other(note, CosineAnnealingLR, T_max=10)


@misconceptions.register
def _step(scheduler: StepLR) -> Iterator[Misconception]:
    note = "That would drop once only: the interval is taken for a milestone."
    yield _other(note, MultiStepLR, milestones=(scheduler.step_size,), gamma=scheduler.gamma)
    yield _other("That would apply gamma after every epoch.", ExponentialLR, gamma=scheduler.gamma)
    yield from _factors(scheduler)
    yield _with("That would drop one epoch later each time.", scheduler, step_size=scheduler.step_size + 1)


@misconceptions.register
def _multi_step(scheduler: MultiStepLR) -> Iterator[Misconception]:
    milestones = [milestone for milestone in scheduler.milestones if milestone > 0]
    if milestones:
        note = "That takes the first milestone for an interval."
        yield _other(note, StepLR, step_size=min(milestones), gamma=scheduler.gamma)
        yield _with("That would drop at the first milestone only.", scheduler, milestones=(min(milestones),))
    distinct = tuple(sorted(set(scheduler.milestones)))
    yield _with("That would count a milestone once, though it is listed twice.", scheduler, milestones=distinct)
    yield from _factors(scheduler)


@misconceptions.register
def _exponential(scheduler: ExponentialLR) -> Iterator[Misconception]:
    yield from _factors(scheduler)
    note = "That would be a factor on the initial rate, the same in every epoch."
    yield _other(note, LambdaLR, lr_lambda=repr(scheduler.gamma))


@misconceptions.register
def _lambda(scheduler: LambdaLR) -> Iterator[Misconception]:
    note = "That multiplies the rate that stands there, as MultiplicativeLR does."
    yield _other(note, MultiplicativeLR, lr_lambda=scheduler.lr_lambda)
    note = "That starts the formula at 1: it gets the number of finished epochs."
    yield _other(note, LambdaLR, lr_lambda=_later(scheduler.lr_lambda))


@misconceptions.register
def _multiplicative(scheduler: MultiplicativeLR) -> Iterator[Misconception]:
    yield _other("That multiplies the initial rate, as LambdaLR does.", LambdaLR, lr_lambda=scheduler.lr_lambda)
    later = _later(scheduler.lr_lambda)
    yield _other("That is one step ahead in the formula.", MultiplicativeLR, lr_lambda=later)


def _later(formula: str) -> str:
    """Return the formula for one epoch more."""
    return formula.replace("epoch", "(epoch + 1)")


@misconceptions.register
def _constant(scheduler: ConstantLR) -> Iterator[Misconception]:
    yield _with("That would keep the factor for ever.", scheduler, total_iters=LONG)
    note = "That is the other way round: the factor holds first."
    yield _other(note, MultiStepLR, milestones=(scheduler.total_iters,), gamma=scheduler.factor)
    yield _other(NONE, NoScheduler)


@misconceptions.register
def _linear(scheduler: LinearLR) -> Iterator[Misconception]:
    yield _with(ONE_MORE, scheduler, total_iters=scheduler.total_iters + 1)
    yield _with("That would take half of the steps for the way.", scheduler, total_iters=scheduler.total_iters // 2)
    yield _other(NONE, NoScheduler)


@misconceptions.register
def _polynomial(scheduler: PolynomialLR) -> Iterator[Misconception]:
    yield _with("That would be a straight line.", scheduler, power=1.0)
    yield _with("That would be a square.", scheduler, power=2.0)
    yield _with(ONE_MORE, scheduler, total_iters=scheduler.total_iters + 1)


@misconceptions.register
def _cosine(scheduler: CosineAnnealingLR) -> Iterator[Misconception]:
    note = "That would jump back to the top after T_max."
    yield _other(note, CosineAnnealingWarmRestarts, T_0=scheduler.T_max, eta_min=scheduler.eta_min)
    yield _other("That would be a straight line.", PolynomialLR, total_iters=scheduler.T_max)
    yield _with("That takes T_max for a whole wave.", scheduler, T_max=max(1, scheduler.T_max // 2))


@misconceptions.register
def _restarts(scheduler: CosineAnnealingWarmRestarts) -> Iterator[Misconception]:
    note = "That would climb back step by step, without a restart."
    yield _other(note, CosineAnnealingLR, T_max=scheduler.T_0, eta_min=scheduler.eta_min)
    yield _with("That would make every wave as long as the first one.", scheduler, T_mult=1)
    yield _with("That would begin the next wave one epoch later.", scheduler, T_0=scheduler.T_0 + 1)


@misconceptions.register
def _cyclic(scheduler: CyclicLR) -> Iterator[Misconception]:
    yield _with("That would come down in a single step.", scheduler, step_size_down=1)
    yield _with("That would begin at the top.", scheduler, base_lr=scheduler.max_lr, max_lr=scheduler.base_lr)
    yield _with("That would take two steps up for one.", scheduler, step_size_up=2 * scheduler.step_size_up)


@misconceptions.register
def _one_cycle(scheduler: OneCycleLR) -> Iterator[Misconception]:
    yield _with("That would begin at max_lr itself.", scheduler, div_factor=1.0)
    yield _with("That would spend half of the steps on the way up.", scheduler, pct_start=0.5)
    other = "linear" if scheduler.anneal_strategy == "cos" else "cos"
    yield _with("That would be the other annealing.", scheduler, anneal_strategy=other)


@misconceptions.register
def _plateau(scheduler: ReduceLROnPlateau) -> Iterator[Misconception]:
    if scheduler.patience:
        early = scheduler.patience - 1
        yield _with("That is one epoch early: so many bad epochs are forgiven.", scheduler, patience=early)
    yield _with("That is one epoch late.", scheduler, patience=scheduler.patience + 1)
    if scheduler.cooldown:
        yield _with("That leaves out the cooldown.", scheduler, cooldown=0)
    note = "That takes the patience for an interval."
    yield _other(note, StepLR, step_size=max(1, scheduler.patience), gamma=scheduler.factor)
    yield _with("That would apply the factor twice.", scheduler, factor=scheduler.factor**2)


@misconceptions.register
def _swa(scheduler: SWALR) -> Iterator[Misconception]:
    other = "linear" if scheduler.anneal_strategy == "cos" else "cos"
    yield _with("That would be the other annealing.", scheduler, anneal_strategy=other)
    yield _with("That would set swa_lr at once.", scheduler, anneal_epochs=0)
    yield _other(NONE, NoScheduler)


@misconceptions.register
def _sequential(scheduler: SequentialLR) -> Iterator[Misconception]:
    yield _with("That goes on from the rate that stands there, as a loop does by hand.", scheduler, kind="HandSwitched")
    yield _without("That would step all of them from the beginning.", scheduler, "ChainedScheduler")
    yield _with("That is the first scheduler alone.", scheduler.schedulers[0])
    yield from _shifted(scheduler)


@misconceptions.register
def _manual_switch(scheduler: HandSwitched) -> Iterator[Misconception]:
    yield _with("That starts again from the initial rate, as SequentialLR does.", scheduler, kind="SequentialLR")
    yield _without("That would step all of them from the beginning.", scheduler, "ChainedScheduler")
    yield _with("That is the first scheduler alone.", scheduler.schedulers[0])
    yield from _shifted(scheduler)


@misconceptions.register
def _chained(scheduler: ChainedScheduler) -> Iterator[Misconception]:
    for child in reversed(scheduler.schedulers):
        yield _with(f"That is the {child.kind} alone.", child)
    yield _other(NONE, NoScheduler)


def _without(note: str, scheduler: SequentialLR | HandSwitched, kind: str) -> Misconception:
    values = scheduler.model_dump()
    del values["milestones"]
    return Misconception(note, values | {"kind": kind})


def _shifted(scheduler: SequentialLR | HandSwitched) -> Iterator[Misconception]:
    later = tuple(milestone + 1 for milestone in scheduler.milestones)
    if later:
        yield _with("That would switch one epoch later.", scheduler, milestones=later)
