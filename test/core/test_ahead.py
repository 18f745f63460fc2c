# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading

import pytest

from sgw_ros.core.ahead import one_ahead


def pair(before, item):
    return before, item


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_every_item_comes_in_order_with_what_was_made_of_it_and_the_one_before(count):
    made = [(item, job.result()) for item, job in one_ahead(range(count), pair)]
    assert made == [(i, (i - 1 if i else None, i)) for i in range(count)]


def test_an_item_is_used_while_the_next_one_is_worked_on():
    used, worked_on = threading.Event(), threading.Event()

    def work(before, item):
        if item == 1:
            worked_on.set()
            assert used.wait(10.0)
        return threading.get_ident()

    for item, job in one_ahead(range(2), work):
        if item == 0:
            assert worked_on.wait(10.0)
            used.set()
        assert job.result() != threading.get_ident()


def test_no_more_than_one_item_is_taken_beforehand():
    taken = []
    items = (taken.append(i) or i for i in range(10))
    for item, _ in one_ahead(items, pair):
        assert taken == list(range(min(item + 2, 10)))


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_what_the_items_raise_comes_after_the_last_of_them(kind):
    def items():
        yield from (1, 2)
        raise kind("torn")

    given = one_ahead(items(), pair)
    assert [next(given)[0], next(given)[0]] == [1, 2]
    with pytest.raises(kind, match="torn"):
        next(given)


def test_what_the_work_raises_belongs_to_its_item():
    def work(before, item):
        return 1 // item

    jobs = dict(one_ahead((1, 0, 1), work))
    assert jobs[1].result() == 1
    with pytest.raises(ZeroDivisionError):
        jobs[0].result()


def test_who_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    given = one_ahead(range(10), pair)
    next(given)
    given.close()
    assert threading.active_count() == before
