# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The predicate language of queries: comparisons of attributes, joined by `and`, `or`, `not`.

    identity.class_name == "person" and norm(state.velocity) > 0.5
    state.position[2] < 0.2 or not has(prediction)

`group.attribute` is an attribute, `group.uncertainty` and `group.stamp` (s) belong to every group,
`key` and `type` to the node. A comparison with something a node does not have is false.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sgw_ros.workspace.errors import QueryError
from sgw_ros.workspace.item import Node

Term = Callable[[Node], Any]
LONGEST = 1000
DEEPEST = 32
"""Levels of nesting: a test calls itself as deep as it is nested."""

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@lru_cache(maxsize=256)
def compile_predicate(text: str) -> Callable[[Node], bool]:
    """Make a test of a node from its text.

    Raises:
        QueryError: that names the part which cannot be understood.
    """
    if len(text) > LONGEST:
        raise QueryError(f"where: {len(text)} characters; {LONGEST} are the limit")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise QueryError(f"where: '{text}' cannot be read: {error}") from None
    _check_depth(tree)
    term = _test(tree.body)
    return lambda node: bool(term(node))


def _check_depth(tree: ast.AST) -> None:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise QueryError(f"where: nested more than {DEEPEST} levels deep")


def _test(tree: ast.expr) -> Term:
    if isinstance(tree, ast.BoolOp):
        parts = [_test(value) for value in tree.values]
        combine = all if isinstance(tree.op, ast.And) else any
        return lambda node: combine(part(node) for part in parts)
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        inner = _test(tree.operand)
        return lambda node: not inner(node)
    if isinstance(tree, ast.Compare):
        return _comparison(tree)
    if isinstance(tree, ast.Call):
        return _call(tree)
    if isinstance(tree, ast.Attribute):
        return _value(tree)
    raise QueryError(f"where: '{ast.unparse(tree)}' is no condition")


def _comparison(tree: ast.Compare) -> Term:
    sides = [_value(side) for side in (tree.left, *tree.comparators)]
    tests = []
    for op in tree.ops:
        if type(op) not in _COMPARE:
            raise QueryError(f"where: '{ast.unparse(tree)}' compares in an unknown way; use == != < <= > >=")
        tests.append(_COMPARE[type(op)])

    def compare(node: Node) -> bool:
        values = [side(node) for side in sides]
        if any(value is None for value in values):
            return False
        try:
            return all(test(a, b) for test, a, b in zip(tests, values, values[1:], strict=False))
        except TypeError:
            return False

    return compare


def _value(tree: ast.expr) -> Term:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, bool | int | float | str):
        constant = tree.value
        return lambda node: constant
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        inner = _value(tree.operand)
        return lambda node: -v if isinstance(v := inner(node), int | float) else None
    if isinstance(tree, ast.Name) and tree.id in ("key", "type"):
        return operator.attrgetter(tree.id)
    if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
        return _attribute(tree.value.id, tree.attr)
    if isinstance(tree, ast.Subscript) and isinstance(tree.slice, ast.Constant):
        return _element(tree, tree.slice.value)
    if isinstance(tree, ast.Call):
        return _call(tree)
    raise QueryError(f"where: '{ast.unparse(tree)}' is no value; write group.attribute, number or 'text'")


def _attribute(group: str, name: str) -> Term:
    def read(node: Node) -> Any:
        item = node.groups.get(group)
        if item is None:
            return None
        if name == "uncertainty":
            return item.update.uncertainty
        if name == "stamp":
            return item.update.stamp_ns / 1e9
        return item.update.attributes.get(name)

    return read


def _element(tree: ast.Subscript, index: object) -> Term:
    if isinstance(index, bool) or not isinstance(index, int):
        raise QueryError(f"where: '{ast.unparse(tree)}' takes a whole number in the brackets")
    inner = _value(tree.value)

    def read(node: Node) -> Any:
        vector = inner(node)
        return vector[index] if isinstance(vector, tuple) and -len(vector) <= index < len(vector) else None

    return read


def _call(tree: ast.Call) -> Term:
    name = tree.func.id if isinstance(tree.func, ast.Name) else ""
    if name not in ("norm", "abs", "has") or len(tree.args) != 1 or tree.keywords:
        raise QueryError(f"where: '{ast.unparse(tree)}' is unknown; known: norm(v), abs(x), has(group)")
    argument = tree.args[0]
    if name == "has":
        if not isinstance(argument, ast.Name):
            raise QueryError(f"where: '{ast.unparse(tree)}' takes the name of a group")
        group = argument.id
        return lambda node: group in node.groups
    inner = _value(argument)
    if name == "norm":
        return lambda node: math.hypot(*v) if isinstance(v := inner(node), tuple) else None
    return lambda node: abs(v) if isinstance(v := inner(node), int | float) else None
