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
from training.schedule.pitfalls.span import Span, pitfall

# the field that says how long the way is
WAYS: dict[type[SchedulerSettings], str] = {
    LinearLR: "total_iters",
    PolynomialLR: "total_iters",
    SWALR: "anneal_epochs",
    CosineAnnealingLR: "T_max",
    CosineAnnealingWarmRestarts: "T_0",
}


@pitfall(ConstantLR, too_late=True)
def never_restored(span: Span) -> Caution | None:
    """Find a full rate that does not come back while there is something to train."""
    total, factor = span.settings.total_iters, span.settings.factor
    rates = span.rates
    if factor == 1 or (len(rates) and not span.steady) or 0 < total < span.length or not (span.final or not total):
        return None
    held = f"The rate stays at {number(rates[0])}" if span.steady else f"ConstantLR stays at factor {number(factor)}"
    return span.caution(
        "P7",
        "total_iters",
        f"{held} throughout: total_iters is {total}, and {span.limit}.",
        "Torch restores the rate at the step whose number is total_iters, and with 0 there is none.",
        span.set("total_iters", span.half),
    )


@pitfall(LinearLR)
def ramp_of_no_length(span: Span) -> Caution | None:
    """Find a LinearLR that never leaves its start."""
    settings, rates = span.settings, span.rates
    if settings.total_iters or settings.start_factor == settings.end_factor or span.by_milestone:
        return None
    factor = number(settings.start_factor)
    stays = f"The rate stays at {number(rates[0])}" if span.steady else f"LinearLR stays at start_factor {factor}"
    return span.caution(
        "P7",
        "total_iters",
        f"{stays} throughout: total_iters is 0.",
        "Torch applies start_factor when it is built and then waits for a step that never comes; "
        "end_factor is not looked at.",
        span.set("total_iters", span.half),
    )


@pitfall(PolynomialLR)
def decay_of_no_length(span: Span) -> Caution | None:
    """Find a PolynomialLR that never decays."""
    if span.settings.total_iters or span.by_milestone:
        return None
    return span.caution(
        "P7",
        "total_iters",
        "PolynomialLR never changes the rate: total_iters is 0.",
        "Torch leaves the rate alone once total_iters steps are done, and here they are done at the start.",
        span.set("total_iters", span.length),
    )


@pitfall(LinearLR, PolynomialLR, fatal=True)
def division_by_no_length(span: Span) -> Caution | None:
    """Find a way of no steps that a SequentialLR comes to: torch fails."""
    if span.settings.total_iters or not span.by_milestone:
        return None
    return span.caution(
        "P7",
        "total_iters",
        f"Torch stops with a division by zero after {span.counted(span.start)}: total_iters is 0.",
        "A SequentialLR computes the first rate of the next scheduler as a share of its total_iters.",
        span.set("total_iters", max(1, span.length)),
    )


@pitfall(*WAYS, too_late=True)
def way_does_not_end(span: Span) -> Caution | None:
    """Find more steps planned than there are."""
    settings, rates = span.settings, span.rates
    field = WAYS[type(settings)]
    planned = getattr(settings, field)
    if planned <= span.length or (len(rates) and rates.min() == rates.max()):
        return None
    still = f" {span.when(span.length - 1).capitalize()} still trains at {number(rates[-1])}." if len(rates) else ""
    return span.caution(
        "P31",
        field,
        f"{settings.kind} is cut short: its way takes {span.counted(planned)}, and {span.limit}.{still}",
        f"{field} alone sets the pace; torch does not know how long the run is.",
        span.set(field, span.length),
    )


@pitfall(CosineAnnealingLR)
def past_the_lowest(span: Span) -> Caution | None:
    """Find a cosine that rises again."""
    lowest, rates = span.settings.T_max, span.rates
    if span.length <= lowest + 1 or (len(rates) > lowest + 1 and rates[lowest + 1 :].max() <= rates[lowest]):
        return None
    rises = "CosineAnnealingLR leads the rate back"
    if len(rates) > lowest and rates[: lowest + 1].max() > rates[lowest]:
        rises = f"The rate rises again from {number(rates[lowest])} to {number(rates[lowest:].max())}"
    return span.caution(
        "P8",
        "T_max",
        f"{rises}: T_max is {lowest}, and {span.limit}.",
        "CosineAnnealingLR is a whole wave: after T_max steps down it takes T_max steps up.",
        span.set("T_max", span.length),
    )


@pitfall(CosineAnnealingLR, CosineAnnealingWarmRestarts)
def upside_down(span: Span) -> Caution | None:
    """Find a lowest rate that lies above the first one."""
    lowest, rates = span.settings.eta_min, span.rates
    if len(rates) < 2 or not lowest or lowest <= rates[0] or rates[1] <= rates[0]:
        return None
    return span.caution(
        "P8",
        "eta_min",
        f"The rate rises instead of falling: eta_min {number(lowest)} is above the first rate, {number(rates[0])}.",
        "The wave leads from the rate that stands there to eta_min, whichever is higher.",
        span.set("eta_min", 0.0),
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
