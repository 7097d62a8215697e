"""`runs salvage` after damage of every kind: what it lists it does, and afterwards nothing is damaged or missing."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import contents
from tests.training.runs.store.salvage.mutants import DAMAGES, PAGE, Damaged, make
from training.cli import main
from training.exit_codes import DONE
from training.runs.store import Mode, RunStore, default_path

Captured = pytest.CaptureFixture[str]
Damage = Callable[[bytearray, random.Random], None]
RUNS = 5


def clear_page(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content) // PAGE) * PAGE
    content[at : at + PAGE] = bytes(PAGE)


def break_state(content: bytearray, chance: random.Random) -> None:
    """Change a byte in the middle of a state."""
    places = [found.start() for found in re.finditer(b"archive/data.pkl", content)]
    content[chance.choice(places) + 100] ^= 255


KINDS: tuple[Damage, ...] = (*DAMAGES, clear_page, break_state)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Damaged:
    path = tmp_path_factory.mktemp("sound") / "runs.sqlite"
    make(path, 0, RUNS)
    return Damaged.of(path)


def output(capsys: Captured, *arguments: str) -> list[str]:
    capsys.readouterr()
    main(["runs", *arguments])
    return capsys.readouterr().out.splitlines()


def put(content: bytes) -> Path:
    shutil.rmtree(default_path().parent, ignore_errors=True)
    default_path().parent.mkdir(parents=True)
    default_path().write_bytes(content)
    return default_path()


def as_done(line: str, name: str) -> str:
    """Return what is said of a run once that is done which was foreseen of it."""
    number = re.match("  run ([0-9]+),", line)
    done = re.sub("can be saved(?! as run)", f"saved as run {number[1] if number else ''}", line)
    return done.replace("can be saved", "saved").replace("runs.sqlite:", f"{name}:")


def check(capsys: Captured, sound: Damaged, mutant: bytes) -> None:
    path = put(mutant)
    before = contents(path.parent)
    foreseen = output(capsys, "salvage", "--list")
    assert {name: content for name, content in contents(path.parent).items() if name != "runs.lock"} == before
    done = output(capsys, "salvage")
    assert [as_done(line, "runs.damaged-1.sqlite") for line in foreseen] == done
    assert done[0].startswith("Nothing is damaged") == (not list(path.parent.glob("*damaged*")))
    assert main(["runs", "list"]) == DONE
    assert main(["runs", "backup", str(path.with_name("copy")), "--force"]) == DONE, done
    with RunStore(path, Mode.READ) as store:
        numbers = [run.id for run in store.find()]
        for number in numbers:
            store.load(number)
            store.checkpoint(number)
    assert sound.untouched(mutant) <= {*numbers}


@pytest.mark.parametrize(("mutants", "seed"), [(2, 0), pytest.param(20, 1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("damage", KINDS)
def test_what_is_listed_is_done_and_then_nothing_is_damaged_or_missing(
    damage: Damage, mutants: int, seed: int, sound: Damaged, capsys: Captured
) -> None:
    for number in range(mutants):
        mutant = bytearray(sound.content)
        damage(mutant, random.Random(f"{seed} {number} {damage.__name__}"))
        check(capsys, sound, bytes(mutant))
