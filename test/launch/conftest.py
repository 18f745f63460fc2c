# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Launches as a user starts them, in a domain of their own, and a world beside them to look in from."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from test.domains import domain_of_our_own
from test.inputs import write_video
from test.nodes.conftest import World

LAUNCH = Path(__file__).parents[2] / "launch"
FRAMES = 12
PATIENCE_S = 90.0
DOMAINS = itertools.cycle(range(215, 232))
"""Their ports are not among those that the system gives to others."""


def ros2():
    beside = Path(sys.executable).parent / "ros2"
    return str(beside) if beside.exists() else shutil.which("ros2")


class Launch:
    """A running launch; what it prints is in `log`."""

    def __init__(self, file, arguments, folder):
        self.log = folder / f"launch{len(list(folder.glob('launch*.log')))}.log"
        with self.log.open("w") as out:
            self._process = subprocess.Popen(
                [ros2(), "launch", str(LAUNCH / file), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )

    @property
    def text(self):
        return self.log.read_text()

    @property
    def running(self):
        return self._process.poll() is None

    def wait(self, timeout_s=PATIENCE_S):
        """The exit status, once it has ended by itself."""
        return self._process.wait(timeout_s)

    def interrupt(self):
        """A signal to the launch alone; the exit status."""
        if self.running:
            self._process.send_signal(signal.SIGINT)
        return self.wait(30.0)

    def ctrl_c(self):
        """As a terminal sends it: to every process; the exit status."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self.wait(30.0)

    def until(self, pattern, timeout_s=PATIENCE_S):
        """Wait for something to be printed."""
        deadline = time.monotonic() + timeout_s
        while not re.search(pattern, self.text):
            assert time.monotonic() < deadline, f"'{pattern}' was never printed:\n{self.text}"
            assert self.running, self.text
            time.sleep(0.05)

    def pid_of(self, label):
        """The newest process of that label, such as `component_container`."""
        started = re.findall(rf"\[{label}-\d+\]: process started with pid \[(\d+)\]", self.text)
        return int(started[-1])

    def close(self):
        if self.running:
            self.interrupt()


@pytest.fixture
def domain():
    with domain_of_our_own(DOMAINS) as number:
        yield number


@pytest.fixture
def start_launch(monkeypatch, tmp_path, domain):
    try:
        distribution("sgw_ros")
    except PackageNotFoundError:
        pytest.skip("sgw_ros is not installed: pip install -e . or colcon build")
    if ros2() is None:
        pytest.skip("no ros2 command: source a ROS 2 or pip install ./embedded_ros")
    monkeypatch.setenv("ROS_DOMAIN_ID", str(domain))
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    monkeypatch.setenv("ROS_HOME", str(tmp_path / "ros_home"))
    started = []

    def start(*arguments, file="pipeline.launch.py"):
        started.append(Launch(file, arguments, tmp_path))
        return started[-1]

    yield start
    for launch in started:
        launch.close()


@pytest.fixture
def run_launch(start_launch):
    """Start a launch and wait for its end: exit status and what it printed."""

    def run(*arguments, file="pipeline.launch.py"):
        launch = start_launch(*arguments, file=file)
        return launch.wait(), launch.text

    return run


@pytest.fixture
def world(start_launch):
    """A process beside the launch, in its domain."""
    made = World(int(os.environ["ROS_DOMAIN_ID"]))
    yield made
    made.close()


@pytest.fixture
def video(tmp_path):
    return write_video(tmp_path / "tiny.mp4", count=FRAMES)
