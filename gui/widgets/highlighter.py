"""Colours for Python source: comments, strings, numbers, keywords; as much as a short script needs."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.widgets.appearance import Appearance

QUOTES = '"""'
TOKEN = re.compile(
    r"(?P<comment>\#.*)"
    r'|(?P<open>""")'
    r"""|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"|(?P<number>\b\d[\d_.]*(?:[eE][+-]?\d+)?)"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)
OUTSIDE, INSIDE = 0, 1  # a string of several lines, at a line's end


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document's lines as they change."""

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._appearance = appearance
        self._restyle()
        appearance.changed.connect(self._restyle)

    def _restyle(self) -> None:
        colors = self._appearance.colors
        chosen = {"comment": colors.muted, "string": colors.run(2), "number": colors.run(1), "keyword": colors.accent}
        for name, color in chosen.items():
            self._formats[name] = QTextCharFormat()
            self._formats[name].setForeground(QColor(color))
        self._formats["comment"].setFontItalic(True)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        start = self._close(text, 0) if self.previousBlockState() == INSIDE else 0
        while start >= 0 and (token := TOKEN.search(text, start)):
            if token.lastgroup == "open":
                start = self._close(text, token.start(), len(QUOTES))
            else:
                self.setFormat(token.start(), token.end() - token.start(), self._formats[str(token.lastgroup)])
                start = token.end()
        self.setCurrentBlockState(INSIDE if start < 0 else OUTSIDE)

    def _close(self, text: str, start: int, skip: int = 0) -> int:
        """Colour a string in triple quotes; return where it ends, -1 if on a later line."""
        end = text.find(QUOTES, start + skip)
        stop = len(text) if end < 0 else end + len(QUOTES)
        self.setFormat(start, stop - start, self._formats["string"])
        return -1 if end < 0 else stop
