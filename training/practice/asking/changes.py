"""Questions for the epochs after which a schedule's rate changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.practice.asking.material import Material
from training.practice.asking.rates import TINY
from training.practice.checker import changes
from training.practice.claims import Claim
from training.practice.outcome import Outcome, in_runs
from training.practice.question import Option, Question
from training.schedule.preview import Schedule

MOST_CHANGES = 8  # that an option lists
FAINT = 1e-3  # relative: a smaller change might be taken for none
LATE = "Those are the first epochs at a new rate; it was changed after the epochs before them."
EARLY = "That is one epoch early."
FIRST_ONLY = "That is the first change only; others follow."
NEVER = "The rate does change."
MORE = "No scheduler changes the rate there."
Noted = tuple[list[int], str]


def rate_changes(material: Material) -> Question | None:
    """Ask after which epochs the rate changes; None where a reader cannot list them."""
    schedule, epochs = material.schedule, material.experiment.epochs
    right = _changes(schedule)
    if _faint(schedule) or len(right) > MOST_CHANGES or (epochs > 1 and len(right) == epochs):
        return None
    right_option, *wrong = [
        Option(text=_listed(found), claim=Claim(changes=tuple(found)), note=note)
        for found, note in _distinct([(right, ""), *_wrong(material, right, epochs)])
    ]
    return material.question(
        "changes",
        f"After which of the {epochs} epochs {_asked(material)}? A change after the last one counts, too.",
        right_option,
        wrong,
        hint="Count finished epochs: what the step after epoch n changes is used from epoch n + 1 on.",
        steps=(
            f"The epochs {material.begins} at {in_runs(schedule.lr.tolist())}.",
            f"After the last one the rate is {in_runs(schedule.lr_after[-1:].tolist())}.",
            f"So the answer is: {_listed(right)}.",
        ),
        mistake="To name the first epochs at a new rate. The change is made after the epoch before.",
    )


def _asked(material: Material) -> str:
    if material.experiment.steps_after_batch:
        return "is the rate another than at the epoch's start"
    return "does the rate change"


def _wrong(material: Material, right: Sequence[int], epochs: int) -> Iterator[Noted]:
    yield [epoch + 1 for epoch in right if epoch < epochs], LATE
    for other in material.others:
        yield _changes(other.schedule), other.note
    yield [epoch - 1 for epoch in right if epoch > 1], EARLY
    yield list(right[:1]), FIRST_ONLY
    yield [], NEVER
    yield sorted({*right, max(1, epochs // 2)}), MORE
    yield sorted({*right, epochs}), MORE


def _distinct(options: Sequence[Noted]) -> list[Noted]:
    """Return the options that say different things and are short enough to be read, the first of each."""
    found: dict[str, Noted] = {}
    for epochs, note in options:
        if len(epochs) <= MOST_CHANGES:
            found.setdefault(_listed(epochs), (epochs, note))
    return list(found.values())


def _changes(schedule: Schedule) -> list[int]:
    return changes(Outcome(tuple(schedule.lr.tolist()), tuple(schedule.lr_after.tolist())))


def _faint(schedule: Schedule) -> bool:
    """Whether it has a change that is hardly one."""
    both = zip(schedule.lr.tolist(), schedule.lr_after.tolist(), strict=True)
    return any(0 < abs(lr - after) <= max(FAINT * max(abs(lr), abs(after)), TINY) for lr, after in both)


def _listed(epochs: Sequence[int]) -> str:
    return ", ".join(map(str, epochs)) or "after none"
