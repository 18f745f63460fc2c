# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math
from dataclasses import fields, replace

import numpy as np
import onnxruntime
import pytest
import torch

from training.physics.batching import as_scene
from training.physics.ensemble import Calibration, Ensemble, outlook
from training.physics.learned import in_torch
from training.physics.looped import in_loop
from training.physics.made_up import made_up_scene
from training.physics.rotations import rotation_matrix, rotation_vector
from training.physics.state import Rollout


def network():
    torch.manual_seed(0)
    return Ensemble(hidden=16, rounds=2, members=2)


def moved(graph, angle, shift):
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)
    return replace(
        graph,
        position=graph.position @ turn.T + np.float32(shift),
        rotation=turn @ graph.rotation,
        velocity=graph.velocity @ turn.T,
        spin=graph.spin @ turn.T,
    ), turn


def test_the_world_may_be_moved_and_turned_about_the_vertical():
    run = in_torch(network())
    graph, step_s = made_up_scene(7, 3)
    shift = [0.5, -1.25, 0.75]
    other, turn = moved(graph, 2.1, shift)
    first, second = run(graph, step_s), run(other, step_s)
    # Three steps: rounding grows with every collision.
    np.testing.assert_allclose(
        second["position_mean"][:3], first["position_mean"][:3] @ turn.T + shift, atol=2e-4
    )
    np.testing.assert_allclose(second["velocity_mean"][:3], first["velocity_mean"][:3] @ turn.T, atol=1e-3)
    np.testing.assert_allclose(second["touch"][:3], first["touch"][:3], atol=1e-4)


def test_rows_may_be_numbered_in_any_order():
    run = in_torch(network())
    graph, step_s = made_up_scene(6, 1)
    order = np.array([3, 0, 5, 1, 4, 2])
    place = np.argsort(order)
    rows = {name: value[order] for name, value in graph.arrays().items() if name not in ("edges", "joined")}
    shuffled = replace(graph, **rows, edges=place[graph.edges])
    first, second = run(graph, step_s), run(shuffled, step_s)
    np.testing.assert_allclose(second["position_mean"][:3], first["position_mean"][:3][:, order], atol=1e-4)


def test_several_scenes_at_once_are_each_alone():
    net = network().eval()
    (one, step_one), (two, step_two) = made_up_scene(4, 0), made_up_scene(9, 1)
    steps = torch.from_numpy(np.concatenate([step_one, step_two], axis=1))
    with torch.inference_mode():
        together = net(as_scene([one, two]), steps)
        alone = net(as_scene([two]), torch.from_numpy(step_two))
    torch.testing.assert_close(together.position_mean[:3, 4:], alone.position_mean[:3], atol=1e-4, rtol=0)


def test_static_rows_stay_and_all_is_finite_however_long_the_step():
    run = in_torch(network())
    graph, step_s = made_up_scene(5, 2)
    said = run(graph, 100 * step_s)
    np.testing.assert_array_equal(
        said["position_mean"][:, -1], np.repeat(graph.position[None, -1], len(step_s), 0)
    )
    assert all(np.isfinite(value).all() for value in said.values())
    assert (said["position_sd"] > 0).all()


def test_a_new_network_is_nearly_the_base_integrator():
    graph, step_s = made_up_scene(2, 4)
    graph = replace(graph, gravity=np.zeros_like(graph.gravity))
    said = in_torch(network())(graph, step_s)
    straight = graph.position[0] + 0.1 * graph.velocity[0, 0]
    np.testing.assert_allclose(said["position_mean"][0, 0], straight, atol=0.05)


def test_members_that_disagree_widen_the_spread():
    net = network().eval()
    graph, step_s = made_up_scene(4, 5)
    with torch.inference_mode():
        said = net.rollout(as_scene([graph]), torch.from_numpy(step_s))
    one_twice = Rollout(
        *(getattr(said, item.name)[:, [0, 0]] for item in fields(Rollout) if item.name != "effort"),
        said.effort,
    )
    steps = torch.from_numpy(step_s)
    both, same = (outlook(each, steps, Calibration()) for each in (said, one_twice))
    one, other = said.log_sd.exp().square()[..., [0, 0, 1]].unbind(dim=1)
    apart = (said.position[:, 0] - said.position[:, 1]).square() / 4
    torch.testing.assert_close(both.position_sd.square() - apart, (one + other) / 2, atol=1e-5, rtol=1e-3)
    torch.testing.assert_close(same.position_sd, one.sqrt(), atol=1e-6, rtol=1e-4)


def test_in_mixed_precision_gaps_are_still_seen_to_the_millimetre():
    graph, step_s = made_up_scene(5, 6)
    net, seen = network(), []
    net.members.encode_edge.register_forward_pre_hook(lambda _, given: seen.append(given[0].float()))
    run = in_torch(net)
    run(graph, step_s[:1])
    with torch.autocast("cpu", torch.bfloat16):
        run(graph, step_s[:1])
    torch.testing.assert_close(seen[1], seen[0], atol=1e-5, rtol=0)


@pytest.mark.parametrize("vector", [[0.0, 0.0, 0.0], [0.3, -0.2, 0.9], [0.0, 3.0, 0.0]])
def test_a_rotation_vector_comes_back(vector):
    given = torch.tensor([[vector]], requires_grad=True)
    back = rotation_vector(rotation_matrix(given))
    torch.testing.assert_close(back, given, atol=1e-4, rtol=0)
    back.sum().backward()
    assert given.grad.isfinite().all()


def test_as_a_graph_a_step_is_there_once_and_anybody_runs_it(tmp_path):
    subject = network().eval()
    model = in_loop(subject)
    [loop] = (node for node in model.graph.node if node.op_type == "Loop")
    matrices = [node for node in loop.attribute[0].g.node if node.op_type == "MatMul"]
    assert 10 < len(matrices) < 80
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    for rows in (2, 11, 40):  # the one that was traced, and others
        graph, step_s = made_up_scene(rows, rows)
        names = [each.name for each in session.get_outputs()]
        said = dict(zip(names, session.run(None, feeds(session, graph, step_s)), strict=True))
        for name, value in in_torch(subject)(graph, step_s).items():
            assert said[name].shape == value.shape
            np.testing.assert_allclose(said[name][0], value[0], atol=1e-4)


def feeds(session, graph, step_s):
    given = {**graph.arrays(), "step_s": step_s}
    return {each.name: given[each.name] for each in session.get_inputs()}
