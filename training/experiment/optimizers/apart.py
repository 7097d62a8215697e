"""Optimizers with a way of their own: by signs, by averages, by curvature, by matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from training.experiment.networks import NetworkSettings
from training.experiment.optimizers.base import DECAY_HELP, EPS_HELP, RATE_HELP, OptimizerSettings
from training.experiment.rate_use import RateUse
from training.experiment.settings import Clash, Pair, Triple, setting


class Rprop(OptimizerSettings):
    """Uses only the gradient's sign; meant for full batches."""

    kind: Literal["Rprop"] = "Rprop"
    lr: float = setting(1e-2, "First step of every weight; Rprop adapts it from there, and reads no later rate.", ge=0)
    etas: Pair = setting((0.5, 1.2), "Factors on a weight's step when its sign flips, and when it stays.")
    step_sizes: Pair = setting((1e-6, 50.0), "Smallest and largest step.")

    @model_validator(mode="after")
    def _etas_around_one(self) -> Self:
        if not 0 < self.etas[0] < 1 < self.etas[1]:
            raise PydanticCustomError("at optimizer.etas", "give a number between 0 and 1, then one above 1")
        return self

    @property
    def rate_use(self) -> RateUse:
        return RateUse.FIRST_STEP

    @property
    def step_bounds(self) -> tuple[float, float]:
        return self.step_sizes


class ASGD(OptimizerSettings):
    """SGD that also averages the weights it passes."""

    shrinks_by: ClassVar[str] = "lambd"

    kind: Literal["ASGD"] = "ASGD"
    lr: float = setting(1e-2, f"{RATE_HELP} ASGD takes each rate one step later.", ge=0)
    lambd: float = setting(1e-4, "Decay term of the averaging.", group="more")
    alpha: float = setting(0.75, "Power by which ASGD lowers its own step.", group="more")
    t0: float = setting(1e6, "Step at which averaging begins.", group="more")
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")

    @property
    def rate_use(self) -> RateUse:
        return RateUse.STEP_LATER

    @property
    def divisor(self) -> str:
        return "(1 + lambd × lr × steps made)^alpha" if self.lambd and self.alpha else ""

    def dividing(self, lr: Any, made: Any) -> Any:
        return (1 + self.lambd * lr * made) ** self.alpha


class LBFGS(OptimizerSettings):
    """Second-order method: each batch is evaluated several times before the weights move."""

    needs_closure: ClassVar[bool] = True
    elementwise: ClassVar[bool] = False

    kind: Literal["LBFGS"] = "LBFGS"
    lr: float = setting(1.0, f"{RATE_HELP} A line search takes it as its first guess only.", ge=0)
    max_iter: int = setting(20, "Inner iterations for each batch.", ge=1, le=10_000)
    max_eval: int | None = setting(
        None, "Evaluations for each batch.", none="1.25 × max_iter", group="more", ge=1, le=10_000
    )
    tolerance_grad: float = setting(1e-7, "Stops the inner iterations below this gradient.", group="more", ge=0)
    tolerance_change: float = setting(1e-9, "Stops the inner iterations below this change.", group="more", ge=0)
    history_size: int = setting(100, "Updates remembered.", ge=1, le=10_000)
    line_search_fn: Literal["strong_wolfe"] | None = setting(
        None, "How far to go in each inner iteration.", group="more"
    )

    @property
    def rate_use(self) -> RateUse:
        return RateUse.EACH_STEP if self.line_search_fn is None else RateUse.FIRST_GUESS

    def refusals(self, path: str, network: NetworkSettings, *, grouped: bool, clipped: bool) -> Iterator[Clash]:
        """Yield what of an experiment it cannot be run with: torch's LBFGS takes one group, and no hand between."""
        if clipped:
            yield (
                "clip_grad_norm",
                "LBFGS does not clip the gradient; leave clip_grad_norm out, or choose another optimizer",
            )
        if grouped:
            yield f"{path}.kind", "LBFGS takes one parameter group; leave head_lr and the freezing out"

    def kept_per_weight(self, steps: int) -> int | None:
        """Return how many numbers it keeps for each weight: it may end a step after one inner iteration."""
        return 2 * min(self.history_size, steps - 1)


class Muon(OptimizerSettings):
    """Momentum with orthogonal updates; trains matrices only, so the network must have no biases."""

    elementwise: ClassVar[bool] = False

    kind: Literal["Muon"] = "Muon"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    weight_decay: float = setting(0.1, "Pulls the weights towards zero, apart from the gradient.", ge=0)
    momentum: float = setting(0.95, "Share of the last step that is kept.", ge=0)
    nesterov: bool = setting(True, "Looks one momentum step ahead.", group="more")
    ns_coefficients: Triple = setting(
        (3.4445, -4.775, 2.0315), "Coefficients of the Newton-Schulz iteration.", group="more"
    )
    eps: float = setting(1e-7, EPS_HELP, group="more", ge=0)
    ns_steps: int = setting(5, "Newton-Schulz iterations.", group="more", ge=1, lt=100)
    adjust_lr_fn: Literal["original", "match_rms_adamw"] | None = setting(
        None, "How the rate follows a matrix's shape.", group="more"
    )

    def refusals(self, path: str, network: NetworkSettings, *, grouped: bool, clipped: bool) -> Iterator[Clash]:
        if not network.only_matrices:
            yield (
                f"{path}.kind",
                "Muon trains matrices only; set network.bias to false and network.batch_norm to false "
                "(MLP or Linear), or choose another optimizer",
            )
