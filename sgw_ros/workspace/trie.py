# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A persistent hash map: every change gives a new map that shares all but one path with the old one.

Inner nodes are lists of 32 children, leaves are small dicts. Readers of an old map are never
disturbed, and a change costs O(log n) time and memory. The hash is CRC-32, not Python's own, so
that the order of iteration is the same in every process.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

ValueT = TypeVar("ValueT")

BITS = 5
FAN_OUT = 1 << BITS
MASK = FAN_OUT - 1
LEAF_LIMIT = 8
DEEPEST_SHIFT = 30
"""Below this the hash is used up and a leaf may grow without limit."""

_Branch = Any  # list of children | dict leaf | None; a recursive type gains nothing but casts


class Trie(Mapping[str, ValueT], Generic[ValueT]):
    """An immutable mapping from text keys; `set` and `remove` return a new one."""

    __slots__ = ("_root", "_size")

    def __init__(self, root: _Branch = None, size: int = 0) -> None:
        self._root = root
        self._size = size

    def __getitem__(self, key: str) -> ValueT:
        value: ValueT | None = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, or `default`."""
        branch = self._root
        if type(branch) is list:
            code = zlib.crc32(key.encode())
            while type(branch) is list:
                branch = branch[code & MASK]
                code >>= BITS
        return default if branch is None else branch.get(key, default)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[str]:
        for leaf in _leaves(self._root):
            yield from leaf

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trie) and (self._root is other._root or dict(self) == dict(other))

    def set(self, key: str, value: ValueT) -> Trie[ValueT]:
        """A map that has `value` at `key`."""
        grown: list[int] = []
        root = _set(self._root, 0, zlib.crc32(key.encode()), key, value, grown)
        return Trie(root, self._size + len(grown))

    def remove(self, key: str) -> Trie[ValueT]:
        """A map without `key`; the same one when it is not there."""
        if self.get(key) is None:
            return self
        return Trie(_remove(self._root, zlib.crc32(key.encode()), key), self._size - 1)

    def changes(self, other: Trie[ValueT]) -> Iterator[tuple[str, ValueT | None, ValueT | None]]:
        """(key, mine, other's) wherever the two hold different objects; shared branches are skipped."""
        yield from _changes(self._root, other._root)


def _set(branch: _Branch, shift: int, code: int, key: str, value: Any, grown: list[int]) -> _Branch:
    if branch is None:
        grown.append(1)
        return {key: value}
    if type(branch) is list:
        index = (code >> shift) & MASK
        copy = branch.copy()
        copy[index] = _set(branch[index], shift + BITS, code, key, value, grown)
        return copy
    if key not in branch:
        grown.append(1)
        if len(branch) >= LEAF_LIMIT and shift <= DEEPEST_SHIFT:
            return _split({**branch, key: value}, shift)
    return {**branch, key: value}


def _split(leaf: dict[str, Any], shift: int) -> _Branch:
    children: list[Any] = [None] * FAN_OUT
    for key, value in leaf.items():
        index = (zlib.crc32(key.encode()) >> shift) & MASK
        if children[index] is None:
            children[index] = {}
        children[index][key] = value
    return children


def _remove(branch: _Branch, code: int, key: str) -> _Branch:
    if type(branch) is list:
        index = code & MASK
        child = _remove(branch[index], code >> BITS, key)
        copy = branch.copy()
        copy[index] = child
        return copy if child is not None or any(c is not None for c in copy) else None
    rest = {k: v for k, v in branch.items() if k != key}
    return rest or None


def _leaves(branch: _Branch) -> Iterator[dict[str, Any]]:
    if type(branch) is list:
        for child in branch:
            if child is not None:
                yield from _leaves(child)
    elif branch is not None:
        yield branch


def _changes(mine: _Branch, other: _Branch) -> Iterator[tuple[str, Any, Any]]:
    if mine is other:
        return
    if type(mine) is list and type(other) is list:
        for left, right in zip(mine, other, strict=True):
            yield from _changes(left, right)
        return
    left_items = _flatten(mine)
    right_items = _flatten(other)
    for key, value in left_items.items():
        if right_items.get(key) is not value:
            yield key, value, right_items.get(key)
    for key, value in right_items.items():
        if key not in left_items:
            yield key, None, value


def _flatten(branch: _Branch) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for leaf in _leaves(branch):
        merged.update(leaf)
    return merged
