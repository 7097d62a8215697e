"""Schedulers whose rate rises and falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from training.experiment.expressions import FractionFormula
from training.experiment.schedulers.base import Mended, Move, SchedulerSettings, counted, joined, steps
from training.experiment.settings import RateAboveZero, RateFromZero, setting
from training.experiment.ticks import Ticks

MOMENTUM_HELP = "Lowers the momentum while the rate rises; SGD without momentum gets one."


class CosineAnnealingLR(SchedulerSettings):
    """Lowers the rate along half a cosine wave; after T_max epochs it rises again."""

    length_from: ClassVar[str] = "T_max"
    rule: ClassVar[str] = (
        "The rate follows half a cosine wave from the initial rate to eta_min in T_max steps, and back again: "
        "lr = eta_min + (initial lr − eta_min) × (1 + cos(π × last_epoch / T_max)) / 2, "
        "computed from one step to the next."
    )

    kind: Literal["CosineAnnealingLR"] = "CosineAnnealingLR"
    T_max: int = steps(help="Epochs from the highest to the lowest rate.", suggest=10, ge=1)
    eta_min: float = setting(0.0, "Lowest rate.", ge=0)

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return Mended({"T_max": steps}) if self.eta_min == 0 and self.T_max != steps else None

    def cause(self, done: int, move: Move) -> str:
        turns, step = divmod(done - 1, self.T_max)
        side = "past" if turns % 2 else "of"
        return joined(f"step {step + 1} {side} T_max {self.T_max}", move.way())


class CosineAnnealingWarmRestarts(SchedulerSettings):
    """Half a cosine wave, restarted at the full rate again and again."""

    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    rule: ClassVar[str] = (
        "The rate follows half a cosine wave to eta_min in T_i steps; then a wave begins anew: "
        "lr = eta_min + (initial lr − eta_min) × (1 + cos(π × T_cur / T_i)) / 2."
    )

    kind: Literal["CosineAnnealingWarmRestarts"] = "CosineAnnealingWarmRestarts"
    T_0: int = steps(help="Epochs until the first restart.", suggest=5, ge=1)
    T_mult: int = setting(1, "Factor on the length of each next wave.", ge=1, le=1000)
    eta_min: float = setting(0.0, "Lowest rate.", ge=0)

    def cause(self, done: int, move: Move) -> str:
        length, start = self.T_0, 0
        while start + length <= done and self.T_mult > 1:
            start, length = start + length, length * self.T_mult
        step = (done - start) % length
        return f"step {step} of {length} in this wave" if step else f"restart after {counted(done, 'epoch')}"


class CyclicLR(SchedulerSettings):
    """Leads the rate up from base_lr to max_lr and back, again and again."""

    per_batch: ClassVar[bool] = True
    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    formulas: ClassVar[Mapping[str, str]] = {"scale_fn": "x"}
    own_rate: ClassVar[str] = "base_lr"
    rule: ClassVar[str] = (
        "The rate goes from base_lr to max_lr in step_size_up steps and comes back in step_size_down: "
        "lr = base_lr + (max_lr − base_lr) × part of the way × height of the cycle."
    )

    kind: Literal["CyclicLR"] = "CyclicLR"
    base_lr: RateFromZero = setting(help="Lowest rate, where each cycle begins.", suggest=0.01)
    max_lr: RateFromZero = setting(help="Highest rate, in the middle of a cycle.", suggest=0.1)
    step_size_up: int = steps(2000, "Steps from base_lr to max_lr.", ge=1)
    step_size_down: int | None = steps(None, "Steps back to base_lr.", none="as many as up", ge=1)
    mode: Literal["triangular", "triangular2", "exp_range"] = setting(
        "triangular", "triangular: equal peaks; triangular2: each half as high; exp_range: falling by gamma each step."
    )
    gamma: float = setting(1.0, "Factor of exp_range on the height, step by step.", group="more", ge=0)
    scale_fn: FractionFormula | None = setting(
        None, "A formula for the height of a peak, of x: the cycle or the step; it replaces mode.", group="more"
    )
    scale_mode: Literal["cycle", "iterations"] = setting(
        "cycle", "What x of scale_fn counts: cycles from 1, or steps from 0.", group="more"
    )
    cycle_momentum: bool = setting(True, MOMENTUM_HELP)
    base_momentum: float = setting(0.8, "Momentum at the highest rate.", group="more", ge=0, lt=1)
    max_momentum: float = setting(0.9, "Momentum at the lowest rate.", group="more", ge=0, lt=1)

    @property
    def momenta(self) -> tuple[float, float] | None:
        return (self.base_momentum, self.max_momentum) if self.cycle_momentum else None

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        if not alone:
            return None
        body: Any = self.of_body()
        if self.scale_fn is None:
            return None if body.base_lr else Mended({"base_lr": body.max_lr / 10 or 1e-3})
        if 0 < body.base_lr <= body.max_lr:
            return Mended({"scale_fn": f"max({self.scale_fn}, 0)"}, "Keep scale_fn at 0 or more")
        return None

    def cause(self, done: int, move: Move) -> str:
        length = self.step_size_up + (self.step_size_down or self.step_size_up)
        cycle, step = divmod(done - 1, length)
        way = move.way("up", "down")
        if step + 1 == length:
            return joined(f"step {length} of {length}", way, f"end of cycle {cycle + 1}")
        return joined(f"step {step + 1} of {length} in cycle {cycle + 1}", way)


class OneCycleLR(SchedulerSettings):
    """Leads the rate up to max_lr and then down to almost nothing, once in the whole run."""

    per_batch: ClassVar[bool] = True
    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    own_rate: ClassVar[str] = "max_lr / div_factor"
    rule: ClassVar[str] = (
        "The rate goes from phase to phase of one cycle, to max_lr and then to almost nothing: "
        "lr = a curve from the start to the end of its phase, at pct of the way."
    )

    kind: Literal["OneCycleLR"] = "OneCycleLR"
    max_lr: RateAboveZero = setting(help="Highest rate; the optimizer's own lr is not used.", suggest=0.1)
    total_steps: int | None = steps(None, "Steps in all.", none="the whole run", ge=1)
    epochs: int | None = steps(None, "Epochs in all, in place of total_steps.", none="the whole run", ge=1)
    steps_per_epoch: int | None = setting(
        None, "Steps in an epoch, with epochs.", unit="steps", none="as the run has", group="more", ge=1
    )
    pct_start: float = setting(0.3, "Share of the steps in which the rate rises.", ge=0, le=1)
    anneal_strategy: Literal["cos", "linear"] = setting("cos", "cos: along half a cosine wave; linear: straight.")
    cycle_momentum: bool = setting(True, MOMENTUM_HELP)
    base_momentum: float = setting(0.85, "Momentum at the highest rate.", group="more", ge=0, lt=1)
    max_momentum: float = setting(0.95, "Momentum at the lowest rate.", group="more", ge=0, lt=1)
    div_factor: float = setting(25.0, "The first rate is max_lr divided by this.", gt=0)
    final_div_factor: float = setting(1e4, "The last rate is the first one divided by this.", gt=0)
    three_phase: bool = setting(False, "Comes down as fast as it went up, then fades out.", group="more")

    @property
    def momenta(self) -> tuple[float, float] | None:
        return (self.base_momentum, self.max_momentum) if self.cycle_momentum else None

    def lengths(self, ticks: Ticks) -> dict[str, int]:
        """Return the arguments that say how many steps it has; the run's own where the settings do not say."""
        if self.total_steps is not None:
            return {"total_steps": self.total_steps}
        if self.epochs is None and self.steps_per_epoch is None:
            return {"total_steps": ticks.total}
        return {
            "epochs": self.epochs or ticks.epochs,
            "steps_per_epoch": self.steps_per_epoch or ticks.per_epoch,
        }

    def bound_to_run(self, path: str, steps: int) -> Iterator[tuple[str, str]]:
        """Yield its TOML path and its kind if it was built for the run's length."""
        if self.total_steps is None and self.epochs is None:
            yield path, self.kind

    def cause(self, done: int, move: Move) -> str:
        return joined(f"step {done} of its one cycle", move.way("up", "down"))
