# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where ROS 2 prints a trace or leaves the reader guessing, embedded_ros says what is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from launch.actions import DeclareLaunchArgument, ExecuteProcess, IncludeLaunchDescription

from launch import LaunchDescription, LaunchDescriptionEntity, LaunchService

Said = Callable[[int, LaunchDescriptionEntity], str]


@pytest.fixture
def said(launch_logs: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Launch one entity, which gives this result, and return what was printed."""

    def launch(code: int, entity: LaunchDescriptionEntity) -> str:
        service = LaunchService(noninteractive=True)
        service.include_launch_description(LaunchDescription([entity]))
        assert service.run() == code
        output = capsys.readouterr().out
        assert "Traceback" not in output
        return output

    return launch


def test_missing_program(said: Said) -> None:
    assert "cannot start /no/such/program: No such file or directory" in said(
        0, ExecuteProcess(cmd=["/no/such/program"])
    )


def test_wrong_output(said: Said) -> None:
    output = said(1, ExecuteProcess(cmd=["true"], output="scren"))
    assert "scren is not a valid output: use one of screen, log" in output


def test_missing_argument(said: Said) -> None:
    output = said(1, DeclareLaunchArgument("input", description="a video"))
    assert 'Required launch argument "input" (a video) was not provided' in output


def test_launch_files_of_no_use(said: Said, tmp_path: Path) -> None:
    (tmp_path / "empty.launch.py").touch()
    output = said(1, IncludeLaunchDescription(str(tmp_path / "empty.launch.py")))
    assert "has no function generate_launch_description()" in output
    assert "need a ROS 2 installation" in said(1, IncludeLaunchDescription("robot.launch.xml"))
