"""How much memory this process may still take: the least of what the system, its group and its own limits leave."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC, GROUPS = Path("/proc"), Path("/sys/fs/cgroup")
KIB = 1024


class _Names(NamedTuple):
    """What the files and lines of a control group are called."""

    limit: str
    used: str
    cache: str
    shared: str


UNIFIED = _Names("memory.max", "memory.current", "file", "shmem")
LEGACY = _Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache", "total_shmem")


def free_memory() -> int | None:
    """Return the bytes that can be taken at most, swap included; None where the system does not tell."""
    if sys.platform == "win32":
        return _windows()
    swap, system = _system()
    rooms = [*system, *(room + swap for room in _groups()), *_limits()]
    return max(0, min(rooms)) if rooms else _physical()


def _system() -> tuple[int, list[int]]:
    """Return the free swap, and what Linux says is available; nothing elsewhere."""
    with suppress(OSError, ValueError, KeyError):
        lines = (line.split() for line in (PROC / "meminfo").read_text().splitlines())
        facts = {words[0].rstrip(":"): int(words[1]) * KIB for words in lines}
        swap = facts.get("SwapFree", 0)
        return swap, [facts["MemAvailable"] + swap]
    return 0, []


def _groups() -> Iterator[int]:
    """Yield what is left in each control group that the process is in; what it caches of files counts as free."""
    with suppress(OSError, ValueError):
        for line in (PROC / "self" / "cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers:
                yield from _group(GROUPS, path, UNIFIED)
            elif "memory" in controllers.split(","):
                yield from _group(GROUPS / "memory", path, LEGACY)


def _group(root: Path, path: str, names: _Names) -> Iterator[int]:
    folder = root / path.lstrip("/")
    for group in (folder, *folder.parents):
        if group.is_relative_to(root):
            with suppress(OSError, ValueError):  # no limit, or a group that is not to be seen from here
                limit, used = (int((group / name).read_text()) for name in (names.limit, names.used))
                facts = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
                yield limit - used + int(facts.get(names.cache, 0)) - int(facts.get(names.shared, 0))


def _limits() -> Iterator[int]:
    """Yield what `ulimit` leaves of the process's addresses."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = (PROC / "self" / "statm").read_text().split()
        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY:
            yield limit - int(pages[0]) * resource.getpagesize()


def _physical() -> int | None:
    """Return all memory that is built in; None where the system does not tell."""
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _windows() -> int | None:
    """Return what Windows can still promise, its page file included."""
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "total_page", "available_page")),
            *((name, ctypes.c_ulonglong) for name in ("total_virtual", "available_virtual", "extended")),
        ]

    status = Status()
    status.length = ctypes.sizeof(Status)
    found = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return min(status.available_page, status.available_virtual) if found else None
