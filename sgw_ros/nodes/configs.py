# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What each node can be told. Apart from the nodes, so that checking it loads none of their code."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.alignment import AlignmentConfig
from sgw_ros.core.config import setting
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.ingest.source import IngestConfig
from sgw_ros.nodes.policies import write_held
from sgw_ros.workspace.policy import DEFAULT_RULES


@dataclass(frozen=True)
class SensorConfig(AlignmentConfig):
    """How the sensor topics are listened to."""

    transport: str = setting(
        "raw",
        "Listen to `image`, or to `image/compressed`",
        choices=("raw", "compressed"),
        read_only=True,
    )


@dataclass(frozen=True)
class PlayConfig(IngestConfig):
    """What to play and how fast; without `input`, the sensor topics are listened to."""

    input: str = setting("", "Video file, bag or camera index; empty listens to the sensor topics")
    rate: float = setting(
        1.0, "Playing speed; 1 is real time, 0 as fast as the graph takes it", minimum=0.0, maximum=100.0
    )
    wait_for: tuple[str, ...] = setting(
        ("risk",), "Experts that must be there before a file is played", read_only=True
    )
    recorder: str = setting("", "Node that must listen before a file is played; empty is none")
    start_timeout_s: float = setting(60.0, "How long to wait for these", unit="s", minimum=0.0, maximum=600.0)


@dataclass(frozen=True)
class HostConfig(SensorConfig):
    """What the node around an expert can be told."""

    upstream: tuple[str, ...] = setting(
        ("all",), "Experts whose answers are waited for; 'all' stands for every input", read_only=True
    )
    backlog: int = setting(
        3, "Images that may wait; more drop the oldest. 0 keeps all", minimum=0, maximum=1000, read_only=True
    )


@dataclass(frozen=True)
class WorkspaceConfig:
    """Where the workspace keeps its journal and key, and how much it remembers."""

    journal: str = setting("", "SQLite file of the journal; empty keeps none", read_only=True)
    sync: str = setting(
        "interval",
        "What a commit survives: commit (power loss), interval and off (a killed process)",
        choices=("commit", "interval", "off"),
        read_only=True,
    )
    keep_sensitive: bool = setting(
        True, "Keep what the schema marks as sensitive (appearance) in the journal", read_only=True
    )
    key_file: str = setting("", "File of the authority key; empty is sgw.key in ROS_HOME", read_only=True)
    hold: tuple[str, ...] = setting(
        tuple(write_held(frozenset(k for k, rule in DEFAULT_RULES.items() if rule == "hold"))),
        "Proposals that wait for the supervisor, each as expert:group, with * for any; [''] holds none",
    )
    forget_s: float = setting(
        300.0,
        "Nodes not seen for this long are pruned; 0 keeps all",
        unit="s",
        minimum=0.0,
        maximum=1e7,
    )


@dataclass(frozen=True)
class SupervisionConfig:
    """Whom the supervisor looks after."""

    experts: tuple[str, ...] = setting(
        ("flow", "visual", "memory", "physics", "risk"), "Experts of this graph", read_only=True
    )
    key_file: str = setting("", "File of the authority key; empty is sgw.key in ROS_HOME", read_only=True)


@dataclass(frozen=True)
class ViewConfig:
    """How often pictures are drawn."""

    draw_hz: float = setting(
        10.0, "Overlays and markers at most this often; 0 is every frame", unit="Hz", minimum=0.0, maximum=1e3
    )
    transforms: bool = setting(
        False,
        "Say on /tf what the input leaves out of odom - base - camera; not on a robot that says it itself",
    )


@dataclass(frozen=True)
class EndConfig:
    """Whose answer is the last word about a frame."""

    last_expert: str = setting(
        "risk",
        "The last enabled expert in the order of judgement; empty when all are off",
        choices=("", *EXPERTS),
        read_only=True,
    )


@dataclass(frozen=True)
class FleetConfig:
    """Which robots there are and when one counts as silent."""

    robots: tuple[str, ...] = setting(("robot_0",), "Namespaces of the robots", read_only=True)
    graph: str = setting("sgw", "Namespace of the graph below that of its robot", read_only=True)
    silent_s: float = setting(
        2.0,
        "A robot without a risk message for longer is silent",
        unit="s",
        minimum=0.1,
        maximum=600.0,
        read_only=True,
    )


@dataclass(frozen=True)
class GateTopicsConfig:
    """What the gate is connected to."""

    stamped: bool = setting(False, "Commands are TwistStamped instead of Twist", read_only=True)
    supervisor: str = setting(
        "supervisor", "Name of the supervisor's node, relative to the namespace", read_only=True
    )
