"""The pages of a damaged SQLite file and of the log beside it: each by itself, whatever has become of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import NamedTuple

MAGIC = b"SQLite format 3\0"
LOG_MAGIC = 0x377F0682  # the lowest bit: its checksums are of big-endian words
LOG_HEADER, FRAME_HEADER = 32, 24  # bytes
USUAL_SIZE = 4096  # of a page; no Stepwell has chosen another one
SIZES = (USUAL_SIZE, 1024, 2048, 8192, 16384, 32768, 65536, 512)
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

    images: list[Image]
    views: list[View]

    @property
    def size(self) -> int:
        """Return the bytes of all images; nothing that was stored is longer."""
        return sum(len(image.content) for image in self.images)


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
    told = [int.from_bytes(file[16:18])] if file.startswith(MAGIC) else []
    told += [int.from_bytes(log[8:12])] if _is_log(log) else []
    return list(dict.fromkeys((*(size for size in told if size in SIZES), *SIZES)))


def pages_of(file: bytes, log: bytes, size: int) -> Pages:
    """Return all pages of this size; the first, which holds no rows of ours, is left out."""
    frames = list(_frames(log, size))
    sure = {number: content for number, content, is_sure in frames if is_sure}
    late = {number: content for number, content, _ in frames}
    views = [View(file, size, sure), View(file, size, sure | late), View(file, size, {})]
    images = [Image(content, CURRENT) for number, content in sure.items() if number != 1]
    images += [Image(content, DOUBTFUL) for number, content, _ in frames if content is not sure.get(number)]
    for at in range(size, len(file), size):
        images.append(Image(file[at : at + size], DOUBTFUL if at // size + 1 in sure else CURRENT))
    return Pages(images, views if frames else views[:1])


def _is_log(log: bytes) -> bool:
    return len(log) >= LOG_HEADER and int.from_bytes(log[:4]) | 1 == LOG_MAGIC | 1


def _frames(log: bytes, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield page number and content of each frame, and whether SQLite would take it for committed."""
    last = _committed(log, size) if _is_log(log) else 0
    for at in range(LOG_HEADER, len(log) - FRAME_HEADER, FRAME_HEADER + size):
        begin = at + FRAME_HEADER
        yield int.from_bytes(log[at : at + 4]), log[begin : begin + size], at < last


def _committed(log: bytes, size: int) -> int:
    """Return where the last transaction ends that is whole, as are all before it."""
    order = ">II" if log[3] & 1 else "<II"
    salts, total, last = log[16:24], _added((0, 0), log[:24], order), 0
    for at in range(LOG_HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        total = _added(_added(total, log[at : at + 8], order), log[at + FRAME_HEADER : at + FRAME_HEADER + size], order)
        if log[at + 8 : at + 16] != salts or unpack_from(">II", log, at + 16) != total:
            break
        if int.from_bytes(log[at + 4 : at + 8]):  # so many pages has the file after this frame, which ends a commit
            last = at + FRAME_HEADER + size
    return last


def _added(total: tuple[int, int], content: bytes, order: str) -> tuple[int, int]:
    """Return SQLite's running checksum with the content added."""
    first, second = total
    for one, two in iter_unpack(order, content):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
