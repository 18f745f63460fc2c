# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import re
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from sgw_ros.report.records import MAX_FRAMES, MAX_PICTURES
from sgw_ros.report.shelf import Shelf
from sgw_ros.report.writing import ReportError, write_report

from .browser import CHROMIUM, Page
from .made_up_run import facts, records


@contextmanager
def opened(path):
    """The page in a browser, which must not complain until the end."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    page = Page(path.parent / "profile")
    try:
        page.open(path)
        yield page
        assert page.errors == []
    finally:
        page.close()


def embedded_data(path):
    text = path.read_text()
    return json.loads(re.search(r"const run = (.*);\n", text).group(1))


def test_page_holds_every_frame_and_no_foreign_markup(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, records(30), facts(30))
    data = embedded_data(path)
    assert len(data["frames"]) == len(data["pictures"]) == 30
    assert data["frames"][15]["traces"][0]["event"].startswith("</script>")
    assert path.read_text().count("</script>") == 1
    assert data["facts"]["nodes"][0] == {
        "name": "flow",
        "frames": 30,
        "ran": 20,
        "compute": {"p50": 4.0, "p99": 4.0},
        "total_s": 0.08,
        "drops": 0,
    }


def test_pictures_are_sampled_but_critical_ones_stay(tmp_path):
    path = tmp_path / "report.html"
    many = records(2 * MAX_PICTURES + 51)
    write_report(path, many, facts(len(many)))
    pictured = embedded_data(path)["pictureFrames"]
    assert len(pictured) <= MAX_PICTURES
    assert len(pictured) > MAX_PICTURES // 2
    assert next(i for i, r in enumerate(many) if r.traces) in pictured
    assert path.stat().st_size < 8e6


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


def test_many_critical_frames_leave_pictures_of_the_end(tmp_path):
    path = tmp_path / "report.html"
    many = records(2 * MAX_PICTURES, pictures=False)
    traced = [
        replace(r, jpeg=b"x", traces=many[MAX_PICTURES].traces if i < 60 else ()) for i, r in enumerate(many)
    ]
    write_report(path, traced, facts(len(many)))
    pictured = embedded_data(path)["pictureFrames"]
    assert len(pictured) == MAX_PICTURES
    assert pictured[-1] == len(many) - 1


def test_a_page_that_cannot_be_written_leaves_nothing_half(tmp_path):
    path = tmp_path / "folder" / "report.html"
    with pytest.raises(ReportError, match=r"report.html: No such file or directory; make room"):
        write_report(path, records(2), facts(2))
    path.parent.mkdir()
    path.write_text("the run before")
    (path.parent / "report.html.part").mkdir()
    with pytest.raises(ReportError):
        write_report(path, records(2), facts(2))
    assert path.read_text() == "the run before"


def test_time_never_runs_backwards(tmp_path):
    path = tmp_path / "report.html"
    again = records(3)
    write_report(path, [*again, *again], facts(6))
    assert [frame["t"] for frame in embedded_data(path)["frames"]] == [0.0, 0.1, 0.2, 0.2, 0.3, 0.4]


def test_twenty_minutes_fit_on_a_page_that_a_browser_opens(tmp_path):
    """At 10 fps, with pictures of the usual size: what the shelves keep, as recorder and loop do."""
    count, (made, *_) = 12_000, records(1)
    frames, pictures = Shelf(MAX_FRAMES), Shelf(2 * MAX_PICTURES)
    trace = next(r for r in records(3) if r.traces).traces
    for i in range(count):
        critical = i % 1000 == 7
        if pictures.wants(i, critical):
            pictures.add(i, (made.jpeg + bytes(16_000)), critical)
        if frames.wants(i, critical):
            traces = trace if critical else ()
            frames.add(i, replace(made, stamp_ns=10**8 * i, jpeg=None, traces=traces), critical)
    kept = pictures.items
    shown = [replace(record, jpeg=kept.get(i)) for i, record in frames.items.items()]
    path = tmp_path / "report.html"
    write_report(path, shown, facts(count))
    data = embedded_data(path)
    assert len(data["pictures"]) <= MAX_PICTURES
    assert sum("traces" in frame for frame in data["frames"]) == 12
    assert data["frames"][-1]["t"] > 1190
    assert path.stat().st_size < 12e6
    with opened(path) as page:
        assert "of 12000 frames" in page.evaluate("$('shown').textContent")


def test_what_is_no_number_is_shown_as_unknown(tmp_path):
    (record,) = records(1)
    track = replace(record.objects.tracks[0], position=np.full(3, np.nan), velocity=np.full(3, np.inf))
    odd = replace(record, objects=replace(record.objects, tracks=(track,)), latency_ms=float("nan"))
    path = tmp_path / "report.html"
    write_report(path, [odd], facts(1))
    assert embedded_data(path)["frames"][0]["objects"][0]["p"] == [None] * 3
    with opened(path) as page:
        assert "–, –, –" in page.evaluate("$('objects').textContent")
