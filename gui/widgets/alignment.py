"""How cells stand: numbers on the right, words on the left. Made once: a table draws hundreds of cells in a frame."""

from __future__ import annotations

from PySide6.QtCore import Qt

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
