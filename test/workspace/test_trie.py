# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.workspace.trie import Trie

KEYS = st.text("abc", max_size=4)
CHANGES = st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers(0, 9))), max_size=60)


def changed(trie, changes):
    edit = trie.edit()
    for key, value in changes:
        if value is None:
            edit.remove(key)
        else:
            edit.set(key, value)
    return edit.done()


def model(changes, start=()):
    known = dict(start)
    for key, value in changes:
        if value is None:
            known.pop(key, None)
        else:
            known[key] = value
    return known


@given(CHANGES, CHANGES)
def test_a_map_is_what_a_dict_would_be_and_old_maps_stay(first, second):
    old = changed(Trie(), first)
    before = dict(old)
    new = changed(old, second)
    assert dict(old) == before == model(first)
    expected = model(second, before)
    assert dict(new) == expected
    assert len(new) == len(expected)
    assert list(new) == sorted(expected)
    assert sorted(new.unordered()) == sorted(expected.values())


@given(CHANGES, CHANGES)
def test_changes_are_exactly_the_differences(first, second):
    old = changed(Trie(), first)
    new = changed(old, second)
    found = {key: (a, b) for key, a, b in old.changes(new)}
    wanted = {k: (old.get(k), new.get(k)) for k in {*old, *new} if old.get(k) is not new.get(k)}
    assert found == wanted


def test_an_edit_shares_what_it_does_not_touch():
    trie = changed(Trie(), [(f"key{i}", object()) for i in range(1000)])
    edit = trie.edit()
    edit.set("key7", object())
    assert [key for key, _, _ in trie.changes(edit.done())] == ["key7"]


@given(CHANGES)
def test_single_changes_give_the_same_as_an_edit(changes):
    trie = Trie()
    for key, value in changes:
        trie = trie.without(key) if value is None else trie.put(key, value)
    assert (dict(trie), len(trie)) == (model(changes), len(model(changes)))
