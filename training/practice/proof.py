"""The proof of a question's words: what its hint, its steps and its notes say, evaluated beside its own runs."""

from __future__ import annotations

from collections.abc import Iterator

from training.practice.checker import Checker
from training.practice.outcome import Outcome
from training.practice.question import BLANK, Question
from training.practice.worker_process import WorkerProcess

OWN = ""  # in place of an option's key: the question as it stands, where it can be run
TOOLS = '''
import math

def near(one, other):
    """Whether two numbers, or two rows of numbers, are the same but for what is left out of six digits."""
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(near(a, b) for a, b in zip(one, other))
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other)) + 1e-12

def train(build, lr=0.1, steps=10, figures=None):
    """Return the rates of so many steps of a scheduler on SGD, and in the end the one that stands after them."""
    optimizer = SGD([nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)
    scheduler, rates = build(optimizer), []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(*([] if figures is None else [figures[step]]))
    return [*rates, optimizer.param_groups[0]["lr"]]

def fails(run):
    """Return the class of the exception that ends the call; nothing where none does."""
    try:
        run()
    except Exception as error:
        return type(error).__name__
    return ""
'''


def untrue(question: Question, checker: Checker, worker: WorkerProcess) -> Iterator[str]:
    """Yield those of the question's proofs that what torch does does not bear out.

    Each is an expression of Python that goes on from TOOLS, from the question's snippet up to its blank, and from
    `ran`: by the keys of the options, "" for the question itself, what running it came to: `used`, `left` (the rates
    of each epoch or step, and those after it), `error`, `message`, `warned` and `printed`.
    """
    if not question.proof:
        return
    found = {key: answer.outcome for key, answer in checker.check(question).answers.items()}
    if BLANK not in question.snippet:
        found[OWN] = checker.show(question).outcome
    ran = {key: _seen(outcome) for key, outcome in found.items()}
    outcome = worker.run(f"{TOOLS}\nran = {ran!r}\n{_before_the_blank(question.snippet)}", question.proof)
    yield from (claim for claim in question.proof if not outcome.holds.get(claim))


def _before_the_blank(snippet: str) -> str:
    """Return the code that stands before the blank; nothing where the blank is within a statement."""
    code = snippet.partition(BLANK)[0]
    try:
        compile(code, "<snippet>", "exec")
    except SyntaxError:
        return ""
    return code


def _seen(outcome: Outcome) -> dict[str, object]:
    return {
        "used": list(outcome.rates),
        "left": list(outcome.rates_after),
        "error": outcome.error,
        "message": outcome.message,
        "warned": list(outcome.warnings),
        "printed": outcome.printed,
    }
