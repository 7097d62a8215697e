"""The files that a verb writes what it found to, an option for each way to write it; the standard library is enough."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from training.exit_codes import DONE, FAILED
from training.exporting import Exporter, Subject, exporters_of
from training.files import FileError, check_writable, write_whole
from training.terminal.typed import named

if TYPE_CHECKING:  # importing it at run time would load more than the standard library
    from training.experiment.experiment import Experiment
    from training.terminal.progress import Interruption

T = TypeVar("T")
OUTPUT = "-"  # in place of a file


def add_targets(parser: ArgumentParser, subject: Subject[T]) -> None:
    """Add an option for each way to write the subject."""
    for exporter in exporters_of(subject):
        option = f"--{_option(exporter)}"
        parser.add_argument(option, type=named, action="append", default=[], metavar="PATH", help=exporter.help)


class Targets(Generic[T]):
    """Where a verb's result goes to; false where it goes nowhere."""

    def __init__(self, subject: Subject[T], options: Namespace, default: str | None = None) -> None:
        """Take the options; without any of them the first way writes to the default, if there is one."""
        exporters = exporters_of(subject)
        self._paths = [(one, path) for one in exporters for path in getattr(options, _option(one))]
        if default is not None and not self._paths:
            self._paths = [(exporters[0], default)]

    def __bool__(self) -> bool:
        return bool(self._paths)

    @property
    def on_output(self) -> bool:
        """Whether standard output is one of them."""
        return any(path == OUTPUT for _, path in self._paths)

    def check(self, file: str | None, experiment: Experiment) -> None:
        """Refuse early what cannot be written, or would replace what was read; raises FileError."""
        for _, path in self._paths:
            if path != OUTPUT:
                _check(path, file, experiment)

    def write(self, result: T) -> None:
        """Write all of them, each in one piece; raises FileError."""
        for exporter, path in self._paths:
            _write(path, exporter.content(result))

    def deliver(self, result: T, follows: str, interruption: Interruption) -> int:
        """Write all of them, standard output last, which alone can be broken off; returns the exit code.

        What fails is printed, so that a training was not for nothing.
        """
        code = DONE
        for exporter, path in sorted(self._paths, key=lambda pair: pair[1] == OUTPUT):
            try:
                with interruption.heeded() if path == OUTPUT else nullcontext():
                    _write(path, content := exporter.content(result))
            except FileError as error:
                print(f"{error} The {follows} on standard output.", file=sys.stderr)
                _write(OUTPUT, content)
                code = FAILED
        return code


def _option(exporter: Exporter[T]) -> str:
    return exporter.option or exporter.name


def _check(path: str, file: str | None, experiment: Experiment) -> None:

    check_writable(Path(path))
    names = (file, experiment.data.file)
    sources = [Path(name) for name in names if name]
    if Path(path).exists() and any(source.exists() and source.samefile(path) for source in sources):
        raise FileError(f"Cannot write {path}: the experiment is read from it. Choose another name.")


def _write(path: str, content: str | bytes) -> None:
    if path != OUTPUT:
        write_whole(Path(path), content if isinstance(content, bytes) else content.encode())
        return
    if isinstance(content, str):
        sys.stdout.write(content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    sys.stdout.flush()
