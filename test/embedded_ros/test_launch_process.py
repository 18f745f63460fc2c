# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Processes are started, watched, started again and ended in the end."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from launch.actions import (
    EmitEvent,
    ExecuteProcess,
    OpaqueFunction,
    RegisterEventHandler,
    SetLaunchConfiguration,
    Shutdown,
)
from launch.event_handlers import OnProcessExit, OnProcessIO, OnProcessStart
from launch.events import matches_action
from launch.events.process import ProcessExited, ProcessIO, ShutdownProcess, SignalProcess

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity, LaunchService

EMBEDDED = importlib.util.find_spec("embedded_ros") is not None
Launch = Callable[..., int]
# Says that it runs and then ignores the polite signals, as a hung node does.
STUBBORN = "trap '' INT TERM; echo ready; while :; do sleep 0.01; done"


@pytest.fixture
def launch(launch_logs: Path) -> Launch:
    def run(*entities: LaunchDescriptionEntity) -> int:
        service = LaunchService(noninteractive=True)
        service.include_launch_description(LaunchDescription(entities))
        return service.run()

    return run


def shell(script: str, **options: object) -> ExecuteProcess:
    return ExecuteProcess(cmd=["/bin/sh", "-c", script], **{"output": "screen", "name": "it", **options})  # type: ignore[arg-type]


def test_output_has_the_name_of_the_process(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    process = shell("echo out; echo err >&2; printf 'no newline'")
    assert launch(process) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {f"[{process.name}] {text}" for text in ("out", "err", "no newline")} <= set(lines)
    assert (
        f"[INFO] [{process.name}]: process has finished cleanly [pid {process.process_details['pid']}]"
        in lines
    )
    assert process.return_code == 0


@pytest.mark.parametrize(
    ("output", "screen", "log"),
    [
        ("screen", {"out", "err"}, set()),
        ("log", {"err"}, {"out", "err"}),
        ("both", {"out", "err"}, {"out", "err"}),
        ("own_log", set(), set()),
        ({"stdout": "screen", "stderr": ["log"]}, {"out"}, {"err"}),
    ],
)
def test_where_output_goes(
    launch: Launch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    output: object,
    screen: set[str],
    log: set[str],
) -> None:
    process = shell("echo out; echo err >&2", output=output)
    launch(process)

    def seen(text: str) -> set[str]:
        return {word for word in ("out", "err") if f"[{process.name}] {word}\n" in text}

    assert seen(capsys.readouterr().out) == screen
    assert seen((tmp_path / "launch.log").read_text()) == log
    if output == "own_log":
        assert seen((tmp_path / f"{process.name}-stdout.log").read_text()) == {"out"}
        assert seen((tmp_path / f"{process.name}.log").read_text()) == {"out", "err"}


def test_wrong_output(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    assert launch(shell("true", output="scren")) == 1
    assert "scren is not a valid" in capsys.readouterr().out


def test_environment_folder_and_prefix(
    launch: Launch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = ExecuteProcess(
        cmd=["sh", "-c", 'echo "$A $B ${HOME-none} $PWD $WRAPPED"'],
        env={"A": "1", "PATH": os.environ["PATH"]},
        additional_env={"B": "2"},
        cwd=str(tmp_path),
        output="screen",
    )
    launch(SetLaunchConfiguration("launch-prefix", "env WRAPPED=yes"), process)
    assert f"1 2 none {tmp_path} yes" in capsys.readouterr().out


def test_shell_and_terminal(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    launch(
        ExecuteProcess(
            cmd=["echo one | tr o 0; test -t 1 && echo tty"], shell=True, output="screen", name="it"
        )
    )
    output = capsys.readouterr().out
    assert "] 0ne\n" in output
    assert "] tty" not in output
    launch(shell("test -t 1 && test -t 2 && echo tty", emulate_tty=True))
    assert "] tty" in capsys.readouterr().out


def test_required_process_ends_the_others(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    other = shell("exec sleep 60")
    required = shell("exit 3", on_exit=Shutdown(reason="done"))
    assert launch(other, RegisterEventHandler(OnProcessStart(target_action=other, on_start=[required]))) == 0
    assert (required.return_code, other.return_code) == (3, -signal.SIGINT)
    output = capsys.readouterr().out
    assert f"process[{required.name}] was required: shutting down launched system" in output
    assert (
        f"process has died [pid {required.process_details['pid']}, exit code 3, cmd '/bin/sh -c exit 3']."
        in output
    )


def test_exit_code_can_fail_the_launch(launch: Launch) -> None:
    def fail(event: ProcessExited, context: LaunchContext) -> None:
        if event.returncode:
            raise RuntimeError(f"{event.process_name} failed")

    assert launch(shell("exit 0", on_exit=fail)) == 0
    assert launch(shell("exit 2", on_exit=fail)) == 1


def test_events_of_a_process(launch: Launch) -> None:
    seen: list[str] = []
    process = shell("printf hello")

    def on_output(event: ProcessIO) -> None:
        seen.append(event.text.decode())

    def on_exit(event: ProcessExited, context: LaunchContext) -> list[OpaqueFunction]:
        return [
            OpaqueFunction(function=lambda context: seen.append(f"exit {context.locals.event.returncode}"))
        ]

    launch(
        RegisterEventHandler(OnProcessIO(target_action=process, on_stdout=on_output)),
        RegisterEventHandler(OnProcessStart(on_start=lambda event, context: seen.append("start"))),
        RegisterEventHandler(OnProcessExit(target_action=lambda action: action is process, on_exit=on_exit)),
        process,
    )
    assert sorted(seen[:2]) == ["hello", "start"]  # which of them is first is chance in ROS 2
    assert seen[2:] == ["exit 0"]


def test_respawn(launch: Launch, tmp_path: Path) -> None:
    process = shell(f"echo run >> {tmp_path}/runs", respawn=True, respawn_delay=0.01, respawn_max_retries=2)
    launch(process)
    assert (tmp_path / "runs").read_text().count("run") == 3


def test_respawn_ends_with_the_launch(launch: Launch) -> None:
    process = shell("exit 1", respawn=True, respawn_delay=60.0)
    launch(process, RegisterEventHandler(OnProcessExit(target_action=process, on_exit=[Shutdown()])))
    assert process.return_code == 1


def test_escalation(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    process = shell(STUBBORN, sigterm_timeout="0.05", sigkill_timeout="0.05")
    launch(process, RegisterEventHandler(OnProcessIO(on_stdout=lambda event: Shutdown(), handle_once=True)))
    assert process.return_code == -signal.SIGKILL
    output = capsys.readouterr().out
    for before, after in (("SIGINT", "SIGTERM"), ("SIGTERM", "SIGKILL")):
        assert f"seconds after receiving '{before}', escalating to '{after}'" in output


def test_signals_for_one_process(launch: Launch) -> None:
    ended, signalled = shell("exec sleep 60"), shell("exec sleep 60")
    launch(
        RegisterEventHandler(
            OnProcessStart(
                target_action=ended,
                on_start=[EmitEvent(event=ShutdownProcess(process_matcher=matches_action(ended)))],
            )
        ),
        RegisterEventHandler(
            OnProcessStart(
                target_action=signalled,
                on_start=[
                    EmitEvent(
                        event=SignalProcess(
                            signal_number=signal.SIGTERM, process_matcher=matches_action(signalled)
                        )
                    )
                ],
            )
        ),
        ended,
        signalled,
    )
    assert (ended.return_code, signalled.return_code) == (-signal.SIGINT, -signal.SIGTERM)


def test_missing_program(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    assert launch(ExecuteProcess(cmd=["/no/such/program"])) == 0
    output = capsys.readouterr().out
    assert "No such file or directory" in output
    assert "/no/such/program" in output


def test_executed_once_only(launch: Launch) -> None:
    process = shell("true")
    assert launch(process, process) == 1


def test_target_must_be_a_process() -> None:
    with pytest.raises(TypeError, match="or a callable"):
        OnProcessExit(target_action="driver", on_exit=Shutdown())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 0),
        pytest.param(
            signal.SIGTERM, 1, marks=pytest.mark.skipif(not EMBEDDED, reason="ROS 2 leaves processes behind")
        ),
    ],
)
def test_signals_end_everything(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """No process is left behind, and a second Ctrl-C changes nothing."""
    file = tmp_path / "it.launch.py"
    file.write_text(
        "from launch import LaunchDescription\n"
        "from launch.actions import ExecuteProcess\n"
        "def generate_launch_description():\n"
        "    cmd = ['sh', '-c', 'echo pid $$; exec sleep 60']\n"
        "    return LaunchDescription([ExecuteProcess(cmd=cmd, output='screen', name='it')])\n"
    )
    ros2 = ["-m", "embedded_ros.cli.main"] if EMBEDDED else [shutil.which("ros2")]
    command = [sys.executable, *ros2, "launch", "--noninteractive", str(file)]
    environment = {**os.environ, "ROS_LOG_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    launched = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert launched.stdout is not None
    pid = next(int(line.split()[-1]) for line in launched.stdout if "] pid " in line)
    launched.send_signal(number)
    launched.send_signal(number)
    assert launched.wait(10) == code
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
        pass
    assert not os.path.exists(f"/proc/{pid}")
