"""Every verb with every wrong word in every place where one stands: one clear sentence, and no traceback."""

from __future__ import annotations

import io
import os
import re
from argparse import Action, ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from training import cli, verbs
from training.exit_codes import DONE, FAILED, WRONG_USAGE
from training.experiment.experiment import Experiment
from training.found import load, names_in
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

SENTENCE = re.compile(r"[^\n]{12,800}")
USAGE = re.compile(r"usage: .*?\n(?! )", re.DOTALL)  # what argparse prints before its own sentence
ARGPARSE = re.compile(r"python main\.py [\w -]+: error: [^\n]{12,900}")
# what no sentence for a user says
UNCLEAR = re.compile(r"Traceback|Errno|Error\b|invalid int|Cannot (read|write) \.:|file \.$|b'|\\x|None\b|: :")
BESIDE = {"assume": ["--set", "scheduler.kind=ReduceLROnPlateau"]}  # so that the word is used
WORDS = {"run": "1", "runs": "1", "way": "question", "filter": "", "path": "copy.sqlite"}


def leaves(package: ModuleType, line: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    """Yield each verb that has none of its own below it."""
    for module in names_in(package):
        verb, name = load(package, module), (*line, module.replace("_", "-"))
        if hasattr(verb, "__path__"):
            yield from leaves(verb, name)
        else:
            parser = ArgumentParser()
            verb.add_arguments(parser)
            yield name, parser


VERBS = dict(leaves(verbs))
PLACES = [
    pytest.param(verb, action, id=f"{' '.join(verb)} {(action.option_strings or [action.dest])[-1]}")
    for verb, parser in VERBS.items()
    for action in parser._actions
    if action.nargs != 0
]
BAD = ["empty", *(pytest.param(bad, marks=pytest.mark.slow) for bad in ("folder", "dash", "missing", "binary", "shut"))]


def word(bad: str, folder: Path) -> str:
    """Return what is wrong, as it is typed."""
    path = folder / bad
    match bad:
        case "empty" | "dash":
            return {"empty": "", "dash": "-"}[bad]
        case "folder":
            path.mkdir()
        case "binary":
            path.write_bytes(bytes(range(256)) * 8)
        case "shut":
            path.write_text("epochs = 1\n")
            path.chmod(0)
            if os.access(path, os.R_OK):
                pytest.skip("nothing is shut to this user")
    return str(path)


def line_of(verb: tuple[str, ...], place: Action, wrong: str) -> list[str]:
    """Return the verb with the wrong word in this place, and a good one in each other that must have one."""
    needed = [action for action in VERBS[verb]._actions if action is place or _is_needed(action)]
    words: list[str] = []
    for action in needed:
        value = wrong if action is place else WORDS[action.dest]
        words += [f"{action.option_strings[-1]}={value}"] if action.option_strings else [value]
    return [*verb, *words, *BESIDE.get(place.dest, [])]


def _is_needed(action: Action) -> bool:
    return action.required and not action.option_strings


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(("verb", "place"), PLACES)
def test_a_wrong_word_is_answered_with_one_sentence(
    verb: tuple[str, ...],
    place: Action,
    bad: str,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with RunStore(default_path(), Mode.WRITE) as store:
        store.finish(store.create(Experiment(epochs=2)), Status.STOPPED)
    line = line_of(verb, place, word(bad, tmp_path))
    try:
        code = cli.main(line)
    except SystemExit as end:
        code = int(str(end.code))
    out, err = capsys.readouterr()
    assert not UNCLEAR.search(out + err), err
    assert code in (DONE, FAILED, WRONG_USAGE)
    if code == DONE:
        return
    told = USAGE.sub("", err).strip() or out.replace(":\n ", ":").strip()
    assert SENTENCE.fullmatch(told) or ARGPARSE.fullmatch(told), err
