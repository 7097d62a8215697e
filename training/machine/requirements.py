"""Which requirements of pyproject.toml are met: a reader for the few forms that it uses."""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import zip_longest
from pathlib import Path

Version = tuple[int, ...]

COMPARISONS: dict[str, Callable[[Version, Version], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
LARGER = {"PySide6-Essentials": ("PySide6",)}  # as conda and some systems have it, in one piece
BOUND = rf"\s*({'|'.join(COMPARISONS)})\s*"
VERSION_BOUND = re.compile(rf"{BOUND}(\d[\w.]*)\s*")
REQUIREMENT = re.compile(
    rf"(?P<name>[A-Za-z0-9][\w.-]*)(?P<bounds>[^;]*)(;\s*python_version{BOUND}['\"](?P<python>[\d.]+)['\"]\s*)?"
)


@dataclass(frozen=True)
class Requirement:
    """`name>=1,!=1.2; python_version < '3.12'`, read."""

    name: str
    bounds: tuple[tuple[str, Version], ...]
    marker: tuple[str, Version] | None = None

    def applies(self, python: Version) -> bool:
        """Whether the marker, if there is one, holds for this Python."""
        return self.marker is None or _holds(python[:2], *self.marker)

    def admits(self, version: str) -> bool:
        """Whether a version such as `2.13.0+cpu` lies within the bounds."""
        return all(_holds(release(version), *bound) for bound in self.bounds)


def parse(text: str) -> Requirement:
    """Read one requirement string; raises ValueError for a form that pyproject.toml does not use."""
    match = REQUIREMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"Cannot read the requirement {text!r}.")
    marker = (match[4], release(match["python"])) if match["python"] else None
    return Requirement(match["name"], tuple(_bounds(match["bounds"])), marker)


def release(version: str) -> Version:
    """Return the numbers before any suffix: (2, 13, 0) for `2.13.0+cpu`."""
    match = re.match(r"\d+(\.\d+)*", version)
    if match is None:
        raise ValueError(f"{version!r} is not a version.")
    return tuple(int(part) for part in match[0].split("."))


def unmet(requirements: Iterable[str], path: Sequence[Path] | None = None) -> list[str]:
    """Return the requirements that nothing on `path` satisfies; by default, nothing this interpreter sees."""
    folders = sys.path if path is None else [str(folder) for folder in path]
    return [text for text in requirements if not _is_met(parse(text), folders)]


def _is_met(requirement: Requirement, path: list[str]) -> bool:
    if not requirement.applies(sys.version_info[:2]):
        return True
    version = installed(requirement.name, path)
    return version is not None and requirement.admits(version)


def installed(name: str, path: Sequence[str] | None = None) -> str | None:
    """Return the version of a package, or of a larger one that holds it; by default, as this interpreter sees it."""
    folders = list(sys.path if path is None else path)
    names = [name, *LARGER.get(name, ())]
    packages = (package for name in names for package in metadata.distributions(name=name, path=folders))
    # a folder that an uninstallation left behind has no version
    return next((package.version for package in packages if "Version" in package.metadata), None)


def _bounds(text: str) -> Iterable[tuple[str, Version]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = VERSION_BOUND.fullmatch(part)
        if match is None:
            raise ValueError(f"Cannot read the version bound {part!r}.")
        yield match[1], release(match[2])


def _holds(version: Version, comparison: str, bound: Version) -> bool:
    left, right = zip(*zip_longest(version, bound, fillvalue=0), strict=True)
    return COMPARISONS[comparison](left, right)
