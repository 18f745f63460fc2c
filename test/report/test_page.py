# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import re
from dataclasses import replace

import pytest

from sgw_ros.report.records import MAX_PICTURES
from sgw_ros.report.writing import ReportError, write_report

from .made_up_run import facts, records, twenty_minutes, without_numbers


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


def test_pictures_are_sampled_but_critical_ones_stay(tmp_path):
    path = tmp_path / "report.html"
    many = records(2 * MAX_PICTURES + 51)
    write_report(path, many, facts(len(many)))
    pictured = embedded_data(path)["pictureFrames"]
    assert len(pictured) <= MAX_PICTURES
    assert len(pictured) > MAX_PICTURES // 2
    assert next(i for i, r in enumerate(many) if r.traces) in pictured
    assert path.stat().st_size < 8e6


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
    with pytest.raises(ReportError, match=r"report.html: No such file or directory; name a folder"):
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


def test_twenty_minutes_fit_on_a_page(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, *twenty_minutes())
    data = embedded_data(path)
    assert len(data["pictures"]) <= MAX_PICTURES
    assert sum("traces" in frame for frame in data["frames"]) == 12
    assert data["frames"][-1]["t"] > 1190
    assert path.stat().st_size < 12e6


def test_what_is_no_number_is_none(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [without_numbers()], facts(1))
    assert embedded_data(path)["frames"][0]["objects"][0]["p"] == [None] * 3
