"""Rows in a page of SQLite's file format, recognised by the number and types of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from training.runs.store.salvage.pages import Image, Pages, View

Value = int | float | str | bytes | None
LEAF, INDEX_LEAF, INDEX_INTERIOR = 13, 10, 2  # kinds of pages
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes of each type of number
FIXED = {0: 0, **INTEGERS, 7: 8, 8: 0, 9: 0}
LETTERS = {0: "N", 7: "F"} | dict.fromkeys((*INTEGERS, 8, 9), "I")
LONGEST_HEAD = 80  # bytes before the columns of a row
HIGHEST = 2**63  # number of a row, and one more
CARVED = 2  # added to the rank of a row that no page's list of rows names
# of version 1, and the columns that version 2 added: N nothing, I integer, F float, T text, B bytes
SHAPES = {
    "runs": re.compile("[NI]T[NT]T{6}I[IF]I[NIF]{6}[NI]{4}([NT][NI])?"),
    "blocks": re.compile("IITBB[NI]?"),
    "checkpoints": re.compile("IIIB[NI]?"),
    "sweeps": re.compile("[NI]TTT"),
}
TAG = re.compile("IT")
# what stands near the begin of a row's columns: when a run was begun, the names of figures, a state's first entry
SIGNS = re.compile(
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00|lr,lr_after,loss|PK\x03\x04.{26}archive/data\.pkl", re.DOTALL
)
DIGEST_SIZE = 32  # bytes of a state before the entry


class Record(NamedTuple):
    """A row, its columns in the table's order, whether or not they make sense."""

    table: str
    values: tuple[Value, ...]
    rank: int


class Layout(NamedTuple):
    """Where a row's columns stand, and of which types they are."""

    table: str
    rowid: int
    types: list[int]
    begin: int  # of the payload, in the page
    head: int  # bytes of the payload before the columns
    length: int  # of the payload


def records_in(pages: Pages) -> Iterator[Record]:
    """Yield each row that can be recognised; one that was written more than once, each time."""
    for image in pages.images:
        kind = image.content[0] if image.content else 0
        if kind in (INDEX_LEAF, INDEX_INTERIOR):
            yield from _tags(image, pages)
            continue
        starts = list(cell_starts(image.content)) if kind == LEAF else []
        layouts = [layout_of(image.content, at, pages.longest) for at in starts]
        for layout in filter(None, layouts):
            yield from records_at(layout, image, pages, image.rank)
        if kind != LEAF or None in layouts:
            for layout in _carved(image.content, pages.longest):
                yield from records_at(layout, image, pages, image.rank + CARVED)


def cell_starts(page: bytes, head: int = 8) -> Iterator[int]:
    """Yield where the rows of a page begin."""
    for at in range(head, min(head + 2 * int.from_bytes(page[3:5]), len(page) - 1), 2):
        yield int.from_bytes(page[at : at + 2])


def _carved(page: bytes, longest: int) -> Iterator[Layout]:
    """Yield the rows in a page whose own list of them is broken."""
    for sign in SIGNS.finditer(page):
        begin = sign.start() - (DIGEST_SIZE if sign[0].startswith(b"PK") else 0)
        for at in range(max(0, begin - LONGEST_HEAD), begin):
            layout = layout_of(page, at, longest)
            if layout and 0 <= begin - layout.begin - layout.head <= 18:  # two numbers at most before it
                yield layout


def layout_of(page: bytes, at: int, longest: int) -> Layout | None:
    """Return how the row is laid out that begins here; None: none of ours does."""
    try:
        length, begin = _varint(page, at)
        rowid, begin = _varint(page, begin)
        head, types = _types(page, begin)
    except IndexError:
        return None
    letters = "".join(map(_letter, types))
    table = next((name for name, shape in SHAPES.items() if shape.fullmatch(letters)), None)
    if table is None or not 0 < rowid < HIGHEST or length > longest or head + sum(map(_size, types)) != length:
        return None
    return Layout(table, rowid, types, begin, head, length)


def records_at(layout: Layout, image: Image, pages: Pages, rank: int) -> Iterator[Record]:
    """Yield the row, for each way that it may go on in other pages."""
    seen, size = set(), pages.views[0].size
    local = local_part(layout.length, size - 35, size)
    for doubt, view in enumerate(pages.views if local < layout.length else pages.views[:1]):
        payload = _payload(image.content, layout, local, view)
        if payload is not None and payload not in seen:
            seen.add(payload)
            first, *rest = _values(payload, layout.types, layout.head)
            values = (layout.rowid if first is None else first, *rest)
            yield Record(layout.table, values, rank + doubt)


def _payload(page: bytes, layout: Layout, local: int, view: View) -> bytes | None:
    """Return a row's content from its page and those that it goes on in; None where they do not hold it all."""
    parts, end, missing = [page[layout.begin : layout.begin + local]], layout.begin + local, layout.length - local
    follows = page[end : end + 4]
    while missing > 0:
        content = view.page(int.from_bytes(follows))
        follows, part = content[:4], content[4 : 4 + missing]
        parts.append(part)
        missing -= len(part)
        if not part:
            return None
    payload = b"".join(parts)
    return payload if len(payload) == layout.length else None


def _tags(image: Image, pages: Pages) -> Iterator[Record]:
    """Yield what the list of tags says; it is a tree of its own kind."""
    page, interior = image.content, image.content[0] == INDEX_INTERIOR
    most = (pages.views[0].size - 12) * 64 // 255 - 23
    for at in cell_starts(page, 12 if interior else 8):
        try:
            length, begin = _varint(page, at + 4 * interior)
            head, types = _types(page, begin)
        except IndexError:
            continue
        content = page[begin : begin + length]
        if (
            TAG.fullmatch("".join(map(_letter, types)))
            and head + sum(map(_size, types)) == len(content) == length <= most
        ):
            yield Record("tags", tuple(_values(content, types, head)), image.rank)


def local_part(length: int, most: int, size: int) -> int:
    """Return how many bytes of a payload stand in the row's own page."""
    if length <= most:
        return length
    least = (size - 12) * 32 // 255 - 23
    share = least + (length - least) % (size - 4)
    return share if share <= most else least


def _types(page: bytes, begin: int) -> tuple[int, list[int]]:
    """Return the length of a record's head, and the types that it lists; raises IndexError."""
    head, at = _varint(page, begin)
    types = []
    while at < begin + min(head, LONGEST_HEAD):
        kind, at = _varint(page, at)
        types.append(kind)
    return (head, types) if at == begin + head else (head, [])


def _values(payload: bytes, types: list[int], at: int) -> Iterator[Value]:
    for kind in types:
        content = payload[at : at + _size(kind)]
        at += len(content)
        yield _value(kind, content)


def _value(kind: int, content: bytes) -> Value:
    if kind in INTEGERS:
        return int.from_bytes(content, signed=True)
    if kind == 7:
        return float(unpack_from(">d", content)[0])
    if kind < 12:
        return {8: 0, 9: 1}.get(kind)
    return content if kind % 2 == 0 else content.decode(errors="replace")


def _size(kind: int) -> int:
    return FIXED.get(kind, max(0, (kind - 12) // 2))


def letter_of(value: Value) -> str:
    """Return which type a value has."""
    return {int: "I", float: "F", str: "T", bytes: "B"}.get(type(value), "N")


def _letter(kind: int) -> str:
    return LETTERS.get(kind) or ("?" if kind < 12 else "BT"[kind % 2])


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of 1 to 9 bytes and where it ends; raises IndexError."""
    value = 0
    for index in range(at, at + 8):
        value = value << 7 | content[index] & 0x7F
        if content[index] < 0x80:
            return value, index + 1
    return value << 8 | content[at + 8], at + 9
