"""First start from a bare Python: install what pyproject.toml asks for into `.venv`, then go on inside it.

Standard library only. Older Pythons must be able to parse this file, so that they get the sentence below.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Stepwell needs Python 3.11 or newer, and this is Python %d.%d. "
        "Start it with a newer one, for example: python3.12 main.py\n" % sys.version_info[:2]
    )
    sys.exit(3)

from collections.abc import Iterable
from pathlib import Path

from training.files import explained
from training.layout import IS_INSTALLED, ROOT
from training.machine.environment import Environment, SetUpError, show_message


def ensure(extras: Iterable[str] = ()) -> None:
    """Return when this interpreter has all that pyproject.toml asks for; otherwise go on inside `.venv`.

    Exits with 3 when `.venv` cannot be set up, and with 130 when Ctrl+C stops that.
    """
    if IS_INSTALLED:
        return  # pip has seen to the requirements
    try:
        _ensure(_requirements(extras), Environment(ROOT / ".venv"))
    except SetUpError as error:
        _give_up(str(error), 3)
    except OSError as error:
        _give_up(str(explained("write", Path(error.filename or ROOT), error)), 3)


def _requirements(extras: Iterable[str]) -> list[str]:
    import tomllib  # which --help and an installed copy need not wait for

    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = [line for extra in extras for line in table["optional-dependencies"][extra]]
    return [*table["dependencies"], *optional]


def _ensure(wanted: list[str], home: Environment) -> None:
    if home.is_running() and home.promises(wanted):
        return
    # imported here because reading the packages' metadata is the slow part
    from training.machine.requirements import unmet

    if not unmet(wanted):
        return
    if not home.promises(wanted):
        _set_up(wanted, home)
    _enter(home)


def _set_up(wanted: list[str], home: Environment) -> None:
    from training.machine.installation import set_up

    try:
        set_up(home, wanted)
    except KeyboardInterrupt:
        _give_up("It was stopped, and begins anew at the next start.", 130)


def _enter(home: Environment) -> None:
    try:
        home.enter()
    except OSError as error:
        reason = explained("start", home.python, error)
        raise SetUpError(f"{reason} Delete {home.folder} and start again.") from None


def _give_up(reason: str, code: int) -> None:
    show_message(f"The set-up is not complete. {reason}")
    sys.exit(code)
