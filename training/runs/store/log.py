"""SQLite's log beside the file: the pages of the transactions that are not in the file yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from struct import unpack_from
from typing import NamedTuple

import numpy as np

USUAL_SIZE = 4096  # bytes of a page; no Stepwell has chosen another one
SIZES = (USUAL_SIZE, 1024, 2048, 8192, 16384, 32768, 65536, 512)  # that SQLite knows
MAGIC = 0x377F0682  # the lowest bit: checksums are of big-endian words
HEADER, FRAME_HEADER = 32, 24  # bytes
MODULUS = 2**32


class Frame(NamedTuple):
    """A page in the log; `is_sure`: SQLite would take it for committed."""

    page: int
    content: bytes
    is_sure: bool


class Log:
    """The content of a log, whatever has become of it."""

    def __init__(self, content: bytes, size: int = 0) -> None:
        """Take it, with the size of a page, or with its own word for that."""
        self._content = content
        self._is_whole = len(content) >= HEADER and int.from_bytes(content[:4]) | 1 == MAGIC | 1
        stated = int.from_bytes(content[8:12])
        self.size = size or (stated if stated in SIZES else USUAL_SIZE)
        self._word = np.dtype(">u4" if self._is_whole and content[3] & 1 else "<u4")
        self._salts = content[16:24] if self._is_whole else content[HEADER + 8 : HEADER + 16]

    def frames(self) -> Iterator[Frame]:
        """Yield all frames, those of older logs after them, too."""
        last = self._committed()
        for at in range(HEADER, len(self._content) - FRAME_HEADER, FRAME_HEADER + self.size):
            page = int.from_bytes(self._content[at : at + 4])
            yield Frame(page, self._page(at), at < last)

    def has_lost_transactions(self) -> bool:
        """Whether SQLite would leave out a transaction that was on the disk as a whole.

        The last one may be there in part only, for a power cut; one before another was there before that began.
        """
        begin = max(self._committed(), HEADER)
        return sum(self._ends_transaction(at) and self._follows(at) for at in self._offsets(begin)) > 1

    def _committed(self) -> int:
        """Return where the last transaction ends that is whole, as are all before it."""
        if not self._is_whole or self.added((0, 0), self._content[:24]) != unpack_from(">II", self._content, 24):
            return 0
        last = 0
        for at in self._offsets(HEADER):
            if self._content[at + 8 : at + 16] != self._salts or not self._follows(at):
                break
            if self._ends_transaction(at):
                last = at + FRAME_HEADER + self.size
        return last

    def _offsets(self, begin: int) -> range:
        return range(begin, len(self._content) - FRAME_HEADER - self.size + 1, FRAME_HEADER + self.size)

    def _page(self, at: int) -> bytes:
        return self._content[at + FRAME_HEADER : at + FRAME_HEADER + self.size]

    def _ends_transaction(self, at: int) -> bool:
        """Whether a frame of this log ends a transaction: it says how many pages the file has then."""
        return self._content[at + 4 : at + 8] != bytes(4) and self._content[at + 8 : at + 16] == self._salts

    def _follows(self, at: int) -> bool:
        """Whether a frame's checksum goes on from that of the one before it."""
        before = 24 if at == HEADER else at - self.size - FRAME_HEADER + 16
        total = self.added(unpack_from(">II", self._content, before), self._content[at : at + 8])
        return self.added(total, self._page(at)) == unpack_from(">II", self._content, at + 16)

    def added(self, total: tuple[int, int], content: bytes) -> tuple[int, int]:
        """Return SQLite's running checksum with the content added."""
        words = np.frombuffer(content, self._word).astype(np.uint32)
        (one, two, three, four), weights = _weights(len(words) // 2)
        first, second = (words @ weights).tolist()  # modulo 2³², as all of it
        before, after = total
        return (one * before + two * after + first) % MODULUS, (three * before + four * after + second) % MODULUS


@cache
def _weights(pairs: int) -> tuple[tuple[int, int, int, int], np.ndarray]:
    """Return how much the checksum before so many pairs of words counts in the one after them, and how much each word.

    A pair (x, y) makes (a + b + x, a + 2b + x + y) of (a, b).
    """
    one, two, three, four = 1, 0, 0, 1
    weights = np.empty((pairs, 2, 2), np.uint32)
    for pair in reversed(range(pairs)):
        weights[pair] = ((one + two) % MODULUS, (three + four) % MODULUS), (two, four)
        powers = one + two, one + 2 * two, three + four, three + 2 * four
        one, two, three, four = (power % MODULUS for power in powers)
    return (one, two, three, four), weights.reshape(-1, 2)
