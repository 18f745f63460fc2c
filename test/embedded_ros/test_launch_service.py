# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Launch descriptions run: arguments, scopes, events, timers, includes, errors."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from launch.actions import (
    DeclareLaunchArgument,
    EmitEvent,
    GroupAction,
    IncludeLaunchDescription,
    LogInfo,
    OpaqueFunction,
    RegisterEventHandler,
    SetEnvironmentVariable,
    SetLaunchConfiguration,
    Shutdown,
    TimerAction,
    UnregisterEventHandler,
)
from launch.conditions import IfCondition, UnlessCondition
from launch.event_handlers import OnShutdown
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import EnvironmentVariable, LaunchConfiguration, LocalSubstitution, TextSubstitution

from launch import (
    Event,
    EventHandler,
    LaunchContext,
    LaunchDescription,
    LaunchDescriptionEntity,
    LaunchService,
)

Launch = Callable[..., int]


@pytest.fixture
def launch(launch_logs: Path) -> Launch:
    def run(*entities: LaunchDescriptionEntity) -> int:
        service = LaunchService(noninteractive=True)
        service.include_launch_description(LaunchDescription(entities))
        return service.run()

    return run


class Seen(list[str]):
    """Collects the text of substitutions while launching."""

    def note(self, *subs: object) -> OpaqueFunction:
        def function(context: LaunchContext) -> None:
            self.append("".join(s if isinstance(s, str) else context.perform_substitution(s) for s in subs))

        return OpaqueFunction(function=function)


@pytest.fixture
def seen() -> Seen:
    return Seen()


def test_nothing_ends_at_once(launch: Launch) -> None:
    assert launch() == 0


def test_arguments_and_conditions(launch: Launch, seen: Seen) -> None:
    launch(
        SetLaunchConfiguration("given", "true"),
        DeclareLaunchArgument("given", default_value="false"),
        DeclareLaunchArgument("default", default_value=["a", LaunchConfiguration("given")]),
        seen.note(LaunchConfiguration("default")),
        GroupAction([seen.note("if")], condition=IfCondition(LaunchConfiguration("given"))),
        GroupAction([seen.note("unless")], condition=UnlessCondition(LaunchConfiguration("given"))),
    )
    assert seen == ["atrue", "if"]


def test_missing_argument(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    assert launch(DeclareLaunchArgument("input", description="a video")) == 1
    output = capsys.readouterr().out
    assert 'Required launch argument "input"' in output
    assert "Traceback" not in output


def test_choices(launch: Launch, capsys: pytest.CaptureFixture[str]) -> None:
    argument = DeclareLaunchArgument("mode", description="how", choices=["a", "b"])
    assert argument.description == "how. Valid choices are: ['a', 'b']"
    assert launch(SetLaunchConfiguration("mode", "c"), argument) == 1
    assert "Valid options are: ['a', 'b']" in capsys.readouterr().out
    with pytest.raises(RuntimeError, match="not in provided choices"):
        DeclareLaunchArgument("mode", default_value="c", choices=["a"])


def test_group_scopes_configurations_and_environment(
    launch: Launch, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOPED_VARIABLE", "outer")
    show = [LaunchConfiguration("x"), EnvironmentVariable("SCOPED_VARIABLE")]
    change = [SetLaunchConfiguration("x", "2"), SetEnvironmentVariable("SCOPED_VARIABLE", "inner")]
    launch(
        SetLaunchConfiguration("x", "1"),
        GroupAction([*change, seen.note(*show)]),
        seen.note(*show),
        GroupAction([seen.note(LaunchConfiguration("x"))], launch_configurations={"x": "3"}),
        GroupAction(change, scoped=False),
        seen.note(*show),
    )
    assert seen == ["2inner", "1outer", "3", "2inner"]


def test_include(launch: Launch, seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "included.launch.py"
    file.write_text(
        "from launch import LaunchDescription\n"
        "from launch.actions import DeclareLaunchArgument, SetLaunchConfiguration\n"
        "from launch.substitutions import LaunchConfiguration, ThisLaunchFileDir\n"
        "def generate_launch_description():\n"
        "    return LaunchDescription([\n"
        "        DeclareLaunchArgument('needed'),\n"
        "        SetLaunchConfiguration('result', [LaunchConfiguration('needed'), ThisLaunchFileDir()]),\n"
        "    ])\n"
    )
    source = PythonLaunchDescriptionSource([str(tmp_path), "/included.launch.py"])
    include = IncludeLaunchDescription(source, launch_arguments={"needed": "at "}.items())
    assert launch(include, seen.note(LaunchConfiguration("result"))) == 0
    assert seen == [f"at {tmp_path}"]
    assert launch(IncludeLaunchDescription(PythonLaunchDescriptionSource(str(file)))) == 1
    arguments = LaunchDescription([include]).get_launch_arguments()
    assert [argument.name for argument in arguments] == ["needed"]


def test_launch_file_without_description(
    launch: Launch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.launch.py").touch()
    assert (
        launch(IncludeLaunchDescription(PythonLaunchDescriptionSource(str(tmp_path / "empty.launch.py"))))
        == 1
    )
    assert "generate_launch_description" in capsys.readouterr().out


def test_conditional_arguments_are_marked() -> None:
    inner = DeclareLaunchArgument("inner")
    outer = DeclareLaunchArgument("outer", default_value="1")
    group = GroupAction([inner], condition=IfCondition("true"))
    arguments = LaunchDescription([outer, group, DeclareLaunchArgument("outer")]).get_launch_arguments()
    assert arguments == [outer, inner]
    assert [argument._conditionally_included for argument in arguments] == [False, True]


class Ping(Event):
    name = "test.Ping"


def test_events(launch: Launch, seen: Seen) -> None:
    always = EventHandler(matcher=lambda event: isinstance(event, Ping), entities=[seen.note("always")])
    once = EventHandler(
        matcher=lambda event: isinstance(event, Ping), entities=seen.note("once"), handle_once=True
    )
    launch(
        RegisterEventHandler(always),
        RegisterEventHandler(once),
        EmitEvent(event=Ping()),
        EmitEvent(event=Ping()),
        TimerAction(period=0.0, actions=[UnregisterEventHandler(always), EmitEvent(event=Ping())]),
    )
    assert seen == ["once", "always", "always"]


def test_shutdown_has_a_reason_and_cancels_timers(launch: Launch, seen: Seen) -> None:
    launch(
        RegisterEventHandler(OnShutdown(on_shutdown=[seen.note(LocalSubstitution("event.reason"))])),
        TimerAction(period=60.0, actions=[seen.note("never")]),
        TimerAction(period=0.01, actions=[Shutdown(reason="enough")]),
    )
    assert seen == ["enough"]


def test_timer_keeps_its_locals(launch: Launch, seen: Seen) -> None:
    handler = EventHandler(
        matcher=lambda event: isinstance(event, Ping),
        entities=[TimerAction(period=0.01, actions=[seen.note(LocalSubstitution("event.name"))])],
    )
    launch(RegisterEventHandler(handler), EmitEvent(event=Ping()))
    assert seen == ["test.Ping"]


def test_error_ends_the_launch_without_a_trace(
    launch: Launch, seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(context: LaunchContext) -> None:
        raise ValueError("camera 7 does not exist")

    assert (
        launch(TimerAction(period=60.0, actions=[]), OpaqueFunction(function=fail), seen.note("after")) == 1
    )
    output = capsys.readouterr().out
    assert "[ERROR] [launch]: Caught exception in launch (see debug for traceback): camera 7" in output
    assert "Traceback" not in output
    assert seen == []


def test_log_info_goes_to_screen_and_file(
    launch: Launch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    launch(LogInfo(msg=["hello ", TextSubstitution(text="world")]))
    assert "[INFO] [launch.user]: hello world\n" in capsys.readouterr().out
    assert "[INFO] [launch.user]: hello world\n" in (tmp_path / "launch.log").read_text()


def test_run_twice_and_from_threads(seen: Seen, launch_logs: Path) -> None:
    service = LaunchService(noninteractive=True)
    service.include_launch_description(LaunchDescription([seen.note("first")]))
    assert service.run() == 0
    started = threading.Event()

    def drive() -> None:
        started.wait(10)
        service.include_launch_description(LaunchDescription([seen.note("second")]))
        service.emit_event(Ping())
        service.shutdown()

    thread = threading.Thread(target=drive)
    thread.start()
    service.include_launch_description(LaunchDescription([OpaqueFunction(function=lambda _: started.set())]))
    assert service.run(shutdown_when_idle=False) == 0
    thread.join(10)
    assert seen == ["first", "second"]


def test_only_in_the_main_thread() -> None:
    problems: list[str] = []

    def drive() -> None:
        try:
            LaunchService().run()
        except RuntimeError as error:
            problems.append(str(error))

    thread = threading.Thread(target=drive)
    thread.start()
    thread.join(10)
    assert problems == ["LaunchService can only be run in the main thread."]
