# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import argparse
import io

import pytest

from sgw_ros.cli.progress import Progress
from sgw_ros.cli.settings import expert_settings, parse_value
from sgw_ros.core.errors import ConfigError


def options(**given):
    base = {"detector": "", "model": "", "no_throttle": False, "set": []}
    return argparse.Namespace(**{**base, **given})


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("0.5", 0.5), ("true", True), ("[1, 2]", [1, 2]), ("motion", "motion"), ("", "")],
)
def test_values_are_numbers_switches_lists_or_text(text, value):
    assert parse_value(text) == value


def test_options_are_settings_of_their_expert():
    given = options(detector="motion", model="m.onnx", no_throttle=True, set=["flow.rate_hz=5", "risk.a=b=c"])
    assert expert_settings(given) == {
        "visual": {"detector": "motion", "model": "m.onnx"},
        "supervisor": {"throttle": False},
        "flow": {"rate_hz": 5},
        "risk": {"a": "b=c"},
    }


@pytest.mark.parametrize("text", ["", "flow", "flow.rate_hz", "rate_hz=5", ".rate_hz=5", "flow.=5"])
def test_a_setting_of_another_form_is_refused(text):
    with pytest.raises(ConfigError, match=r"EXPERT\.PARAMETER=VALUE"):
        expert_settings(options(set=[text]))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_one_moving_line_that_goes_away(monkeypatch):
    stream = Terminal()
    clock = iter([0.0, 1.0, 1.01, 2.0])
    monkeypatch.setattr("sgw_ros.cli.progress.time.monotonic", lambda: next(clock))
    progress = Progress(100, stream)
    progress.update(50, "risk low")
    progress.update(51)  # too soon after the last one
    progress.update(75)
    progress.close()
    text = stream.getvalue()
    assert "############............ 50/100 frames, 50.0/s, 1 s left risk low" in text
    assert "51/100" not in text
    assert "75/100" in text
    assert "\n" not in text
    assert text.endswith("\r")


def test_elsewhere_there_are_plain_lines_and_not_many(monkeypatch):
    stream = io.StringIO()
    clock = iter([0.0, 1.0, 6.0])
    monkeypatch.setattr("sgw_ros.cli.progress.time.monotonic", lambda: next(clock))
    progress = Progress(0, stream)
    progress.update(1)
    progress.update(2)
    progress.say("a warning")
    progress.close()
    assert stream.getvalue() == "2 frames, 0.3/s\na warning\n"
