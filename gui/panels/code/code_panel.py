"""The experiment as a script of plain PyTorch, and the proof that it is the same training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from gui.panels.code.proof_view import ProofView
from gui.widgets.appearance import Appearance
from gui.widgets.highlighter import PythonHighlighter
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.script.prove import Proof

HINT = "This experiment in plain PyTorch, without Stepwell: it prints the very same figures."
WAITING = "The script appears here once the data are loaded."
PROVE, STOP = "&Prove it", "Sto&p"


class CodePanel(QWidget):
    """Shows the script, and asks to copy, save and prove it."""

    copy_requested = Signal()  # the user wants it in the clipboard
    save_requested = Signal()  # the user wants it in a file
    prove_requested = Signal()  # the user wants it run and compared
    stop_requested = Signal()  # the script that is being proved is no longer wanted

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self.script = _editor()
        self._highlighter = PythonHighlighter(self.script.document(), appearance)
        self.proof = ProofView(appearance)
        self._proving = False
        self.copy_button = push_button("code.copy", "&Copy", "Copy the script to the clipboard")
        self.save_button = push_button("code.save", "&Save as…", "Save the script as a Python file")
        self.prove_button = push_button(
            "code.prove", PROVE, "Run the script in a process of its own and compare every figure of every epoch"
        )
        self.copy_button.clicked.connect(self.copy_requested)
        self.save_button.clicked.connect(self.save_requested)
        self.prove_button.clicked.connect(self._on_prove_clicked)
        self._arrange()
        self._say(WAITING, "hint")

    @property
    def text(self) -> str:
        """Return the script; empty if there is none."""
        return self.script.toPlainText()

    def show_script(self, text: str) -> None:
        """Show another script; it is not proved yet. The view stays where it was."""
        if text == self.text:
            return
        bars = self.script.verticalScrollBar(), self.script.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.script.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self._forget_proof()
        self._say(HINT, "hint")

    def show_problem(self, sentence: str) -> None:
        """Say why there is no script."""
        self.script.clear()
        self._forget_proof()
        self._say(sentence, "error")

    def show_proof(self, proof: Proof) -> None:
        """Show how far the proof is, or how it ended."""
        self.proof.show_proof(proof)
        if proof.ended:
            self._end_proof()

    def show_proof_problem(self, sentence: str) -> None:
        """Say why the proof broke off."""
        self.proof.show_problem(sentence)
        self._end_proof()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.copy_button, self.save_button, self.prove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._hint)
        layout.addLayout(buttons)
        layout.addWidget(self.proof)
        layout.addWidget(self.script, 1)

    def _say(self, sentence: str, role: str) -> None:
        self._hint.setText(sentence)
        self._hint.setProperty("role", role)
        self._hint.style().polish(self._hint)
        for button in (self.copy_button, self.save_button, self.prove_button):
            button.setEnabled(bool(self.text))

    def _on_prove_clicked(self) -> None:
        if self._proving:
            self._forget_proof()
            return
        self._proving = True
        self.prove_button.setText(STOP)
        self.proof.begin()
        self.prove_requested.emit()

    def _forget_proof(self) -> None:
        if self._proving:
            self.stop_requested.emit()
        self._end_proof()
        self.proof.clear()

    def _end_proof(self) -> None:
        self._proving = False
        self.prove_button.setText(PROVE)


def _editor() -> QPlainTextEdit:
    editor = QPlainTextEdit()
    editor.setObjectName("code.script")
    editor.setAccessibleName("The experiment as a Python script")
    editor.setReadOnly(True)
    editor.setTabChangesFocus(True)
    editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return editor
