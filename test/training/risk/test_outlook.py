# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is worked out of the sectors agrees with the places that they were made of."""

import math

import onnxruntime
import pytest
import torch

from sgw_ros.core.errors import ConfigError
from test.training.risk.small import language
from training.risk.assembling import assemble
from training.risk.deployed import INPUTS, trace_onnx
from training.risk.encoder.network import PER_SECTOR, TOLD
from training.risk.encoder.truth import FURTHEST_M, SECTORS
from training.risk.language import LanguageModel
from training.risk.model import Shape, SpatialIntentModel
from training.risk.outlook.numbers import NUMBERS, UNTIL_S, numbers
from training.risk.outlook.sights import sights, told_by
from training.risk.outlook.tracking import follow
from training.risk.outlook.verdicts import VERDICTS, verdicts
from training.risk.outlook.ways import STEPS, ages, ways
from training.risk.settings import DataSettings, ModelSettings, Settings
from training.simulation.rover.motion import PERSON_M, ROVER_M
from training.simulation.rover.vehicle import FORWARD_M

FRAMES, SIDES, LOGIT = 8, 3 * len(UNTIL_S), 8.0
JUDGED = SIDES + 3 * 2 + 4
SLOPE = math.tan(math.radians(32.0)) / 8
"""Metres to a side by metre of depth, of a sector's width."""
HIGH, MEDIUM, LOW, LEFT, RIGHT = range(5)


def telemetry(speed=0.0, turn=0.0):
    return torch.tensor([[0.0, 0.0, 9.8, 0.0, 0.0, 0.0, speed, turn]])


def features(still_m=FURTHEST_M, people=(), moves=(0.0, 0.0), dv=TOLD + 4):
    """A window; `people` holds x, y m at its last frame and vx, vy m/s, as a rover that stands sees them."""
    told = torch.zeros(1, FRAMES, PER_SECTOR, SECTORS)
    told[:, :, 0], told[:, :, 1], told[:, :, 2] = math.log(still_m), -LOGIT, math.log(FURTHEST_M)
    for frame, ago_s in enumerate(ages().tolist()):
        for x, y, vx, vy in people:
            depth, aside = x - vx * ago_s - FORWARD_M, y - vy * ago_s
            sector = round(SECTORS / 2 - 0.5 - aside / depth / SLOPE)
            told[:, frame, 1, sector], told[:, frame, 2, sector] = LOGIT, math.log(depth)
            told[:, frame, 3:, sector] = torch.tensor(moves)
    return torch.cat((torch.zeros(1, FRAMES, dv - TOLD), told.flatten(2)), dim=2)


def worked_out(window, driven):
    """Numbers of a window by lines through places alone."""
    seen = sights(told_by(window), driven)
    return numbers(seen, follow(seen).tracks, driven)[0]


def test_ways_go_on_and_evade_to_both_sides():
    paths = ways(telemetry(speed=0.5))
    assert paths.shape == (1, 3, STEPS, 2)
    on, left, right = paths[0]
    assert torch.allclose(on[-1], torch.tensor([1.5, 0.0]), atol=1e-5)
    assert left[-1, 1] > 0.5
    assert torch.allclose(left * torch.tensor([1.0, -1.0]), right)


def test_a_turn_fades():
    on = ways(telemetry(speed=0.5, turn=0.5))[0, 0]
    heading = torch.atan2(*(on[-1] - on[-2]).flip(0))
    assert 0.28 < float(heading) < 0.31


def test_a_wall_ahead_comes_nearer_by_what_is_driven():
    said = worked_out(features(still_m=2.0), telemetry(speed=0.5))
    still = said[len(UNTIL_S) : 2 * len(UNTIL_S)]
    middle = math.hypot(2.0 + FORWARD_M, 2.0 * SLOPE / 2) - ROVER_M
    assert float(still[0]) == pytest.approx(middle, abs=0.02)
    assert float(still[3]) == pytest.approx(middle - 0.75, abs=0.03)


def test_a_thing_that_left_the_view_is_remembered():
    window = features(still_m=FURTHEST_M)
    window[:, :3, -TOLD : -TOLD + SECTORS] = math.log(0.6)
    said = worked_out(window, telemetry(speed=0.3))
    now, before = said[len(UNTIL_S)], said[2 * len(UNTIL_S)]
    assert float(now) > 1.5
    assert float(before) < 0.5


def test_the_places_of_a_window_mend_what_two_pictures_tell_of_a_velocity():
    seen = sights(told_by(features(people=[(3.0, -0.8, 0.0, 1.2)], moves=(0.3, 0.7))), telemetry())
    found = follow(seen).tracks
    person, true = int(found.there[0].argmax()), torch.tensor([0.0, 1.2])
    before, after = (values[0, person] - true for values in (seen.velocity[:, -1], found.velocity))
    assert after.norm() < 0.8 * before.norm()


def test_who_stands_stays_where_the_rover_turns_and_drives():
    moves = (-0.4, 0.0)
    window = features(people=[(3.0, 0.0, -0.4, 0.0)], moves=moves)
    found = follow(sights(told_by(window), telemetry(speed=0.4))).tracks
    person = int(found.there[0].argmax())
    assert found.velocity[0, person].norm() < 0.1


def test_who_crosses_leaves_the_side_free_that_they_come_from():
    window = features(people=[(2.2, -0.2, 0.0, 0.8)], moves=(-0.6, 0.8))
    said = worked_out(window, telemetry(speed=0.6))
    left, right = said[SIDES : SIDES + 2]
    assert right > left


def test_in_a_mirror_left_is_right():
    window = features(still_m=3.0, people=[(2.2, 0.5, -0.3, -0.4)], moves=(-0.5, -0.3))
    window[:, :, -TOLD + 2] = math.log(1.2)
    told = window[:, :, -TOLD:].unflatten(-1, (PER_SECTOR, SECTORS)).flip(-1)
    told[:, :, 4] *= -1
    turned = torch.cat((window[:, :, :-TOLD], told.flatten(2)), dim=2)
    here = worked_out(window, telemetry(0.5, 0.2))
    there = worked_out(turned, telemetry(0.5, -0.2))
    assert torch.allclose(here[:SIDES], there[:SIDES], atol=1e-4)
    assert torch.allclose(here[SIDES : SIDES + 6 : 2], there[SIDES + 1 : SIDES + 6 : 2], atol=1e-4)
    first, second = (said[JUDGED : JUDGED + VERDICTS] for said in (here, there))
    assert torch.allclose(first[[LEFT, RIGHT]], second[[RIGHT, LEFT]], atol=1e-4)


def gaps(on, left=2.0, right=2.0):
    """Clearances that shrink evenly to these."""
    ends = torch.tensor([[on, left, right]])
    return 2.0 + (ends - 2.0)[..., None] * torch.linspace(0, 1, STEPS)


def test_verdicts_are_those_of_the_rules():
    far, speed = gaps(2.0), torch.tensor([[0.5]])
    nobody, somebody = torch.full((1, 4), -9.0), torch.full((1, 4), 9.0)
    assert verdicts(far, nobody, far, speed)[0, : LOW + 1].max() < 0.05
    touched = verdicts(far, nobody, gaps(-2.5), speed)[0]
    assert touched[HIGH] > 0.9
    assert touched[MEDIUM] < 0.1
    later = verdicts(far, nobody, gaps(-0.3, left=0.1, right=0.8), speed)[0]
    assert later[MEDIUM] > 0.8
    assert later[RIGHT] > 0.7
    assert later[LEFT] < 0.05
    # Who stands is in no danger from what stands, and turns nowhere.
    standing = verdicts(far, nobody, gaps(-2.5), torch.zeros(1, 1))[0]
    assert standing[HIGH] < 0.05
    assert standing[LEFT] + standing[RIGHT] < 0.05
    assert verdicts(gaps(-2.5), somebody, far, torch.zeros(1, 1))[0, HIGH] > 0.9


def test_it_is_worked_out_the_same_by_the_runtime(tmp_path):
    reader = LanguageModel(str(language(tmp_path / "language")))
    torch.manual_seed(0)
    model = SpatialIntentModel(Shape(TOLD + 4, outlook=True), reader).eval()
    window = features(still_m=2.0, people=[(2.5, 0.3, 0.0, -0.5)]).expand(3, -1, -1)
    driven = telemetry(0.5, 0.1).expand(3, -1)

    class Answer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, vis_feats, felt):
            return self.model(vis_feats, felt).action

    path = tmp_path / "sim.onnx"
    trace_onnx(Answer().eval(), (window[:2], driven[:2]), path, INPUTS, ("action",))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, dict(zip(INPUTS, (window.numpy(), driven.numpy()), strict=True)))
    assert torch.allclose(torch.from_numpy(found), model(window, driven).action, atol=1e-4)


def test_the_model_reads_all_the_numbers(tmp_path):
    reader = LanguageModel(str(language(tmp_path / "language")))
    model = SpatialIntentModel(Shape(TOLD + 4, outlook=True), reader)
    assert model.vision.felt.in_features == 8 + NUMBERS == model.motion[0].in_features
    assert model.looked_out(features(), telemetry()).shape == (1, NUMBERS)


def test_features_of_another_encoder_are_refused(tmp_path):
    settings = Settings(
        model=ModelSettings(language=str(language(tmp_path / "language")), vision="", outlook=True),
        data=DataSettings(train="dummy:8", val="dummy:8", dummy_dv=TOLD - 1),
    )
    with pytest.raises(ConfigError, match="outlook takes features"):
        assemble(settings)


def test_clearance_of_a_person_counts_both():
    said = worked_out(features(people=[(1.5, 0.0, 0.0, 0.0)]), telemetry())
    assert float(said[0]) == pytest.approx(1.5 - ROVER_M - PERSON_M, abs=0.05)


def test_somebody_far_away_is_not_in_sight():
    near, far, nobody = (
        worked_out(features(people=people), telemetry())[-1]
        for people in ([(3.0, 0.0, 0.0, 0.0)], [(7.5, 0.0, 0.0, 0.0)], [])
    )
    assert near > 0.95
    assert max(far, nobody) < 0.05
