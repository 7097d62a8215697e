"""`learn`: questions, a graded test, cards, and the printed tutorial, on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from random import Random

from training.exit_codes import DONE
from training.practice.asking.generate import generate
from training.practice.bank import read_bank
from training.practice.cards import due, read_cards
from training.practice.checker import Checker
from training.practice.exam import draw, mark
from training.practice.question import BLANK, Question
from training.practice.tutorial import Replay, read_tutorial
from training.practice.worker_process import WorkerProcess
from training.terminal.common import read_with_overrides
from training.terminal.rows import load_with_notes


def learn(way: str, seed: int, file: str | None, settings: Sequence[str]) -> int:
    """Go one of the ways, reading answers from standard input; `own` asks about the file's experiment."""
    with WorkerProcess() as worker:
        checker = Checker(worker)
        if way == "own":
            experiment = read_with_overrides(file, settings)
            _practise(generate(experiment, seed, load_with_notes(experiment, file, quiet=True).rows), checker)
        else:
            FUNCTIONS[way](seed, checker)
    return DONE


def _question(seed: int, checker: Checker) -> None:
    _practise(Random(seed).choice(read_bank()).shuffled(seed), checker)


def _test(seed: int, checker: Checker) -> None:
    questions = draw(read_bank(), seed)
    given = {question.id: _asked(question, f"{number}. ") for number, question in enumerate(questions, 1)}
    grade = mark(questions, given, checker)
    for one in grade.marks:
        print(f"{'right' if one.passed else 'wrong'}: {one.question.text} ({', '.join(sorted(one.right))})")
    _print_lines(grade.sentences())


def _cards(seed: int, checker: Checker) -> None:
    from datetime import date

    for card in due(read_cards(), {}, date.today(), seed):
        print(card.front)
        if _line("Enter turns the card over, q ends. ") == "q":
            return
        print(f"  {card.back}\n")


def _tutorial(seed: int, checker: Checker) -> None:
    replay = Replay(read_tutorial(), checker)
    for checked in replay.checked():
        print(f"{checked.statement.says}\n  {checked.reading.value}. {checked.statement.note}")
        _print_lines(checked.evidence)
    print("Key insight")
    _print_lines(replay.insight.sentences)
    _print_lines(("Training loss by the epoch:", *replay.insight.rows()))


def _practise(question: Question, checker: Checker) -> None:
    given = set(_asked(question))
    verdict = checker.check(question)
    print("Right." if given == verdict.keys else f"Right would be: {', '.join(sorted(verdict.keys))}.")
    shown: list[str] = []
    for key, answer in verdict.answers.items():
        note, happened = question.options[key].note, list(answer.outcome.sentences())
        print(f"{key}) {'right' if answer.right else 'wrong'}{f': {note}' if note else ''}")
        _print_lines(happened if happened != shown else ())
        shown = happened
    print("Solution:")
    _print_lines(question.steps)
    print(f"Common mistake: {question.mistake}")


def _asked(question: Question, before: str = "") -> list[str]:
    """Print the question and return the keys that are typed."""
    print(f"{before}{question.text}")
    if question.snippet:
        print(question.snippet.replace(BLANK, "# your lines").strip("\n"))
    for key, label in zip(question.options, question.labels, strict=True):
        print(f"  {key}) " + label.replace("\n", "\n     "))
    typed = _line("Your answer, such as a or ab: " if question.several else "Your answer: ")
    return [key for key in typed if key in question.options]


def _line(prompt: str) -> str:
    """Return a line that is typed, in small letters; nothing where standard input has ended."""
    print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower()


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"  {line}")


FUNCTIONS: dict[str, Callable[[int, Checker], None]] = {
    "question": _question,
    "test": _test,
    "cards": _cards,
    "tutorial": _tutorial,
}
