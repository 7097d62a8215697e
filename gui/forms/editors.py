"""Which editor a field gets: by its path where it is special, else by the type of its value."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from gui.document.fields import FormField
from gui.forms.choice_editors import ChoiceEditor, SuggestionEditor
from gui.forms.number_editors import GroupsEditor, NumberEditor, NumbersEditor, WholeEditor, WholesEditor
from gui.forms.path_editor import PathEditor
from gui.forms.switch_editor import SwitchEditor
from gui.forms.text_editors import TextEditor, TextsEditor

# each has `value()`, that changes nothing, `set_value()`, that emits nothing, `edited`, and `extras`
Editor = TextEditor | ChoiceEditor | SuggestionEditor | SwitchEditor

EDITORS: dict[Any, type[Editor]] = {
    int: WholeEditor,
    float: NumberEditor,
    bool: SwitchEditor,
    str: TextEditor,
    Literal: ChoiceEditor,
    tuple[int]: WholesEditor,
    tuple[float]: NumbersEditor,
    tuple[str]: TextsEditor,
}
SPECIAL: dict[str, type[Editor]] = {
    "device": SuggestionEditor,
    "data.path": PathEditor,
    "data.target": SuggestionEditor,
}


def editor_for(field: FormField, parent: QWidget) -> Editor:
    """Make the field's editor."""
    kind = GroupsEditor if field.per_group else EDITORS[field.type]
    return SPECIAL.get(field.path, kind)(field, parent)
