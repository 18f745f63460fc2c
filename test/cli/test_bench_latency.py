# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import itertools
import json
import sys

import pytest

from sgw_ros.cli import bench_latency
from sgw_ros.cli.made_up_stream import HEIGHT, RATE_HZ, WIDTH, write_stream
from sgw_ros.cli.main import main
from sgw_ros.ingest.source import open_source

SUMMARY = {
    "frames": 30,
    "dropped": 0,
    "stamp_to_risk_ms": {"p50": 20.0, "p99": 40.0},
    "per_node_ms": {"flow": {"p50": 5.0, "p99": 9.0}},
    "wall_s": 3.0,
}


def fake_launch(tmp_path, monkeypatch, *lines):
    """A `ros2` whose words are these lines of Python; `out` is the folder it is told."""
    script = tmp_path / "ros2"
    head = f"#!{sys.executable}\nimport pathlib, sys, time\n"
    find = "out = pathlib.Path(next(a[5:] for a in sys.argv if a.startswith('out:=')))\n"
    script.write_text(head + find + "\n".join(lines) + "\n")
    script.chmod(0o755)
    monkeypatch.setattr(bench_latency, "_ros2", lambda: str(script))


def test_the_stream_is_a_camera_s_and_something_moves_in_it(tmp_path):
    write_stream(tmp_path / "s.mp4", 10)
    frames = list(open_source(str(tmp_path / "s.mp4")))
    assert frames[0].image.shape == (HEIGHT, WIDTH, 3)
    assert len(frames) == 10
    steps_ns = {b.stamp_ns - a.stamp_ns for a, b in itertools.pairwise(frames)}
    assert all(abs(step_ns - 1e9 / RATE_HZ) < 2 for step_ns in steps_ns)
    assert all(0.01 < frame.activity < 0.3 for frame in frames[1:])


def test_what_the_recorder_measured_is_told(tmp_path, monkeypatch, capsys):
    write = f"out.mkdir(); (out / 'summary.json').write_text({json.dumps(SUMMARY)!r})"
    fake_launch(tmp_path, monkeypatch, write)
    assert main(["bench", "latency", "--seconds", "0.2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == {"frames", "dropped", "stamp_to_risk_ms", "per_node_ms"}
    assert main(["bench", "latency", "--seconds", "0.2"]) == 0
    assert "stamp to risk: p50 20.0 ms, p99 40.0 ms" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("print('no such package'); sys.exit(3)", "failed with status 3: no such package"),
        ("time.sleep(60)", "did not end within 0 s"),
    ],
)
def test_a_graph_that_fails_or_hangs_is_one_clear_error(tmp_path, monkeypatch, capsys, line, text):
    fake_launch(tmp_path, monkeypatch, line)
    monkeypatch.setattr(bench_latency, "SLACK_S", 0.1 if "sleep" in line else 30.0)
    monkeypatch.setattr(bench_latency, "STOPPING_S", 2.0)
    assert main(["bench", "latency", "--seconds", "0.2"]) == 1
    assert text in capsys.readouterr().err
