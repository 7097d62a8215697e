"""Which statement of an act computed the rate, and which numbers led to it."""

from __future__ import annotations

import ast

from training.schedule.why.reading import Value
from training.schedule.why.watch import Act


def deciding(act: Act, group: int) -> int:
    """Return the index of the statement that made the group's new rate, or had another scheduler make it."""
    computing = [index for index, executed in enumerate(act.executed) if executed.computes]
    if not computing:
        return act.calling if act.calling is not None else _last_test(act)
    name = _handed_over([act.executed[index].statement for index in computing])
    made = [index for index in computing if name and _assigned(act.executed[index].statement) == name]
    return made[min(group, len(made) - 1)] if made else computing[-1]


def numbers(act: Act, index: int, group: int) -> dict[str, Value]:
    """Return the values that the statement mentions, then those of what led to it and of the tests on the way."""
    found = dict(act.executed[index].reading(group).numbers)
    assigned = set()
    for earlier in reversed(act.executed[:index]):
        name = _assigned(earlier.statement)
        assigned.add(name)
        if name in found:
            _add(found, earlier.reading(group).numbers)
    for earlier in act.executed[:index]:
        if isinstance(earlier.statement, ast.If):
            tested = earlier.reading(group).numbers
            _add(found, {name: tested[name] for name in tested if name in assigned or _is_own(act, name, tested[name])})
    return found


def _add(found: dict[str, Value], more: dict[str, Value]) -> None:
    for name, value in more.items():
        found.setdefault(name, value)


def _is_own(act: Act, name: str, value: Value) -> bool:
    """Whether a name in a test is the scheduler's own number: no place in a loop, no counter that was still to move."""
    if name == "last_epoch":
        return value == act.last_epoch
    return not name.isidentifier() or (hasattr(act.scheduler, name) and not name.startswith("_"))


def _last_test(act: Act) -> int:
    return max(index for index, executed in enumerate(act.executed) if isinstance(executed.statement, ast.If))


def _assigned(statement: ast.stmt) -> str:
    """Return the variable that the statement sets; empty if it sets none."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _handed_over(statements: list[ast.stmt]) -> str:
    """Return the variable that is put into the returned list, or into the optimizer's group; empty if none is."""
    returned = statements[-1].value if isinstance(statements[-1], ast.Return) else None
    for statement in statements:
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=listed), "append"), [ast.Name(id=name)])):
                if isinstance(returned, ast.Name) and returned.id == listed:
                    return name
            case ast.Expr(ast.Call(ast.Name("_update_param_group_val"), [_, _, ast.Name(id=name)])):
                return name
    return ""
