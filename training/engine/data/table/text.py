"""A text file's bytes as letters: checked from end to end, never guessed."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from training.engine.data.errors import DataError, quoted

BLOCK = 1 << 20  # bytes
OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "compressed by gzip",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
}
UTF16_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)


@contextmanager
def as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """Give the file once all of it is known to be text, or a copy in UTF-8; raises DataError and OSError."""
    with path.open("rb") as file:
        _check_start(file.read(BLOCK), path.name, encoding)
    if encoding == "utf-8":
        for _ in _blocks(path, encoding):
            pass
        yield path
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder, "table.csv")
        with copy.open("w", encoding="utf-8", newline="") as file:
            file.writelines(_blocks(path, encoding))
        yield copy


def _check_start(start: bytes, name: str, encoding: str) -> None:
    for signature, kind in OTHER_FORMATS.items():
        if start.startswith(signature):
            raise DataError(f"{quoted(name)} is {kind}, not a text file. Save the table as CSV or Parquet.")
    is_utf16 = start.startswith(UTF16_MARKS)
    if encoding != "utf-16" and is_utf16:
        raise DataError(f"{quoted(name)} is stored as UTF-16. Set data.encoding to 'utf-16'.")
    if encoding == "utf-16" and start and not is_utf16:
        raise DataError(f"{quoted(name)} does not begin as UTF-16 does. Set data.encoding to 'utf-8'.")
    if encoding in ("latin-1", "windows-1252") and (start.startswith(BOM_UTF8) or _is_utf8(start)):
        raise DataError(f"{quoted(name)} is stored as UTF-8, not as {encoding}. Set data.encoding to 'utf-8'.")


def _is_utf8(start: bytes) -> bool:
    """Return whether bytes beyond ASCII make sense as UTF-8; those of other encodings hardly ever do."""
    try:
        return not getincrementaldecoder("utf-8")().decode(start).isascii()
    except UnicodeDecodeError:
        return False


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    """Decode the file block by block; raises DataError with the line of the first byte that is no text."""
    decoder, line = getincrementaldecoder(encoding)(), 1
    with path.open("rb") as file:
        more = True
        while more:
            block = file.read(BLOCK)
            more = bool(block)
            try:
                text = decoder.decode(block, final=not more)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise DataError(
                    f"Line {line} of {quoted(path.name)} is not {encoding} text. Set data.encoding to how "
                    "the file is stored ('windows-1252' is common), or save the file as UTF-8."
                ) from None
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise DataError(
                    f"Line {line} of {quoted(path.name)} holds a NUL character, which no table has. "
                    "Save the table as CSV again."
                )
            line += text.count("\n")
            yield text
