# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import re

import pytest

from sgw_ros.cli.main import main
from sgw_ros.experts.registry import EXPERTS

from ..inputs import text, write_bag, write_video

pytestmark = pytest.mark.ros


@pytest.fixture
def recorded(tmp_path):
    pytest.importorskip("rclpy")
    video = write_video(tmp_path / "v.mp4", count=8)
    assert main(["run", str(video), "--out", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def test_the_page_can_be_made_again_from_the_bag(recorded, capsys):
    (recorded / "report.html").unlink()
    assert main(["report", str(recorded), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["frames"] == 8
    page = (recorded / "report.html").read_text()
    assert "data:image/jpeg" in page
    assert '"mode":"run"' in page


def test_both_pages_of_the_loop_have_a_row_per_node(recorded):
    def names(page):
        data = json.loads(re.search(r"const run = (.*);\n", page.read_text()).group(1))
        return {row["name"]: row["frames"] for row in data["facts"]["nodes"]}

    of_the_run = names(recorded / "report.html")
    assert set(of_the_run) == {*EXPERTS, "ingest", "workspace", "supervisor"}
    assert of_the_run["ingest"] == of_the_run["supervisor"] == 8
    assert main(["report", str(recorded)]) == 0
    assert names(recorded / "report.html") == of_the_run


def test_every_topic_of_the_loop_is_in_its_bag(recorded):
    summary = json.loads((recorded / "summary.json").read_text())
    assert {"/sgw/risk", "/sgw/action", "/sgw/objects", "/sgw/predictions"} <= set(summary["messages"])
    assert summary["messages"]["/sgw/telemetry"] == 8 * 5


def test_a_bag_of_something_else_is_refused(recorded, tmp_path, capsys):
    other = write_bag(tmp_path / "other", [("/chatter", 1, text("hello"))])
    assert main(["report", str(other)]) == 2
    assert "not a recording of this graph's outputs" in capsys.readouterr().err


def test_a_bag_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert "nowhere: no such file or folder" in capsys.readouterr().err
