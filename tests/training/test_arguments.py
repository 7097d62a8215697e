"""The parser: a verb is one file in its folder, and no list of verbs stands anywhere."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from training import verbs
from training.arguments import build_parser, verb_names
from training.cli import main, refuse_non_file
from training.exit_codes import WRONG_USAGE
from training.found import load, names_in
from training.verbs import runs

VERB = '''"""`count-down`: a verb that no other file knows."""

from argparse import ArgumentParser, Namespace

from training.errors import ExpectedError

HELP = "count down to nothing"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("start", type=int)


def run(options: Namespace) -> int:
    if options.start < 0:
        raise ExpectedError(f"{options.start} is below nothing; begin higher.")
    print(*range(options.start, -1, -1))
    return 0
'''


@pytest.fixture
def count_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more file among the verbs, and one among those of `runs`."""
    (tmp_path / "count_down.py").write_text(VERB)
    for package in (verbs, runs):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])


@pytest.mark.parametrize("line", [["count-down"], ["runs", "count-down"]])
@pytest.mark.usefixtures("count_down")
def test_a_verb_is_one_file(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*line[:-1], "--help"])
    assert "count-down count down to nothing" in " ".join(capsys.readouterr().out.split())
    assert main([*line, "3"]) == 0
    assert capsys.readouterr().out == "3 2 1 0\n"
    assert main([*line, "--", "-3"]) == WRONG_USAGE
    assert capsys.readouterr().err == "-3 is below nothing; begin higher.\n"


@pytest.mark.usefixtures("count_down")
def test_a_new_verb_is_meant_by_who_mistypes_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert refuse_non_file(["count-dwon"]) == WRONG_USAGE
    assert "Did you mean the verb 'count-down'?" in capsys.readouterr().err


LINES = [name for name in verb_names() if name != "runs"] + [f"runs {name}" for name in names_in(runs)]


@pytest.mark.parametrize("line", LINES)
def test_an_option_that_there_is_not_is_refused_with_the_verb_s_own_usage(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["question"] if line == "learn" else ["1"]
    with pytest.raises(SystemExit):
        build_parser().parse_args([*line.split(), *given, "--no-such-option"])
    told = capsys.readouterr().err
    assert f"{line} [-h]" in told
    assert f"{line}: error: unrecognized arguments: " in told


@pytest.mark.parametrize("package", [verbs, runs])
def test_no_two_verbs_have_the_same_place_in_the_help(package: ModuleType) -> None:
    modules = [load(package, name) for name in names_in(package)]
    assert len({module.ORDER for module in modules}) == len(modules)
