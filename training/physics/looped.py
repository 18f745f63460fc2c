# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""An ensemble as an ONNX graph whose steps are a loop: unrolled, every step would be opened anew.

What begins a forecast, one step of it, and what becomes of all steps are traced each by itself; `Loop` goes
between them. The step's body sees what stays as it is by its name outside.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnx
import torch
from onnx import ModelProto, compose, helper
from torch import Tensor, nn

from training.physics.ensemble import Ensemble, Outlook, outlook
from training.physics.features import Setting
from training.physics.integrator import log_deviation, said_upwards
from training.physics.made_up import made_up_scene
from training.physics.network import Course, Simulator
from training.physics.receivers import listed
from training.physics.state import Rollout, Scene

OPSET = 18
ROWS = 11
"""Of the scene that is traced: no other size of a tensor is the same."""
SAID = ("position", "velocity", "spread", "upwards", "contact")
"""What is kept of every step."""


class Begin(nn.Module):
    """From the fields of a scene to what stays through all steps, and where they begin."""

    def __init__(self, network: Ensemble) -> None:
        super().__init__()
        self.members = network.members

    def forward(self, *scene: Tensor) -> tuple[Tensor, ...]:
        """The tensors of the setting, then those of the course, of every member from the start."""
        fixed, course = _opened(self.members, Scene(*scene))
        return *leaves(fixed), *leaves(course)


class Step(nn.Module):
    """From a scene, what stays, where it is and how long the step takes to where it is then."""

    def __init__(self, network: Ensemble, fixed: Any, course: Any) -> None:
        super().__init__()
        self.members, self.fixed, self.course = network.members, fixed, course

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        """The tensors of the course after it, then `SAID`."""
        given = iter(tensors)
        scene = Scene(*(next(given) for _ in fields(Scene)))
        fixed, course = rebuilt(self.fixed, given), rebuilt(self.course, given)
        course, change, contact = self.members.step(scene, fixed, course, next(given))
        state = course.state
        return *leaves(course), state.position, state.velocity, state.spread, said_upwards(change), contact


class End(nn.Module):
    """From what was kept of all steps to the outlook."""

    def __init__(self, network: Ensemble) -> None:
        super().__init__()
        self.calibration = network.calibration

    def forward(
        self,
        position: Tensor,
        velocity: Tensor,
        spread: Tensor,
        upwards: Tensor,
        contact: Tensor,
        step_s: Tensor,
    ) -> tuple[Tensor, ...]:
        """The fields of `Outlook`, which asks for neither turns nor effort."""
        nothing = torch.empty(0)
        deviation = log_deviation(spread, upwards, step_s)
        said = Rollout(position, nothing, velocity, deviation, contact, nothing)
        return tuple(leaves(outlook(said, step_s, self.calibration)))


def _opened(members: Simulator, scene: Scene) -> tuple[Setting, Course]:
    """A course of one scene, whose rows are few."""
    return members.begin(scene, listed(scene.edges[1], scene.position.shape[0]))


def leaves(value: Any) -> list[Tensor]:
    """The tensors of a dataclass, and of those in it, in order."""
    if not is_dataclass(value):
        return [value]
    return [leaf for item in fields(value) for leaf in leaves(getattr(value, item.name))]


def rebuilt(like: Any, tensors: Iterator[Tensor]) -> Any:
    """A dataclass as `like` of other tensors; the inverse of `leaves`."""
    if not is_dataclass(like):
        return next(tensors)
    kind: Any = type(like)
    return kind(*(rebuilt(getattr(like, item.name), tensors) for item in fields(like)))


def in_loop(network: Ensemble) -> ModelProto:
    """The graph: the fields of `Scene` and `step_s` [K, N] in, those of `Outlook` out."""
    graph, step_s = made_up_scene(ROWS, 0)
    scene = [torch.from_numpy(value) for value in graph.arrays().values()]
    steps = torch.from_numpy(step_s)
    names = [item.name for item in fields(Scene)]
    with torch.no_grad():
        fixed, course = _opened(network.members, Scene(*scene))
        begun = Begin(network)(*scene)
        stays = [f"stays_{i}" for i in range(len(leaves(fixed)))]
        carried = range(len(leaves(course)))
        first, was, then = ([f"{word}_{i}" for i in carried] for word in ("first", "was", "then"))
        step = Step(network, fixed, course)
        stepped = step(*scene, *begun, steps[0])
        kept = [torch.stack([value] * len(steps)) for value in stepped[-len(SAID) :]]
    sizes = {ROWS: "rows", graph.edges.shape[1]: "edges", len(fixed.pairs.hulls.index): "hulls"}
    said, every = ([f"{word}_{name}" for name in SAID] for word in ("said", "every"))
    outputs = [item.name for item in fields(Outlook)]
    traced = [
        _traced(Begin(network), scene, names, [*stays, *first], sizes),
        _traced(step, [*scene, *begun, steps[0]], [*names, *stays, *was, "step"], [*then, *said], sizes),
        _traced(End(network), [*kept, steps], [*every, "step_s"], outputs, sizes),
    ]
    begin, body, end = (
        compose.add_prefix(model, f"{i}/", rename_inputs=False, rename_outputs=False).graph
        for i, model in enumerate(traced)
    )
    loop = helper.make_node(
        "Loop",
        ["trips", "", *first],
        [*(f"last_{i}" for i in carried), *every],
        body=_body(body, was),
    )
    trips = helper.make_node("Shape", ["step_s"], ["trips"], start=0, end=1)
    whole = helper.make_graph(
        [*begin.node, trips, loop, *end.node],
        "forecast",
        _described([*names, "step_s"], [*scene, steps], sizes),
        _described(outputs, End(network)(*kept, steps), sizes),
        [*begin.initializer, *end.initializer],
    )
    model = helper.make_model(whole, opset_imports=traced[0].opset_import, ir_version=traced[0].ir_version)
    onnx.checker.check_model(model, full_check=True)
    return model


def _body(step: Any, was: Sequence[str]) -> Any:
    """The step as a loop's body: which trip it is and what it was in, what it is then and is said out."""
    carried = {value.name: value for value in step.input}
    goes_on = helper.make_tensor_value_info("goes_on", onnx.TensorProto.BOOL, [])
    still = helper.make_tensor_value_info("still", onnx.TensorProto.BOOL, [])
    trip = helper.make_tensor_value_info("trip", onnx.TensorProto.INT64, [])
    return helper.make_graph(
        [
            helper.make_node("Identity", ["still"], ["goes_on"]),
            helper.make_node("Gather", ["step_s", "trip"], ["step"], axis=0),
            *step.node,
        ],
        "step",
        [trip, still, *(carried[name] for name in was)],
        [goes_on, *step.output],
        step.initializer,
    )


def _described(names: Sequence[str], values: Sequence[Tensor], sizes: dict[int, str]) -> list[Any]:
    kinds = {torch.float32: onnx.TensorProto.FLOAT, torch.int64: onnx.TensorProto.INT64}
    return [
        helper.make_tensor_value_info(name, kinds[value.dtype], [sizes.get(n, n) for n in value.shape])
        for name, value in zip(names, values, strict=True)
    ]


def _traced(
    module: nn.Module, inputs: Sequence[Tensor], takes: list[str], gives: list[str], sizes: dict[int, str]
) -> ModelProto:
    """One part, its sizes by name wherever they are those of rows or edges."""
    with warnings.catch_warnings(), torch.no_grad(), TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # tracing warns of every size that it reads
        outputs = module(*inputs)
        axes = {
            name: {axis: sizes[size] for axis, size in enumerate(value.shape) if size in sizes}
            for name, value in zip([*takes, *gives], [*inputs, *outputs], strict=True)
        }
        path = Path(folder) / "part.onnx"
        torch.onnx.export(
            module.eval(),
            tuple(inputs),
            str(path),
            input_names=takes,
            output_names=gives,
            dynamic_axes=axes,
            dynamo=False,
            opset_version=OPSET,
        )
        return onnx.load(path)
