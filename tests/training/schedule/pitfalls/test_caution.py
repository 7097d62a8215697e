from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.training.schedule.pitfalls.cases import ROWS, experiments, previewed
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, read_experiment
from training.experiment.optimizers import SGD
from training.experiment.overrides import with_overrides
from training.experiment.paths import keys_of, value_at
from training.experiment.schedulers import (
    SWALR,
    CyclicLR,
    LambdaLR,
    MultiStepLR,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.numbering import NAMED
from training.schedule.pitfalls import Caution, Fix, warnings_of

FOLDER = Path(__file__).parents[4] / "resources" / "examples"
JUMPING = FOLDER / "two_schedulers_in_a_row.toml"
EXAMPLES = sorted(set(FOLDER.glob("*.toml")) - {JUMPING})


def what(caution: Caution) -> tuple[str, str, str, bool]:
    """What a caution is about, whatever its numbers."""
    return caution.pitfall, caution.path, caution.reason, " of the head " in caution.message


def said(caution: Caution) -> tuple[str, str, tuple[str, ...]]:
    """What a caution says of which epochs, whatever its numbers and wherever it stands."""
    epochs = tuple(found.group() for found in NAMED.finditer(caution.message))
    return caution.pitfall, re.sub(r"\d[\d.,e+-]*", "", caution.message), epochs


def assigned(experiment: Experiment, fix: Fix) -> Experiment:
    """The experiment with each value written where the path says, as a form does it."""
    values = experiment.model_dump()
    for path, value in fix.changes:
        *owner, name = keys_of(path)
        table = values
        for key in owner:
            if isinstance(table, dict) and isinstance(table[key], tuple):
                table[key] = list(table[key])
            table = table[key]
        if name == "kind":
            table.clear()
        table[name] = value
    return experiment_from(values)


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_every_fix_gives_a_sound_experiment_without_its_caution(experiment: Experiment) -> None:
    found = warnings_of(experiment, previewed(experiment), ROWS)
    for caution in found:
        event(f"{caution.pitfall} {caution.path.rpartition('.')[2]}")
        assert caution.message.endswith(".")
        assert caution.reason.endswith(".")
        if caution.fix is None:
            continue

        mended = experiment_from(with_overrides(plain(experiment), caution.fix.overrides))

        assert mended == assigned(experiment, caution.fix)
        left = warnings_of(mended, previewed(mended), ROWS)
        assert what(caution) not in map(what, left)
        assert [*map(said, left)].count(said(caution)) < [*map(said, found)].count(said(caution))


@pytest.mark.parametrize(
    "scheduler",
    [
        LambdaLR(lr_lambda="0*epoch"),
        CyclicLR(base_lr=0.0, max_lr=0.1, step_size_up=3, mode="triangular2"),
        SWALR(swa_lr=0.0, anneal_epochs=0),
        MultiStepLR(milestones=(0,), gamma=0.0),
        SequentialLR(schedulers=(LambdaLR(lr_lambda="0"), StepLR(step_size=3)), milestones=(4,)),
    ],
)
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_rate_of_0_that_the_scheduler_makes_is_not_blamed_on_lr(scheduler: SchedulerSettings, by_hand: bool) -> None:
    plan = {"edits": (Edit(epoch=4, lr=0.0, scheduler=scheduler),)} if by_hand else {"scheduler": scheduler}
    experiment = Experiment(optimizer=SGD(lr=0.1 if by_hand else 0.0), step_scheduler="epoch", **plan)

    found = warnings_of(experiment, previewed(experiment), ROWS)

    assert any(caution.pitfall == "P26" and ".scheduler" in f".{caution.path}" for caution in found)
    assert not any(caution.pitfall == "P26" and caution.path.endswith(".lr") for caution in found)
    for _ in range(9):
        fixes = [caution.fix for caution in found if caution.fix is not None]
        if not fixes:
            break
        experiment = fixes[-1].mended(experiment)
        found = warnings_of(experiment, previewed(experiment), ROWS)
    assert not fixes, "they go in a circle"


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("kind", ["StepLR", "MultiStepLR"])
def test_what_counts_batches_is_not_sent_past_the_end(kind: str, size: int) -> None:
    field = {"step_size": size} if kind == "StepLR" else {"milestones": [size]}
    experiment = experiment_from({"epochs": 2, "step_scheduler": "batch", "scheduler": {"kind": kind, **field}})

    found = warnings_of(experiment, previewed(experiment), ROWS)

    for fix in (caution.fix for caution in found if caution.fix is not None):
        mended = fix.mended(experiment)
        left = warnings_of(mended, previewed(mended), ROWS)
        assert not any("never" in caution.message for caution in left)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_every_caution_names_a_setting_that_is_there(experiment: Experiment) -> None:
    for caution in warnings_of(experiment, previewed(experiment), ROWS):
        value_at(experiment.model_dump(), keys_of(caution.path))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_what_torch_cannot_run_is_explained(experiment: Experiment) -> None:
    if previewed(experiment) is not None:
        return

    found = warnings_of(experiment, None, ROWS)

    assert any("Torch stops" in caution.message for caution in found)


@pytest.mark.parametrize("file", [None, *EXAMPLES], ids=lambda file: file.stem if file else "default")
def test_the_examples_give_no_cause_for_caution(file: Path | None) -> None:
    experiment = Experiment() if file is None else read_experiment(file)

    assert warnings_of(experiment, previewed(experiment), ROWS) == []


def test_the_example_of_a_jump_is_warned_of_nothing_else() -> None:
    experiment = read_experiment(JUMPING)

    assert [caution.pitfall for caution in warnings_of(experiment, previewed(experiment), ROWS)] == ["P13"]


def test_a_fix_is_written_as_the_command_line_takes_it() -> None:
    fix = Fix("Mend", (("scheduler.schedulers", ({"kind": "StepLR", "milestones": (1, 2), "x": None},)), ("lr", None)))

    assert fix.overrides == ['scheduler.schedulers=[{kind = "StepLR", milestones = [1, 2]}]', "lr=none"]
    assert tomllib.loads(fix.overrides[0])
