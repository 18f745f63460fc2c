# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A persistent hash map: every change gives a new map that shares all but a few paths with the old one.

Inner nodes are lists of 32 children, leaves are small dicts. Readers of an old map are never
disturbed, and a change costs O(log n) time and memory. Many changes go through one `Edit`, which
copies each path once. Iteration is in order of the keys, because Python's hashes differ from process
to process and nothing that comes out of the graph may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

ValueT = TypeVar("ValueT")

BITS = 5
FAN_OUT = 1 << BITS
"""Copying touches every child to count the reference, so wider is dearer; narrower is deeper."""
MASK = FAN_OUT - 1
LEAF_LIMIT = 16
DEEPEST_SHIFT = 56
"""Below this the hash is used up and a leaf may grow without limit."""

_Branch = Any  # list of children | dict leaf | None; a recursive type gains nothing but casts


class _Rooted:
    """What a map and its edit share: a root, a size, and how to look up."""

    __slots__ = ("_root", "_size")

    def __init__(self, root: _Branch = None, size: int = 0) -> None:
        self._root = root
        self._size = size

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, or `default`."""
        branch = self._root
        if type(branch) is list:
            code = hash(key)
            while type(branch) is list:
                branch = branch[code & MASK]
                code >>= BITS
        return default if branch is None else branch.get(key, default)


class Trie(_Rooted, Mapping[str, ValueT], Generic[ValueT]):
    """An immutable mapping from text keys; None is no value."""

    __slots__ = ()

    def __getitem__(self, key: str) -> ValueT:
        value: ValueT | None = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(_flatten(self._root)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trie) and (self._root is other._root or dict(self) == dict(other))

    def unordered(self) -> Iterator[ValueT]:
        """All values, in no particular order: for sums and searches that sort what they find."""
        for leaf in _leaves(self._root):
            yield from leaf.values()

    def put(self, key: str, value: ValueT) -> Trie[ValueT]:
        """The map with one value more, or another one."""
        root = self._root
        if type(root) is list or (root is not None and len(root) >= LEAF_LIMIT):
            edit = Edit(self)
            edit.set(key, value)
            return edit.done()
        grown = {key: value} if root is None else {**root, key: value}
        return Trie(grown, len(grown))

    def without(self, key: str) -> Trie[ValueT]:
        """The map without one key."""
        edit = Edit(self)
        edit.remove(key)
        return edit.done()

    def edit(self) -> Edit[ValueT]:
        """A draft of the next map."""
        return Edit(self)

    def changes(self, other: Trie[ValueT]) -> Iterator[tuple[str, ValueT | None, ValueT | None]]:
        """(key, mine, other's) wherever the two hold different objects; shared branches are skipped."""
        yield from _changes(self._root, other._root)


class Edit(_Rooted, Generic[ValueT]):
    """The next map while it is being made; lists made by this edit are changed in place."""

    __slots__ = ("_fresh", "_start")

    def __init__(self, start: Trie[ValueT]) -> None:
        self._start = start
        self._root = start._root
        self._size = start._size
        self._fresh: set[int] = set()

    def set(self, key: str, value: ValueT) -> bool:
        """Put `value` at `key`; True when the key is new."""
        parent, index, shift = self._descend(hash(key))
        leaf = self._root if parent is None else parent[index]
        grown: _Branch = {} if leaf is None else leaf.copy()
        is_new = key not in grown
        grown[key] = value
        if is_new:
            self._size += 1
            if len(grown) > LEAF_LIMIT and shift <= DEEPEST_SHIFT:
                grown = _split(grown, shift)
                self._fresh.add(id(grown))
        if parent is None:
            self._root = grown
        else:
            parent[index] = grown
        return is_new

    def remove(self, key: str) -> None:
        """Take `key` out, if it is there."""
        if self.get(key) is None:
            return
        parent, index, _ = self._descend(hash(key))
        leaf = self._root if parent is None else parent[index]
        rest = {k: v for k, v in leaf.items() if k != key} or None
        if parent is None:
            self._root = rest
        else:
            parent[index] = rest
        self._size -= 1

    def done(self) -> Trie[ValueT]:
        """The finished map; the edit is not used afterwards."""
        if self._root is self._start._root:
            return self._start
        return Trie(self._root if self._size else None, self._size)

    def _descend(self, code: int) -> tuple[list[Any] | None, int, int]:
        """The list (now this edit's own) and index that hold the leaf of a hash, and its depth in bits."""
        fresh = self._fresh
        branch = self._root
        if type(branch) is not list:
            return None, 0, 0
        if id(branch) not in fresh:
            branch = self._root = branch.copy()
            fresh.add(id(branch))
        shift = 0
        while True:
            index = (code >> shift) & MASK
            shift += BITS
            child = branch[index]
            if type(child) is not list:
                return branch, index, shift
            if id(child) not in fresh:
                child = branch[index] = child.copy()
                fresh.add(id(child))
            branch = child


def _split(leaf: dict[str, Any], shift: int) -> list[Any]:
    children: list[Any] = [None] * FAN_OUT
    for key, value in leaf.items():
        index = (hash(key) >> shift) & MASK
        if children[index] is None:
            children[index] = {}
        children[index][key] = value
    return children


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
            if left is not right:
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
