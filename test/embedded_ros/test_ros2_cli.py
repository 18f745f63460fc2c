# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`ros2 launch` and `ros2 run` work; everything else, and every mistake, gets a helpful line."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from embedded_ros.cli.main import ELSEWHERE, main

from launch import logging as launch_logging

LAUNCH_FILE = """
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, GroupAction, LogInfo
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, ThisLaunchFileDir

def generate_launch_description():
    return LaunchDescription([
        DeclareLaunchArgument("who", description="whom to greet"),
        DeclareLaunchArgument("how", default_value=["hel", "lo"], description="greeting"),
        GroupAction([DeclareLaunchArgument("more", default_value="")], condition=IfCondition("false")),
        LogInfo(
            msg=[LaunchConfiguration("how"), " ", LaunchConfiguration("who"), " from ", ThisLaunchFileDir()]
        ),
    ])
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A prefix with the package `robot`: a launch file and a program."""
    launch_logging.launch_config.log_dir = str(tmp_path)
    prefix = tmp_path / "prefix"
    marker = prefix / "share/ament_index/resource_index/packages/robot"
    launch_file = prefix / "share/robot/launch/greet.launch.py"
    program = prefix / "lib/robot/drive"
    for path in (marker, launch_file, program):
        path.parent.mkdir(parents=True)
    marker.touch()
    launch_file.write_text(LAUNCH_FILE)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" $WRAPPED > "$RESULT"; exit 7\n')
    program.chmod(0o755)
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(prefix))
    monkeypatch.setenv("RESULT", str(tmp_path / "result"))
    return prefix / "share/robot"


def test_launch_from_a_package(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["launch", "robot", "greet.launch.py", "who:=nobody", "who:=you"]) == 0
    assert f"[launch.user]: hello you from {package}/launch\n" in capsys.readouterr().out


def test_launch_a_file(
    package: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package)
    assert main(["launch", "launch/greet.launch.py", "who:=me", "how:=a:=b"]) == 0
    assert f"[launch.user]: a:=b me from {package}/launch\n" in capsys.readouterr().out


@pytest.mark.parametrize("place", [1, 2, 3])
def test_options_may_stand_anywhere(package: Path, place: int, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["launch", f"{package}/launch/greet.launch.py", "who:=me", "how:=hi"]
    words.insert(place, "--noninteractive")
    assert main(words) == 0
    assert "hi me" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([*words, "--no-such-option"])


def test_show_args(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["launch", "robot", "greet.launch.py", "--show-args"]) == 0
    assert capsys.readouterr().out == (
        "Arguments (pass arguments as '<name>:=<value>'):\n"
        "\n    'who':\n        whom to greet\n"
        "\n    'how':\n        greeting\n        (default: 'hel' + 'lo')\n"
        "\n    'more':*\n        no description given\n        (default: '')\n"
        "\n* argument(s) which are only used if specific conditions occur\n"
    )


def test_launch_file_in_a_source_tree(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What other folders hold does not matter while launch/ has the file; environments never do."""
    (package / "environment/lib").mkdir(parents=True)
    (package / "environment/pyvenv.cfg").touch()
    (package / "src").mkdir()
    for folder in ("environment/lib", "src"):
        (package / folder / "greet.launch.py").write_text(LAUNCH_FILE)
    assert main(["launch", "robot", "greet.launch.py", "who:=you"]) == 0
    assert f"from {package}/launch\n" in capsys.readouterr().out
    (package / "launch/greet.launch.py").unlink()
    assert main(["launch", "robot", "greet.launch.py", "who:=you"]) == 0
    (package / "greet.launch.py").write_text(LAUNCH_FILE)
    assert main(["launch", "robot", "greet.launch.py", "who:=you"]) == 1
    assert "package 'robot' has 'greet.launch.py' more than once" in capsys.readouterr().err


def test_missing_launch_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["launch", "robot", "greet.launch.py"]) == 1
    output = capsys.readouterr().out
    assert "missing required argument 'who' (description: 'whom to greet')" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["launch", "absent.launch.py"], "launch file 'absent.launch.py' does not exist"),
        (["launch", "absent", "x.launch.py"], "'absent' is neither a file nor a package; packages here:"),
        (["launch", "robot"], "name a launch file of package 'robot'; it has: greet.launch.py"),
        (["launch", "robot", "x.launch.py"], "package 'robot' at "),
        (["launch", "robot", "greet.launch.py", "who=me"], "malformed launch argument 'who=me', expected"),
        (["launch", "robot", "greet.launch.py", "who:="], "malformed launch argument 'who:='"),
        (["run", "absent", "x"], "package 'absent' not found; packages here: "),
        (["run", "robot", "x"], "package 'robot' has no executable 'x'; it has: drive"),
        (["run", "--prefix", "/no/such/tool", "robot", "drive"], "cannot start /no/such/tool: No such file"),
    ],
)
def test_user_errors(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    errors = capsys.readouterr().err
    assert f"ros2 {words[0]}: {message}" in errors
    assert "Traceback" not in errors


def test_launch_file_that_cannot_be_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.launch.py"
    file.write_text("import no_such_module\n")
    assert main(["launch", str(file)]) == 1
    errors = capsys.readouterr().err
    assert errors == (
        f"ros2 launch: cannot load {file}: ModuleNotFoundError: No module named 'no_such_module'"
        " (--debug shows where)\n"
    )
    assert main(["launch", "--debug", str(file)]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_run(tmp_path: Path) -> None:
    words = ["run", "--prefix", "env WRAPPED=yes", "robot", "drive", "--fast", "--ros-args", "-p", "a:=1"]
    assert main(words) == 7
    assert (tmp_path / "result").read_text().split() == ["--fast", "--ros-args", "-p", "a:=1", "yes"]


def test_run_console_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip puts the programs of a Python package beside the interpreter."""
    site, scripts = tmp_path / "site", tmp_path / "bin"
    metadata = site / "rover_py-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Name: rover-py\n")
    (metadata / "entry_points.txt").write_text("[console_scripts]\ndig = rover:main\n")
    scripts.mkdir()
    (scripts / "dig").write_text("#!/bin/sh\nexit 5\n")
    (scripts / "dig").chmod(0o755)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(scripts))
    assert main(["run", "rover_py", "dig"]) == 5


def test_run_that_a_signal_ends(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = package.parents[1] / "lib/robot/die"
    program.write_text("#!/bin/sh\nkill -TERM $$\n")
    program.chmod(0o755)
    assert main(["run", "robot", "die"]) == 128 + signal.SIGTERM
    assert "die was ended by signal 15" in capsys.readouterr().err


def test_ending_run_ends_the_program(package: Path) -> None:
    program = package.parents[1] / "lib/robot/wait"
    program.write_text("#!/bin/sh\necho ready; exec sleep 60\n")
    program.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-m", "embedded_ros.cli.main", "run", "robot", "wait"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.terminate()
        assert running.wait(10) == 128 + signal.SIGTERM
        assert running.stdout.read() == b""  # nobody holds it open any more


@pytest.mark.parametrize("verb", sorted(ELSEWHERE))
def test_other_verbs_say_what_brings_them(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "list", "--help"]) == 2
    errors = capsys.readouterr().err
    assert f"'ros2 {verb}' comes with ROS 2" in errors
    assert f"ros-$ROS_DISTRO-{ELSEWHERE[verb]}" in errors


@pytest.mark.parametrize("words", [[], ["no-such-verb"], ["run"], ["launch"]])
def test_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert "usage: ros2" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["launch", "--help"], ["run", "--help"]):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 0
    assert "needs a ROS 2 installation" in " ".join(capsys.readouterr().out.split())


def test_reader_that_goes_away(package: Path) -> None:
    """`ros2 launch ... | head` goes on to its end, and quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "ROS_LOG_DIR": str(package)}
    words = ["-m", "embedded_ros.cli.main", "launch", "robot", "greet.launch.py", "who:=you"]

    done = subprocess.run([sys.executable, *words], stdout=writing, stderr=subprocess.PIPE, env=environment)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "hello you" in (package / "latest/launch.log").read_text()
