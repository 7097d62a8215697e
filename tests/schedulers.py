"""Random settings of every scheduler, and of compositions to any depth that torch can run, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

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
from training.experiment.settings import WHOLE_LIMIT
from training.schedule.nesting import failures_of

FACTOR = st.floats(0.01, 1.0)
GAMMA = st.floats(0.01, 1.5)
COUNT = st.integers(1, 30)
RATE = st.floats(1e-4, 1.0)
FORMULAS = st.sampled_from(
    ["0.95 ** epoch", "1 / (1 + epoch)", "1 if epoch < 7 else 0.1", "interp(epoch, (0, 5, 9), (1, 0.3, 0.01))"]
)
SIMPLE = st.one_of(
    st.builds(StepLR, step_size=COUNT, gamma=GAMMA),
    st.builds(MultiStepLR, milestones=st.lists(st.integers(0, 40), max_size=6).map(tuple), gamma=GAMMA),
    st.builds(ConstantLR, factor=FACTOR, total_iters=COUNT),
    st.builds(LinearLR, start_factor=FACTOR, end_factor=FACTOR, total_iters=COUNT),
    st.builds(ExponentialLR, gamma=GAMMA),
    st.builds(PolynomialLR, total_iters=COUNT, power=st.floats(0.1, 4.0)),
    st.builds(CosineAnnealingLR, T_max=COUNT, eta_min=st.floats(0, 0.01)),
    st.builds(CosineAnnealingWarmRestarts, T_0=COUNT, T_mult=st.integers(1, 3), eta_min=st.floats(0, 0.01)),
    st.builds(LambdaLR, lr_lambda=FORMULAS),
    st.builds(MultiplicativeLR, lr_lambda=FORMULAS),
    st.builds(SWALR, swa_lr=RATE, anneal_epochs=COUNT, anneal_strategy=st.sampled_from(["cos", "linear"])),
)
CYCLES = st.one_of(
    st.builds(
        CyclicLR,
        base_lr=st.floats(1e-4, 0.01),
        max_lr=st.floats(0.02, 1),
        step_size_up=COUNT,
        step_size_down=st.none() | COUNT,
        mode=st.sampled_from(["triangular", "triangular2", "exp_range"]),
        gamma=st.floats(0.9, 1.0),
        scale_fn=st.none() | st.sampled_from(["1 / x", "0.9 ** x"]),
    ),
    st.builds(
        OneCycleLR,
        max_lr=RATE,
        pct_start=st.floats(0.2, 0.8).filter(lambda share: round(share * 30, 6) % 1),
        anneal_strategy=st.sampled_from(["cos", "linear"]),
        three_phase=st.booleans(),
        cycle_momentum=st.booleans(),
    ),
)
PLATEAU = st.builds(
    ReduceLROnPlateau,
    factor=st.floats(0.05, 0.9),
    patience=st.integers(0, 6),
    cooldown=st.integers(0, 3),
    monitor=st.sampled_from(["val_loss", "loss"]),
)


@st.composite
def relays(draw: Any, kind: Any, children: st.SearchStrategy[SchedulerSettings]) -> SchedulerSettings:
    """Draw schedulers and as many rising milestones as they need."""
    parts = draw(st.lists(children, min_size=1, max_size=4))
    milestones = draw(st.sets(st.integers(1, 40), min_size=len(parts) - 1, max_size=len(parts) - 1))
    try:
        return kind(schedulers=tuple(parts), milestones=tuple(sorted(milestones)))
    except ValidationError:  # what torch cannot hold: one that it can
        return parts[0]


def _composed(children: st.SearchStrategy[SchedulerSettings]) -> st.SearchStrategy[SchedulerSettings]:
    chainable = children.filter(lambda child: child.kind not in ("ReduceLROnPlateau", "HandSwitched"))
    return st.one_of(
        relays(SequentialLR, children),
        relays(HandSwitched, children),
        st.builds(ChainedScheduler, schedulers=st.lists(chainable, min_size=1, max_size=3).map(tuple)),
    )


LEAVES = st.one_of(SIMPLE, SIMPLE, CYCLES, PLATEAU)
COMPOSED = st.recursive(LEAVES, _composed, max_leaves=6).filter(
    lambda drawn: not [*failures_of(drawn, WHOLE_LIMIT, "")]
)
SCHEDULERS = st.one_of(st.builds(NoScheduler), LEAVES, COMPOSED)
