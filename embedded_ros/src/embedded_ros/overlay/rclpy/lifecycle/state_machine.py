# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The states and transitions of a managed node, as `lifecycle_msgs` numbers and names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rclpy._rclpy_pybind11 import RCLError


class LifecycleState(NamedTuple):
    """A state's name and number."""

    label: str
    state_id: int


class Transition(NamedTuple):
    """A step from one state to another."""

    transition_id: int
    label: str
    start: LifecycleState
    goal: LifecycleState


UNKNOWN = LifecycleState("unknown", 0)
UNCONFIGURED = LifecycleState("unconfigured", 1)
INACTIVE = LifecycleState("inactive", 2)
ACTIVE = LifecycleState("active", 3)
FINALIZED = LifecycleState("finalized", 4)
CONFIGURING = LifecycleState("configuring", 10)
CLEANINGUP = LifecycleState("cleaningup", 11)
SHUTTINGDOWN = LifecycleState("shuttingdown", 12)
ACTIVATING = LifecycleState("activating", 13)
DEACTIVATING = LifecycleState("deactivating", 14)
ERRORPROCESSING = LifecycleState("errorprocessing", 15)

STATES = (
    UNKNOWN,
    UNCONFIGURED,
    INACTIVE,
    ACTIVE,
    FINALIZED,
    CONFIGURING,
    CLEANINGUP,
    SHUTTINGDOWN,
    ACTIVATING,
    DEACTIVATING,
    ERRORPROCESSING,
)

SUCCESS, FAILURE, ERROR = "transition_success", "transition_failure", "transition_error"

TRANSITIONS = (
    Transition(1, "configure", UNCONFIGURED, CONFIGURING),
    Transition(10, SUCCESS, CONFIGURING, INACTIVE),
    Transition(11, FAILURE, CONFIGURING, UNCONFIGURED),
    Transition(12, ERROR, CONFIGURING, ERRORPROCESSING),
    Transition(2, "cleanup", INACTIVE, CLEANINGUP),
    Transition(20, SUCCESS, CLEANINGUP, UNCONFIGURED),
    Transition(21, FAILURE, CLEANINGUP, INACTIVE),
    Transition(22, ERROR, CLEANINGUP, ERRORPROCESSING),
    Transition(3, "activate", INACTIVE, ACTIVATING),
    Transition(30, SUCCESS, ACTIVATING, ACTIVE),
    Transition(31, FAILURE, ACTIVATING, INACTIVE),
    Transition(32, ERROR, ACTIVATING, ERRORPROCESSING),
    Transition(4, "deactivate", ACTIVE, DEACTIVATING),
    Transition(40, SUCCESS, DEACTIVATING, INACTIVE),
    Transition(41, FAILURE, DEACTIVATING, ACTIVE),
    Transition(42, ERROR, DEACTIVATING, ERRORPROCESSING),
    Transition(5, "shutdown", UNCONFIGURED, SHUTTINGDOWN),
    Transition(6, "shutdown", INACTIVE, SHUTTINGDOWN),
    Transition(7, "shutdown", ACTIVE, SHUTTINGDOWN),
    Transition(50, SUCCESS, SHUTTINGDOWN, FINALIZED),
    Transition(51, FAILURE, SHUTTINGDOWN, FINALIZED),
    Transition(52, ERROR, SHUTTINGDOWN, ERRORPROCESSING),
    Transition(60, SUCCESS, ERRORPROCESSING, UNCONFIGURED),
    Transition(61, FAILURE, ERRORPROCESSING, FINALIZED),
    Transition(62, ERROR, ERRORPROCESSING, FINALIZED),
)


class StateMachine:
    """Where a node is and where it may go; `entered` hears of every step."""

    def __init__(self, entered: Callable[[Transition], None]) -> None:
        self.current = UNCONFIGURED
        self._entered = entered

    @property
    def current_state(self) -> tuple[int, str]:
        """Return the current state's number and name."""
        return self.current.state_id, self.current.label

    def available(self) -> list[Transition]:
        """Return the transitions that leave the current state."""
        return [transition for transition in TRANSITIONS if transition.start == self.current]

    def find(self, key: int | str) -> Transition:
        """Return the transition with this number or label that leaves the current state.

        Raises:
            RCLError: there is none.
        """
        for transition in self.available():
            if key in (transition.transition_id, transition.label):
                return transition
        raise RCLError(f"No transition {key!r} starts in state '{self.current.label}'")

    def go(self, key: int | str) -> None:
        """Take a transition."""
        transition = self.find(key)
        self.current = transition.goal
        self._entered(transition)
