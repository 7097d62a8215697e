"""The pages of a damaged SQLite file and of the log beside it: each by itself, whatever has become of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from training.runs.store.log import SIZES, Log

MAGIC = b"SQLite format 3\0"
CURRENT, DOUBTFUL = 0, 1  # an earlier rank is rather the last that was written


class View(NamedTuple):
    """Pages by their numbers: the file's, and over them some of the log's."""

    file: bytes
    size: int
    over: Mapping[int, bytes]

    def page(self, number: int) -> bytes:
        """Return a page; one that is not there is empty."""
        at = (number - 1) * self.size
        return self.over[number] if number in self.over else self.file[at : at + self.size] if number else b""


class Image(NamedTuple):
    """A page as it stood at some time, and how sure it is that it was the last time."""

    content: bytes
    rank: int


class Pages(NamedTuple):
    """All images of pages, and the views in which a row goes on that is too long for one; the likely ones first."""

    images: Iterable[Image]
    views: list[View]
    longest: int  # bytes that a row may have


def log_of(path: Path) -> Path:
    """Return where SQLite puts what is not in the file yet."""
    return path.with_name(f"{path.name}-wal")


def content_of(path: Path) -> tuple[bytes, bytes]:
    """Return the file and the log beside it; raises OSError where there is neither."""
    log = log_of(path)
    if not path.exists() and log.exists():
        return b"", log.read_bytes()
    return path.read_bytes(), log.read_bytes() if log.exists() else b""


def sizes_of(file: bytes, log: bytes) -> list[int]:
    """Return the page sizes that there may be, the likely one first."""
    stated = [int.from_bytes(file[16:18])] if file.startswith(MAGIC) else []
    stated += [Log(log).size] if log else []
    return list(dict.fromkeys((*(size for size in stated if size in SIZES), *SIZES)))


def pages_of(file: bytes, log: bytes, size: int) -> Pages:
    """Return all pages of this size; the first, which holds no rows of ours, is left out."""
    frames = [(frame.page, frame.content, frame.is_sure) for frame in Log(log, size).frames()]
    sure = {number: content for number, content, is_sure in frames if is_sure}
    late = {number: content for number, content, _ in frames}
    views = [View(file, size, sure), View(file, size, sure | late), View(file, size, {})]
    return Pages(_images(file, frames, views[0]), views if frames else views[:1], len(file) + len(log))


def _images(file: bytes, frames: list[tuple[int, bytes, bool]], current: View) -> Iterator[Image]:
    sure, size = current.over, current.size
    yield from (Image(content, CURRENT) for number, content in sure.items() if number != 1)
    yield from (Image(content, DOUBTFUL) for number, content, _ in frames if content is not sure.get(number))
    for at in range(size, len(file), size):
        yield Image(file[at : at + size], DOUBTFUL if at // size + 1 in sure else CURRENT)
