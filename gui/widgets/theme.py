"""Colours and the style sheet, light and dark, following the system."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

# Okabe and Ito's colours, which differ for colour-blind eyes too; the second of each pair is for a dark ground
RUN_COLORS = (
    ("#0072b2", "#4aa8e0"),
    ("#d55e00", "#f0803c"),
    ("#009e73", "#2cc296"),
    ("#b8588c", "#d98bb5"),
    ("#b07d00", "#e6b133"),
    ("#3d4a5c", "#c3ccd8"),
)
UNSAVED_SLOT = 2 * len(RUN_COLORS)  # where the lines' patterns are others than those of the first runs


def slot_of(number: int) -> int:
    """Return a run's index among the colours, from 0, which have gone round where it is beyond them."""
    return number - 1 if number > 0 else UNSAVED_SLOT - number - 1


@dataclass(frozen=True)
class Colors:
    """The colours of one scheme, as #rrggbb."""

    dark: bool
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    error: str
    warning: str
    grid: str

    def run(self, slot: int) -> str:
        """Return the colour at this index, as `slot_of` gives it; a run keeps its colour for life."""
        return RUN_COLORS[slot % len(RUN_COLORS)][self.dark]

    def named(self, color: str | int) -> str:
        """Return the colour of this name, as `accent`; of a number, the run's."""
        return self.run(color) if isinstance(color, int) else getattr(self, color)


LIGHT = Colors(
    dark=False,
    window="#f4f6f8",
    surface="#ffffff",
    raised="#eaeef2",
    border="#d3dae2",
    text="#17212b",
    muted="#566373",
    accent="#0b7285",
    on_accent="#ffffff",
    error="#b3261e",
    warning="#8a5a00",
    grid="#e3e8ee",
)
DARK = Colors(
    dark=True,
    window="#12171c",
    surface="#1a2027",
    raised="#252d36",
    border="#36414d",
    text="#e7ecf1",
    muted="#9dabba",
    accent="#4fc3d4",
    on_accent="#06262c",
    error="#ff8a80",
    warning="#f2c14e",
    grid="#2a333d",
)


def current_colors() -> Colors:
    """Return the colours that fit the system's scheme."""
    return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def apply_theme(app: QApplication, colors: Colors) -> None:
    """Give the application its palette and style sheet."""
    app.setPalette(_palette(colors))
    app.setStyleSheet(STYLE_SHEET.format(**vars(colors)))


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.surface,
        role.AlternateBase: c.window,
        role.Text: c.text,
        role.PlaceholderText: c.muted,
        role.Button: c.raised,
        role.ButtonText: c.text,
        role.ToolTipBase: c.raised,
        role.ToolTipText: c.text,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Link: c.accent,
        role.Accent: c.accent,
    }.items():
        palette.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.muted))
    return palette


# widgets carry the dynamic property `role` (title, summary, hint, error, warning, fix, badge, card)
STYLE_SHEET = """
QToolBar {{ border: 0; border-bottom: 1px solid {border}; padding: 4px 6px; spacing: 4px; background: {window}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }}
QToolButton:hover {{ background: {raised}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:checked {{ background: {raised}; border-color: {border}; }}
QToolButton[role="page"] {{ padding: 0 12px; color: {muted}; }}
QToolButton[role="page"]:checked {{ background: {surface}; border-color: {accent}; color: {text}; }}
QToolButton[role="switch"] {{ border-color: {border}; padding: 2px 8px; color: {muted}; }}
QToolButton[role="switch"]:checked {{ background: {accent}; border-color: {accent}; color: {on_accent}; }}
QLineEdit, QComboBox {{ background: {surface}; border: 1px solid {border}; border-radius: 5px; padding: 3px 6px;
    min-height: 20px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QComboBox:focus {{ border-color: {accent}; }}
QLineEdit[invalid="true"] {{ border-color: {error}; }}
QComboBox::drop-down {{ border: 0; width: 18px; }}
QComboBox QAbstractItemView {{ background: {surface}; border: 1px solid {border}; }}
QLabel[role="title"] {{ font-weight: 600; }}
QLabel[role="summary"], QLabel[role="hint"] {{ color: {muted}; }}
QLabel[role="error"] {{ color: {error}; }}
QLabel[role="warning"] {{ color: {warning}; }}
QPushButton[role="fix"] {{ color: {warning}; background: transparent; border: 1px solid {warning};
    border-radius: 5px; padding: 2px 8px; text-align: left; }}
QPushButton[role="fix"]:hover, QPushButton[role="fix"]:focus {{ background: {raised}; border-color: {accent}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {border}; border-radius: 8px; }}
QTableView {{ background: {surface}; border: 1px solid {border}; border-radius: 6px; gridline-color: {grid};
    alternate-background-color: {window}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: 0; border-bottom: 1px solid {border};
    padding: 4px 8px; }}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{ padding: 6px 7px; border-bottom: 2px solid transparent; color: {muted}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {border}; border-radius: 3px; margin: 2px; min-width: 24px; min-height: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {window}; }}
QSplitter::handle:hover {{ background: {border}; }}
QProgressBar {{ border: 0; border-radius: 3px; background: {raised}; max-height: 6px; }}
QProgressBar::chunk {{ border-radius: 3px; background: {accent}; }}
QStatusBar {{ border-top: 1px solid {border}; color: {muted}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px; }}
"""
