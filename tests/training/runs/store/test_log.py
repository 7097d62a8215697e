"""The log: what a power cut leaves of it is no damage; what SQLite would pass over without a word is."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from struct import iter_unpack

import pytest

from tests.training.runs.store.conftest import epoch
from tests.training.runs.store.salvage.mutants import DAMAGES, told
from training.experiment.experiment import Experiment
from training.runs.store import Mode, RunStore
from training.runs.store.log import MAGIC, Log
from training.runs.store.salvage import salvage_set_aside

EPOCHS = 40


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A store whose writer was killed, each epoch in a transaction of its own."""
    path, copy = tmp_path / "runs.sqlite", tmp_path / "killed" / "runs.sqlite"
    copy.parent.mkdir()
    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment(epochs=EPOCHS))
        for number in range(1, EPOCHS + 1):
            store.append(run, [epoch(number)], b"state")
        for side in ("", "-wal"):
            shutil.copy(f"{path}{side}", f"{copy}{side}")
    return copy


def test_a_log_that_ends_anywhere_is_no_damage(killed: Path) -> None:
    chance, log = random.Random(0), Path(f"{killed}-wal").read_bytes()
    assert len(log) > 100 * 4096
    for _ in range(30):
        torn = bytearray(log[: chance.randrange(len(log))])
        torn[-chance.randrange(1, 2000) :] = bytes(1000)
        assert not Log(bytes(torn)).has_lost_transactions()


def test_damage_in_the_log_takes_no_epoch_away(killed: Path, tmp_path: Path) -> None:
    chance, log = random.Random(1), Path(f"{killed}-wal").read_bytes()
    for number in range(8):
        path = tmp_path / str(number) / "runs.sqlite"
        shutil.copytree(killed.parent, path.parent)
        damaged = bytearray(log)
        damaged[chance.randrange(len(log) * 2 // 3)] ^= 16
        Path(f"{path}-wal").write_bytes(damaged)
        with RunStore(path, Mode.WRITE) as store:
            assert "runs.damaged-1.sqlite" in store.notice
            salvage_set_aside(store)
            assert store.summary(1).epochs == len(store.load(1).trace) == EPOCHS


def test_whatever_happened_to_the_log_no_epoch_is_told_otherwise_than_it_was(killed: Path) -> None:
    log, truth = Path(f"{killed}-wal").read_bytes(), [repr(epoch(number)) for number in range(1, EPOCHS + 1)]
    saved = []
    for number in range(3 * len(DAMAGES)):
        mutant = bytearray(log)
        DAMAGES[number % len(DAMAGES)](mutant, random.Random(number))
        Path(f"{killed}-wal").write_bytes(mutant)
        for _, epochs, _ in told(killed).values():
            assert epochs == truth[: len(epochs)]
            saved.append(len(epochs))
    assert sum(saved) > 0.8 * len(saved) * EPOCHS


@pytest.mark.parametrize(("magic", "order"), [(MAGIC, "<II"), (MAGIC | 1, ">II")])
def test_the_checksum_is_the_one_that_sqlite_describes(magic: int, order: str) -> None:
    """Pair by pair: s0 += x + s1, s1 += y + s0, of words in the order that the log's first bytes tell."""
    chance, log = random.Random(2), Log(magic.to_bytes(4) + bytes(28))
    for pairs in (0, 1, 3, 512, *(chance.randrange(9000) for _ in range(20))):
        content, total = chance.randbytes(8 * pairs), (chance.getrandbits(32), chance.getrandbits(32))
        first, second = total
        for one, two in iter_unpack(order, content):
            first = (first + one + second) % 2**32
            second = (second + two + first) % 2**32
        assert log.added(total, content) == (first, second)
