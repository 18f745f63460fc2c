# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The page where it is read: collected only where a Chromium is (see `conftest.py`)."""

from contextlib import contextmanager

import pytest

from sgw_ros.report.writing import write_report

from .browser import Page
from .made_up_run import facts, records, twenty_minutes, without_numbers


@contextmanager
def opened(path):
    """The page in a browser, which must not complain until the end."""
    page = Page(path.parent / "profile")
    try:
        page.open(path)
        yield page
        assert page.errors == []
    finally:
        page.close()


@pytest.mark.parametrize("count", [0, 1, 40])
@pytest.mark.parametrize("pictures", [True, False])
def test_page_runs_in_a_browser_without_console_errors(tmp_path, count, pictures):
    path = tmp_path / "report.html"
    write_report(path, records(count, pictures=pictures), facts(count))
    with opened(path) as page:
        assert page.evaluate("document.querySelectorAll('.fact').length") == 8
        if count > 1:
            slide = "$('slider').value = 20; $('slider').dispatchEvent(new Event('input'))"
            before = page.evaluate("$('picture').src")
            page.evaluate(slide)
            assert page.evaluate("$('clock').textContent").startswith("2.00 s")
            assert (page.evaluate("$('picture').src") != before) == pictures
            assert page.evaluate("$('none').hidden") == pictures
            page.evaluate("document.querySelector('.event').click()")
            assert page.evaluate("current") == 10


def test_twenty_minutes_open(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, *twenty_minutes())
    with opened(path) as page:
        assert "of 12000 frames" in page.evaluate("$('shown').textContent")


def test_what_is_no_number_is_shown_as_unknown(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [without_numbers()], facts(1))
    with opened(path) as page:
        assert "–, –, –" in page.evaluate("$('objects').textContent")


def test_every_node_has_a_row(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, records(30), facts(30))
    with opened(path) as page:
        rows = page.evaluate(
            "[...$('nodes').querySelectorAll('tr')].map((r) => [...r.cells].map((c) => c.innerText))"
        )
    assert rows[0][:6] == ["node", "frames", "ran", "skipped", "dropped", "faults"]
    assert rows[1] == ["ingest", "30", "–", "2", "–", "3", "–", "–", "–", "/image: cut off"]
    assert rows[2] == ["flow", "30", "20", "10", "0", "–", "4.0", "4.0", "0.08", ""]
    assert [row[0] for row in rows[3:]] == ["visual", "risk", "supervisor", "workspace"]
    assert rows[-1][-1] == "version 7, nodes 2"
