"""The optimizers: torch's classes, fields and defaults, one class each.

Left out of every class: `foreach`, `fused`, `capturable` and `differentiable`, which choose an implementation,
and `maximize`, which would climb the loss. `unusable.py` says why a class of torch is not here.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from training.experiment.rate_use import RateUse
from training.experiment.settings import Pair, Stage, Triple, setting

RATE_HELP = "Learning rate before the scheduler touches it."
DECAY_HELP = "Pulls the weights towards zero (L2 penalty)."
EPS_HELP = "Small number that keeps a division from failing."


def _below_one(betas: tuple[float, float]) -> tuple[float, float]:
    if not all(0 <= beta < 1 for beta in betas):
        raise ValueError("each of the two must be at least 0 and below 1")
    return betas


Betas = Annotated[Pair, AfterValidator(_below_one)]
BETAS_HELP = "How slowly the running means of the gradient and of its square forget."


class OptimizerSettings(Stage):
    """Turns gradients into new weights.

    Attributes:
        takes_momentum_later: whether one that began without a momentum may be given one on the way.
    """

    takes_momentum_later: ClassVar[bool] = True

    lr: float

    @property
    def rate_use(self) -> RateUse:
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.EACH_STEP

    @property
    def divisor(self) -> str:
        """Return the formula by which it divides lr itself, more with each of its steps; else empty."""
        return ""

    @property
    def rate_note(self) -> str:
        """Say so where it is not what a reader expects; else empty."""
        if self.rate_use is RateUse.EACH_STEP and not self.divisor:
            return ""
        return f"{self.kind} {self.rate_use}{self.divisor and f', divided by {self.divisor}'}."


class SGD(OptimizerSettings):
    """Steps against the gradient, with momentum if wanted."""

    kind: Literal["SGD"] = "SGD"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    momentum: float = setting(0.0, "Share of the last step that is kept.", ge=0)
    dampening: float = setting(0.0, "Share of the gradient that momentum leaves out.", group="more")
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    nesterov: bool = setting(False, "Looks one momentum step ahead.", group="more")

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and (self.momentum <= 0 or self.dampening != 0):
            raise PydanticCustomError("at optimizer.nesterov", "needs a momentum above 0 and a dampening of 0")
        return self


class Adam(OptimizerSettings):
    """Scales each weight's step by running means of its gradient."""

    kind: Literal["Adam"] = "Adam"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    amsgrad: bool = setting(False, "Remembers the largest running mean of the squares.", group="more")
    decoupled_weight_decay: bool = setting(
        False, "Decays the weights apart from the gradient, as AdamW does.", group="more"
    )


class AdamW(OptimizerSettings):
    """Adam with weight decay apart from the gradient."""

    kind: Literal["AdamW"] = "AdamW"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.01, "Pulls the weights towards zero, apart from the gradient.", ge=0)
    amsgrad: bool = setting(False, "Remembers the largest running mean of the squares.", group="more")


class NAdam(OptimizerSettings):
    """Adam with Nesterov's look ahead."""

    kind: Literal["NAdam"] = "NAdam"
    lr: float = setting(2e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    momentum_decay: float = setting(4e-3, "How fast the look ahead settles.", group="more", ge=0)
    decoupled_weight_decay: bool = setting(False, "Decays the weights apart from the gradient.", group="more")


class RAdam(OptimizerSettings):
    """Adam whose first steps are rectified instead of warmed up."""

    kind: Literal["RAdam"] = "RAdam"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    decoupled_weight_decay: bool = setting(False, "Decays the weights apart from the gradient.", group="more")


class Adamax(OptimizerSettings):
    """Adam scaled by the largest gradient instead of the mean square."""

    kind: Literal["Adamax"] = "Adamax"
    lr: float = setting(2e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")


class Adagrad(OptimizerSettings):
    """Scales each weight's step by the sum of all its squared gradients."""

    kind: Literal["Adagrad"] = "Adagrad"
    lr: float = setting(1e-2, RATE_HELP, ge=0)
    lr_decay: float = setting(0.0, "Adagrad's own decay of the rate, on top of the scheduler.", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    initial_accumulator_value: float = setting(0.0, "Where the sum of squares starts.", group="more", ge=0)
    eps: float = setting(1e-10, EPS_HELP, group="more", ge=0)

    @property
    def divisor(self) -> str:
        """Return the formula by which it divides lr itself, more with each of its steps; else empty."""
        return "1 + lr_decay × steps made" if self.lr_decay else ""


class Adadelta(OptimizerSettings):
    """Scales each step by how large the last steps were."""

    kind: Literal["Adadelta"] = "Adadelta"
    lr: float = setting(1.0, RATE_HELP, ge=0)
    rho: float = setting(0.9, "How slowly the running mean of the squares forgets.", ge=0, le=1)
    eps: float = setting(1e-6, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")


class Adafactor(OptimizerSettings):
    """Adam's idea with row and column sums instead of a full second moment."""

    kind: Literal["Adafactor"] = "Adafactor"
    lr: float = setting(1e-2, f"{RATE_HELP} Each step takes min(lr, 1/√step), times the size of the weights.", ge=0)
    beta2_decay: float = setting(-0.8, "How the second moment's memory grows with the steps.", group="more", le=0)
    d: float = setting(1.0, "Largest root mean square of one update.", group="more", ge=1)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")

    @property
    def rate_use(self) -> RateUse:
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.CAPPED


class RMSprop(OptimizerSettings):
    """Divides each gradient by a running mean of its size."""

    takes_momentum_later: ClassVar[bool] = False  # torch makes room for it at the first step, or never

    kind: Literal["RMSprop"] = "RMSprop"
    lr: float = setting(1e-2, RATE_HELP, ge=0)
    alpha: float = setting(0.99, "How slowly the running mean of the squares forgets.", ge=0)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    momentum: float = setting(0.0, "Share of the last step that is kept.", ge=0)
    centered: bool = setting(False, "Divides by the spread instead of the size.", group="more")


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
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.FIRST_STEP


class ASGD(OptimizerSettings):
    """SGD that also averages the weights it passes."""

    kind: Literal["ASGD"] = "ASGD"
    lr: float = setting(1e-2, f"{RATE_HELP} ASGD takes each rate one step later.", ge=0)
    lambd: float = setting(1e-4, "Decay term of the averaging.", group="more")
    alpha: float = setting(0.75, "Power by which ASGD lowers its own step.", group="more")
    t0: float = setting(1e6, "Step at which averaging begins.", group="more")
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")

    @property
    def rate_use(self) -> RateUse:
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.STEP_LATER

    @property
    def divisor(self) -> str:
        """Return the formula by which it divides lr itself, more with each of its steps; else empty."""
        return "(1 + lambd × lr × steps made)^alpha" if self.lambd and self.alpha else ""


class LBFGS(OptimizerSettings):
    """Second-order method: each batch is evaluated several times before the weights move."""

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
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.EACH_STEP if self.line_search_fn is None else RateUse.FIRST_GUESS


class Muon(OptimizerSettings):
    """Momentum with orthogonal updates; trains matrices only, so the network must have no biases."""

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


OPTIMIZERS: tuple[type[OptimizerSettings], ...] = (
    SGD,
    Adam,
    AdamW,
    NAdam,
    RAdam,
    Adamax,
    Adagrad,
    Adadelta,
    Adafactor,
    RMSprop,
    Rprop,
    ASGD,
    LBFGS,
    Muon,
)
USUAL = SGD(lr=0.1)  # where no kind is given
