from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest

from training.experiment.schedulers import SCHEDULERS
from training.practice.bank import BankError, read_bank
from training.practice.checker import Checker
from training.practice.question import LEVELS, Question

BANK = read_bank()
ROOT = Path(__file__).parents[3]
OURS = ("None", "HandSwitched")  # kinds that torch has no class for


@pytest.mark.parametrize("question", BANK, ids=lambda question: question.id)
def test_torch_bears_out_every_key(question: Question, checker: Checker) -> None:
    verdict = checker.check(question)
    told = "\n".join(f"{key}: {answer}" for key, answer in verdict.answers.items())
    assert verdict.keys == set(question.expected), told
    assert question.several or len(verdict.keys) == 1
    assert len(verdict.keys) < len(question.options)


def test_a_key_that_torch_contradicts_is_found_out(checker: Checker) -> None:
    wrong = BANK[0].model_copy(update={"expected": ("a",)})
    assert checker.check(wrong).keys != set(wrong.expected)


def test_the_bank_is_large_and_has_all_levels() -> None:
    levels = Counter(question.level for question in BANK)
    assert sum(levels.values()) >= 60
    assert min(levels[level] for level in LEVELS) >= 10
    assert min(Counter(question.topic for question in BANK).values()) >= 5


@pytest.mark.parametrize("kind", [one.model_fields["kind"].default for one in SCHEDULERS])
def test_every_scheduler_is_asked_about(kind: str) -> None:
    about = [q for q in BANK if kind in q.model_dump_json(exclude={"hint", "proof", "steps", "mistake"})]
    assert about or kind in OURS


def test_no_place_is_the_right_one_more_often_than_others() -> None:
    places = Counter(question.shuffled(0).expected for question in BANK if len(question.options) == 4)
    assert max(places[key,] for key in "abcd") < 2 * min(places[key,] for key in "abcd")


def test_reading_the_bank_is_quick_and_loads_no_torch() -> None:
    code = "import sys; from training.practice.bank import read_bank; read_bank(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    begin = perf_counter()
    read_bank()
    assert perf_counter() - begin < 1.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('topic = "x"\n[[question]]\nid = "one"\n', "one: .*text"),
        ("topic = 3\nquestion = []\n", "the whole file: .*topic"),
        ('topic = "x"\n', "the whole file: .*question"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_named(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "01.toml").write_text(content)
    with pytest.raises(BankError, match=rf"(?s)01\.toml, {words}"):
        read_bank(tmp_path)


def test_two_questions_of_one_name_are_refused(tmp_path: Path) -> None:
    whole = (ROOT / "resources/questions/bank/03-multi-step.toml").read_text("utf-8")
    for name in ("01.toml", "02.toml"):
        (tmp_path / name).write_text(whole, "utf-8")
    with pytest.raises(BankError, match="milestone-twice"):
        read_bank(tmp_path)
