"""How a template declares what it may be told: the code of its ``parameters`` cell, read and never run."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping

from ..tables import ReportError
from .parameter import TYPES, Parameter, shown


def declared(source: str) -> tuple[Parameter, ...]:
    """The parameters that a ``parameters`` cell declares; the cell is read, never run.

    Parameters
    ----------
    source : str
        Code of the cell: assignments of literals, each with a type and a comment:
        ``project_id: str = ""  # which project``.

    Returns
    -------
    tuple of Parameter
        In the order of the cell.

    Raises
    ------
    ReportError
        When the cell holds anything but such assignments.

    Examples
    --------
    >>> [(p.name, p.type, p.comment) for p in declared('weeks: int = 6  # how far to look ahead')]
    [('weeks', 'int', 'how far to look ahead')]
    """
    try:
        body = ast.parse(source).body
        comments = {
            token.start[0]: (token.string.lstrip("# ").strip(), token.line.lstrip().startswith("#"))
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.COMMENT
        }
    except (SyntaxError, tokenize.TokenError) as error:
        raise _unreadable(f"the parameters cell is not Python: {error}.") from None
    found = []
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "typing":
            continue  # Literal
        found.append(_declaration(node, comments))
    return tuple(found)


def _declaration(node: ast.stmt, comments: Mapping[int, tuple[str, bool]]) -> Parameter:
    line = ast.unparse(node)
    target: ast.expr
    annotation: ast.expr | None
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        target, annotation = node.target, node.annotation
        value = node.value
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, annotation, value = node.targets[0], None, node.value
    else:
        raise _unreadable(f"the parameters cell holds {shown(line)}.")
    try:
        default = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        raise _unreadable(f"the default in {shown(line)} is not a plain value.") from None
    if not isinstance(target, ast.Name):
        raise _unreadable(f"the parameters cell holds {shown(line)}.")
    kind, optional, choices, item = _annotated(annotation) if annotation is not None else (type(default).__name__, False, (), "")
    behind = comments.get(node.end_lineno or node.lineno, ("", False))
    above = comments.get(node.lineno - 1, ("", False))
    comment = behind[0] if behind[0] and not behind[1] else above[0] if above[1] else ""
    if kind not in TYPES:
        raise _unreadable(f"the type in {shown(line)} is not known.")
    parameter = Parameter(target.id, kind, None, comment, optional, choices, item)
    return Parameter(target.id, kind, parameter.check(default), comment, optional, choices, item)


def _annotated(node: ast.expr) -> tuple[str, bool, tuple, str]:
    """Type, whether it may be None, choices, and type of the items."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = ast.parse(node.value, mode="eval").body
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and isinstance(node.right, ast.Constant) and node.right.value is None:
        kind, _, choices, item = _annotated(node.left)
        return kind, True, choices, item
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if node.value.id == "Literal" and all(isinstance(i, ast.Constant) for i in inside):
            choices = tuple(i.value for i in inside if isinstance(i, ast.Constant))
            return type(choices[0]).__name__, False, choices, ""
        if node.value.id in {"list", "dict"} and isinstance(inside[-1], ast.Name) and inside[-1].id in TYPES:
            return node.value.id, False, (), inside[-1].id
    return (node.id if isinstance(node, ast.Name) else "?"), False, (), ""


def _unreadable(message: str) -> ReportError:
    return ReportError(
        message,
        expected='one plain assignment a line, typed and commented, such as project_id: str = ""  # which project.',
        todo="correct the template.",
    )
