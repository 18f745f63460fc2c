# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What all nodes here share: lifecycle, parameters, channels that live while active, diagnostics."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn

from sgw_ros.core.config import ConfigT
from sgw_ros.core.errors import ConfigError, SgwError
from sgw_ros.core.faults import FaultLog
from sgw_ros.nodes.channels import Input, Output, Reader
from sgw_ros.nodes.diagnostics import Diagnostics
from sgw_ros.nodes.mailbox import Mailbox
from sgw_ros.nodes.parameters import ConfigParameters, declared, fixed
from sgw_ros.nodes.streams import ONLY_ONE, Stream
from sgw_ros.nodes.topic_reader import TopicReader

ItemT = TypeVar("ItemT")
EntityT = TypeVar("EntityT")
FIXED_WHILE_CONFIGURED = frozenset({"model", "device"})


class SgwNode(LifecycleNode, Generic[ConfigT]):
    """A lifecycle node whose subscriptions and publishers exist only while it is active.

    Children override `load`, `start`, `stop` and `unload`. A callback that raises anything but what it
    handles itself is fatal: the node deactivates, and recovers to unconfigured.
    """

    def __init__(self, name: str, default: ConfigT, **node_kwargs: Any) -> None:
        # Whatever it is started with is declared, so that `refuse_unknown` can find what nobody knows.
        super().__init__(name, automatically_declare_parameters_from_overrides=True, **node_kwargs)
        self.phase = "unconfigured"
        self.faults = FaultLog()
        self.mailbox = Mailbox(self)
        self._fatal = ""
        self._ends: list[Callable[[], object]] = []
        self._beats: list[Any] = []
        self._diagnostics: Diagnostics | None = None  # a node that is refused its parameters has none
        self._settings = ConfigParameters(self, default, self._check_change)
        autostart = ParameterDescriptor(description="Come up to active by itself", read_only=True)
        self._diagnostics = Diagnostics(self)
        if declared(self, "autostart", False, autostart):
            clock = Clock(clock_type=ClockType.STEADY_TIME)
            self._start_timer = self.create_timer(1e-3, self._bring_up, clock=clock)

    @property
    def config(self) -> ConfigT:
        """The configuration as the parameters say it now."""
        return self._settings.config

    # ---- for children --------------------------------------------------------------------------

    def load(self) -> None:
        """Make ready to run: models, files. Raise a SgwError to stay unconfigured."""

    def start(self) -> None:
        """Begin: `say` and `hear`."""

    def stop(self) -> None:
        """End what `start` began; what was opened by the methods below closes by itself."""

    def unload(self) -> None:
        """Let go of what `load` took."""

    def counters(self) -> dict[str, str]:
        """What /diagnostics tells about this node."""
        return {}

    def concern(self) -> str:
        """What keeps this node from doing its work for now; empty while nothing does."""
        return ""

    def config_changed(self, config: ConfigT, names: set[str]) -> None:
        """Take new settings, or refuse them with a ConfigError."""

    def say(self, stream: Stream[ItemT], who: str = ONLY_ONE) -> Output[ItemT]:
        """Open the sending end of a stream, until the node stops; `who` where other nodes say it, too."""
        output = Output(self, stream, who=who)
        self.keep(output)
        return output

    def hear(
        self,
        stream: Stream[ItemT],
        callback: Callable[[ItemT], None],
        producers: Sequence[str] = (ONLY_ONE,),
    ) -> None:
        """Open the receiving end of a stream, until the node stops; `producers` as for `Input`."""
        on_item = partial(self.guarded, callback)
        reader = partial(TopicReader, self, stream, on_fault=self.fault)
        self.keep(Input(self, self.mailbox, stream, on_item, reader, producers))

    def every(self, period_s: float, callback: Callable[[], None]) -> None:
        """Call back regularly, on the steady clock, until the node stops."""
        clock = Clock(clock_type=ClockType.STEADY_TIME)
        self._beats.append(self.create_timer(period_s, partial(self.guarded, callback), clock=clock))

    def keep(self, end: Reader) -> None:
        """Close this, too, when the node stops."""
        self._ends.append(end.close)

    def until_stopped(self, entity: EntityT, end: Callable[[EntityT], object]) -> EntityT:
        """Have `end(entity)` called when the node stops, also when it stops before it has quite started."""
        self._ends.append(partial(end, entity))
        return entity

    def fault(self, text: str) -> None:
        """Count something that could not be used, and say so once."""
        self.faults.skip(text)
        self.tell_faults()

    def tell_faults(self) -> None:
        """Log each new fault once."""
        for text in self.faults.take():
            self.get_logger().warning(text)

    def guarded(self, callback: Callable[..., None], *args: Any) -> None:
        """Run a callback; an exception that it lets out is fatal for this node, and for no other."""
        if self._fatal:
            return
        try:
            callback(*args)
        except Exception as error:
            if self.context.ok():  # nothing can be published any more once it is shut down
                self.fail(error)

    def fail(self, error: Exception) -> None:
        """Give up: deactivate with an error, which leads back to unconfigured."""
        self._fatal = f"{type(error).__name__}: {error}"
        self.get_logger().error(f"{self._fatal}\n{traceback.format_exc()}")
        if self.phase == "active":
            self.trigger_deactivate()

    # ---- lifecycle -----------------------------------------------------------------------------

    def on_configure(self, state: Any) -> TransitionCallbackReturn:
        """Unconfigured to inactive."""
        self._fatal = ""
        return self._step(self.load, "inactive")

    def on_activate(self, state: Any) -> TransitionCallbackReturn:
        """Inactive to active."""
        super().on_activate(state)
        self._fatal = ""  # of a start before this one
        done = self._step(self.start, "active")
        if done != TransitionCallbackReturn.SUCCESS:
            self._close_ends()
        return done

    def on_deactivate(self, state: Any) -> TransitionCallbackReturn:
        """Active to inactive; with a fatal error on to error processing."""
        super().on_deactivate(state)
        done = self._step(self.stop, "inactive")
        self._close_ends()
        return TransitionCallbackReturn.ERROR if self._fatal else done

    def on_cleanup(self, state: Any) -> TransitionCallbackReturn:
        """Inactive to unconfigured."""
        return self._step(self.unload, "unconfigured")

    def on_shutdown(self, state: Any) -> TransitionCallbackReturn:
        """Any state to finalized."""
        self._end_all()
        self.phase = "finalized"
        return TransitionCallbackReturn.SUCCESS

    def on_error(self, state: Any) -> TransitionCallbackReturn:
        """Recover to unconfigured."""
        self._end_all()
        self.phase = "unconfigured"
        return TransitionCallbackReturn.SUCCESS

    def destroy_node(self) -> None:
        """Stop whatever still runs, then go."""
        self._end_all()
        self.mailbox.close()
        if self._diagnostics is not None:
            self._diagnostics.close()
        super().destroy_node()

    @property
    def fatal(self) -> str:
        """The error that stopped the node, empty while there is none."""
        return self._fatal

    # ---- inside --------------------------------------------------------------------------------

    def _bring_up(self) -> None:
        self.destroy_timer(self._start_timer)
        if self.trigger_configure() == TransitionCallbackReturn.SUCCESS:
            self.trigger_activate()

    def _step(self, action: Callable[[], None], phase: str) -> TransitionCallbackReturn:
        try:
            action()
        except SgwError as error:
            return self._refuse(error)
        except Exception as error:
            self._fatal = f"{type(error).__name__}: {error}"
            self.get_logger().error(f"{self._fatal}\n{traceback.format_exc()}")
            return TransitionCallbackReturn.ERROR
        self.phase = phase
        return TransitionCallbackReturn.SUCCESS

    def _refuse(self, error: SgwError) -> TransitionCallbackReturn:
        self._fatal = str(error)
        self.get_logger().error(self._fatal)
        return TransitionCallbackReturn.FAILURE

    def _end_all(self) -> None:
        phase, self.phase = self.phase, "unconfigured"
        if phase == "active":
            self._attempt(self.stop)
        self._close_ends()
        if phase in ("active", "inactive"):
            self._attempt(self.unload)

    def _attempt(self, action: Callable[[], object]) -> None:
        """End one thing; what goes wrong must not keep the rest open."""
        try:
            action()
        except Exception as error:
            if self.context.ok():  # after a shutdown nobody can be told anything, and that is no news
                self.get_logger().error(f"{type(error).__name__}: {error}")

    def _close_ends(self) -> None:
        beats, self._beats = self._beats, []
        for beat in beats:
            self.destroy_timer(beat)
        ends, self._ends = self._ends, []
        for end in ends:
            self._attempt(end)

    def _check_change(self, config: ConfigT, names: set[str]) -> None:
        fixed_names = names & FIXED_WHILE_CONFIGURED
        if self.phase != "unconfigured" and fixed_names:
            raise ConfigError(fixed(fixed_names))
        self.config_changed(config, names)
