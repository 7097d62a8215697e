"""What a change must pass is written down once; the hosted run and the hooks call it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN, STYLE = (ROOT / ".ci" / name for name in ("run", "style"))
HOOKS = ROOT / ".pre-commit-config.yaml"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
TOOLS = re.compile(r"-m (ruff|mypy|pytest|tests)\b")


def lines(path: Path, start: str) -> list[str]:
    """Return what follows `start` on each line that begins with it."""
    return re.findall(rf"^ *(?:- )?{re.escape(start)} ?(.*)$", path.read_text("utf-8"), re.MULTILINE)


def test_the_hooks_are_the_commands_of_style() -> None:
    commands = re.findall(r"^(\w+)\(\) \{", STYLE.read_text("utf-8"), re.MULTILINE)
    assert lines(HOOKS, "entry:") == [f".ci/style {command}" for command in commands]
    assert lines(STYLE, "[ $# -gt 0 ] || set --") == [" ".join(commands)]


def test_the_run_ends_with_all_commands_of_style() -> None:
    assert RUN.read_text("utf-8").endswith("\n.ci/style\n")


def test_the_hosted_run_is_the_run() -> None:
    job = WORKFLOW.read_text("utf-8").partition("  run:\n")[2].partition("\n  start:\n")[0]
    assert re.findall(r"- run: (.*)", job) == [".ci/run"]
    assert not TOOLS.search(WORKFLOW.read_text("utf-8") + HOOKS.read_text("utf-8"))


def test_the_hosted_run_begins_with_the_oldest_python_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (matrix,) = lines(WORKFLOW, "python:")
    assert project["requires-python"] == f">={re.findall(r'3[.][0-9]+', matrix)[0]}"


def test_both_scripts_can_be_run_from_a_clone() -> None:
    for script in (RUN, STYLE):
        listed = subprocess.run(["git", "ls-files", "--stage", script], cwd=ROOT, capture_output=True, text=True)
        assert not listed.stdout or listed.stdout.startswith("100755")
