"""Pitfalls of the schedulers that lead from one rate to another: their way is too short, or does not end."""

from __future__ import annotations

from training.experiment.schedulers import (
    SWALR,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    LinearLR,
    PolynomialLR,
    SchedulerSettings,
)
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.turn import Turn, pitfall

# the field that says how long the way is
WAYS: dict[type[SchedulerSettings], str] = {
    LinearLR: "total_iters",
    PolynomialLR: "total_iters",
    SWALR: "anneal_epochs",
    CosineAnnealingLR: "T_max",
    CosineAnnealingWarmRestarts: "T_0",
}


@pitfall(ConstantLR, too_late=True)
def never_restored(turn: Turn) -> Caution | None:
    """Find a full rate that does not come back while there is something to train."""
    total, factor = turn.settings.total_iters, turn.settings.factor
    rates = turn.rates
    if factor == 1 or (len(rates) and not turn.steady) or 0 < total < turn.length or not (turn.final or not total):
        return None
    held = f"The rate stays at {number(rates[0])}" if turn.steady else f"ConstantLR stays at factor {number(factor)}"
    return turn.caution(
        "P7",
        "total_iters",
        f"{held} throughout: total_iters is {total}, and {turn.limit}.",
        "Torch restores the rate at the step whose number is total_iters, and with 0 there is none.",
        turn.set("total_iters", turn.half),
    )


@pitfall(LinearLR)
def ramp_of_no_length(turn: Turn) -> Caution | None:
    """Find a LinearLR that never leaves its start."""
    settings, rates = turn.settings, turn.rates
    if settings.total_iters or settings.start_factor == settings.end_factor or turn.by_milestone:
        return None
    factor = number(settings.start_factor)
    stays = f"The rate stays at {number(rates[0])}" if turn.steady else f"LinearLR stays at start_factor {factor}"
    return turn.caution(
        "P7",
        "total_iters",
        f"{stays} throughout: total_iters is 0.",
        "Torch applies start_factor when it is built and then waits for a step that never comes; "
        "end_factor is not looked at.",
        turn.set("total_iters", turn.half),
    )


@pitfall(PolynomialLR)
def decay_of_no_length(turn: Turn) -> Caution | None:
    """Find a PolynomialLR that never decays."""
    if turn.settings.total_iters or turn.by_milestone:
        return None
    return turn.caution(
        "P7",
        "total_iters",
        "PolynomialLR never changes the rate: total_iters is 0.",
        "Torch leaves the rate alone once total_iters steps are done, and here they are done at the start.",
        turn.set("total_iters", turn.length),
    )


@pitfall(LinearLR, PolynomialLR, fatal=True)
def division_by_no_length(turn: Turn) -> Caution | None:
    """Find a way of no steps that a SequentialLR comes to: torch fails."""
    if turn.settings.total_iters or not turn.by_milestone:
        return None
    return turn.caution(
        "P7",
        "total_iters",
        f"Torch stops with a division by zero after {turn.counted(turn.start)}: total_iters is 0.",
        "A SequentialLR computes the first rate of the next scheduler as a share of its total_iters.",
        turn.set("total_iters", max(1, turn.length)),
    )


@pitfall(*WAYS, too_late=True)
def way_does_not_end(turn: Turn) -> Caution | None:
    """Find more steps planned than there are."""
    settings, rates = turn.settings, turn.rates
    field = WAYS[type(settings)]
    planned = getattr(settings, field)
    if planned <= turn.length or (len(rates) and rates.min() == rates.max()):
        return None
    still = f" {turn.when(turn.length - 1).capitalize()} still trains at {number(rates[-1])}." if len(rates) else ""
    return turn.caution(
        "P31",
        field,
        f"{settings.kind} is cut short: its way takes {turn.counted(planned)}, and {turn.limit}.{still}",
        f"{field} alone sets the pace; torch does not know how long the run is.",
        turn.set(field, turn.length),
    )


@pitfall(CosineAnnealingLR)
def past_the_lowest(turn: Turn) -> Caution | None:
    """Find a cosine that rises again."""
    lowest, rates = turn.settings.T_max, turn.rates
    if turn.length <= lowest + 1 or (len(rates) > lowest + 1 and rates[lowest + 1 :].max() <= rates[lowest]):
        return None
    rises = "CosineAnnealingLR leads the rate back"
    if len(rates) > lowest and rates[: lowest + 1].max() > rates[lowest]:
        rises = f"The rate rises again from {number(rates[lowest])} to {number(rates[lowest:].max())}"
    return turn.caution(
        "P8",
        "T_max",
        f"{rises}: T_max is {lowest}, and {turn.limit}.",
        "CosineAnnealingLR is a whole wave: after T_max steps down it takes T_max steps up.",
        turn.set("T_max", turn.length),
    )


@pitfall(CosineAnnealingLR, CosineAnnealingWarmRestarts)
def upside_down(turn: Turn) -> Caution | None:
    """Find a lowest rate that lies above the first one."""
    lowest, rates = turn.settings.eta_min, turn.rates
    if len(rates) < 2 or not lowest or lowest <= rates[0] or rates[1] <= rates[0]:
        return None
    return turn.caution(
        "P8",
        "eta_min",
        f"The rate rises instead of falling: eta_min {number(lowest)} is above the first rate, {number(rates[0])}.",
        "The wave leads from the rate that stands there to eta_min, whichever is higher.",
        turn.set("eta_min", 0.0),
    )


PITFALLS = (
    never_restored,
    ramp_of_no_length,
    decay_of_no_length,
    division_by_no_length,
    way_does_not_end,
    past_the_lowest,
    upside_down,
)
