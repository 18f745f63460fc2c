# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The tracker: its truth is the drive's, mirrors keep it, a run lowers its cost and resumes to the bit."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import yaml

from sgw_ros.core.errors import ConfigError, ModelError
from test.training.risk.driven import drive_among_people, stored
from test.training.risk.small import language
from training import train
from training.episodes.encoding import encode
from training.episodes.errors import DatasetError
from training.episodes.store import EpisodeStore
from training.risk.assembling import assemble
from training.risk.beginning import TRACKER
from training.risk.caching import write_cache
from training.risk.encoder.exporting import export
from training.risk.encoder.network import TOLD, Encoder
from training.risk.outlook.aims import AWAY_M, CLEARANCES, LATER_S, aims_of
from training.risk.outlook.closeness import closeness
from training.risk.outlook.lessons import Lesson, load_lessons
from training.risk.outlook.losses import came_near, clearances, cost_of
from training.risk.outlook.numbers import to_people
from training.risk.outlook.running import Run, load_settings
from training.risk.outlook.running import train as run
from training.risk.outlook.sights import Sights, sights, told_by
from training.risk.outlook.tracker import Tracker
from training.risk.outlook.tracking import Tracks, first_seen, follow
from training.risk.outlook.ways import ways
from training.risk.settings import DataSettings, ModelSettings, Settings
from training.risk.settings import load_settings as load_risk_settings
from training.risk.sources import clip_of, origin_of
from training.risk.vision import load_vision
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.scenarios import rover

DV = 16


@pytest.fixture(scope="module")
def episode():
    return drive_among_people()


@pytest.fixture(scope="module")
def data(episode, tmp_path_factory):
    """Folders of a set, of an encoder and of the set's features."""
    root = tmp_path_factory.mktemp("tracker")
    stored(root / "drives", episode)
    torch.manual_seed(0)
    (root / "encoder").mkdir()
    export(Encoder(DV), root / "encoder" / "encoder.onnx")
    origin = origin_of(root / "drives")
    write_cache(root / "features", [clip_of(episode)], origin, load_vision(str(root / "encoder")), True)
    return root


@pytest.fixture(scope="module")
def lessons(data):
    return load_lessons(data / "features", data / "drives", data / "people", mirror=True)


def test_people_are_where_they_are_and_will_be(episode):
    aims, pose, people = aims_of(episode), episode.signals["pose"], episode.signals["people"]
    there = people.shape[1]
    x, y = (people[40, 0] - pose[40, :2]) @ np.array(
        [[np.cos(pose[40, 2]), -np.sin(pose[40, 2])], [np.sin(pose[40, 2]), np.cos(pose[40, 2])]]
    )
    assert aims.place[40, 0] == pytest.approx([x, y], abs=1e-3)
    assert aims.later[:, :, 0] == pytest.approx(aims.place)
    assert (aims.place[:, there:] == AWAY_M).all()
    moved = np.linalg.norm(people[45, 0] - people[40, 0])
    assert np.linalg.norm(aims.later[40, 0, 1] - aims.later[40, 0, 0]) == pytest.approx(moved, abs=1e-3)
    assert not aims.counted[:, there:].any()
    assert (aims.counted >= aims.shown).all()


def test_clearances_are_those_that_the_labels_go_by(episode):
    aims, signals = aims_of(episode), episode.signals
    assert aims.clearance.shape == (100, CLEARANCES)
    by_person = (signals["risk"] == 3) & (signals["reason"] == 0)
    soon = aims.clearance[:, LATER_S.index(1.5)]
    assert (soon[by_person] < 0.05).mean() >= 0.8 if by_person.any() else (soon > 0.05).mean() > 0.8


def test_in_a_mirror_people_are_on_the_other_side(lessons):
    rows = torch.tensor([5, 20])
    here, there = lessons.lesson(rows), lessons.lesson(rows, in_mirror=True)
    assert torch.equal(there.later * torch.tensor((1.0, -1.0)), here.later)
    assert torch.equal(there.clearance[:, [-1, -2]], here.clearance[:, [-2, -1]])
    assert torch.equal(there.clearance[:, :-2], here.clearance[:, :-2])
    assert not torch.equal(there.features, here.features)
    assert not torch.equal(lessons.lesson(rows, plain=True).features, here.features)


def test_features_of_other_drives_are_refused(data, episode, tmp_path):
    with EpisodeStore(tmp_path / "others", {"scenario": "rover"}) as store:
        [other] = rover.make(start_draw("rover", 77, render=RenderSettings(64, 48)))
        store.append(0, [encode(replace(other, meta={**other.meta, "index": 77}))])
        store.finish()
    with pytest.raises(DatasetError, match="has no drive"):
        load_lessons(data / "features", tmp_path / "others", tmp_path / "people", mirror=False)


def test_a_new_tracker_mends_nothing(lessons):
    lesson = lessons.lesson(torch.tensor([3, 50]))
    mended = Tracker(DV + TOLD)(lesson.features, lesson.telemetry)
    lines = follow(sights(told_by(lesson.features), lesson.telemetry)).tracks
    for name in ("place", "velocity", "there"):
        assert torch.allclose(getattr(mended, name), getattr(lines, name))


def sighted(frames, at, velocity):
    """Somebody in the first sector of some frames, and nobody else, for a rover that stands."""
    people, there = torch.full((1, 8, 16, 2), 30.0), torch.full((1, 8, 16), -8.0)
    for frame in frames:
        people[0, frame, 0] = torch.tensor(at) + torch.tensor(velocity) * 0.1 * (frame - 7)
        there[0, frame, 0] = 8.0
    return Sights(people, people, torch.zeros_like(people) + torch.tensor(velocity), there, people[..., :0])


def test_who_has_left_the_view_is_where_their_way_led():
    tracks = follow(sighted(range(4), (1.0, 1.2), (0.0, 1.0))).tracks
    left = int(tracks.there[0].argmax())
    assert left >= 16
    assert tracks.place[0, left].tolist() == pytest.approx([1.0, 1.2], abs=0.02)


def lesson_of(place, velocity):
    """One person, seen all the time, whom a rover that stands may be touched by."""
    since, ahead = 0.1 * torch.arange(-7.0, 1.0), torch.tensor(LATER_S)
    at, moves = torch.tensor(place), torch.tensor(velocity)
    lesson = Lesson(
        features=torch.zeros(1, 8, TOLD),
        telemetry=torch.zeros(1, 8),
        place=(at + since[:, None] * moves)[None, :, None],
        shown=torch.ones(1, 8, 1, dtype=torch.bool),
        later=(at + ahead[:, None] * moves)[None, None],
        counted=torch.ones(1, 1, dtype=torch.bool),
        clearance=torch.zeros(1, CLEARANCES),
    )
    return lesson, tracks_of(at, moves)


def tracks_of(at, moves, doubt=0.02, leaning=0.0):
    """That one person, as all tracks."""
    place, velocity = (torch.as_tensor(values)[None, None].expand(1, 32, 2) for values in (at, moves))
    doubts = torch.tensor((doubt, 0.0)).expand(1, 32, 2)
    return Tracks(place, velocity, torch.full((1, 32), 9.0), doubts, torch.full((1, 32, 4), leaning))


def near(tracks):
    """How likely that person comes near a rover that stands."""
    return closeness(to_people(tracks, ways(torch.zeros(1, 8))), tracks).sigmoid()[0]


def test_who_is_known_well_touches_or_does_not():
    misses, touches = ((2.5, 0.0), (-0.7, 0.0)), ((2.5, 0.0), (-1.6, 0.0))
    assert near(tracks_of(*misses)).tolist() == pytest.approx([0.0, 0.0, 1.0, 1.0], abs=1e-3)
    assert near(tracks_of(*touches)).tolist() == pytest.approx([1.0] * 4, abs=1e-3)


def test_doubt_and_leaning_move_what_is_likely():
    beside = (0.7, 0.0), (0.0, 0.0)
    sure, unsure = near(tracks_of(*beside)), near(tracks_of(*beside, doubt=0.3))
    assert sure[0] < 0.01 < 0.2 < unsure[0] < 0.5
    assert near(tracks_of(*beside, doubt=0.3, leaning=2.0))[0] > 0.6


def test_what_came_near_is_what_the_labels_ask():
    clearance = torch.tensor([[2.0, 1.0, 0.5, 0.2, 0.2, 0.04, 2.0, 2.0], [2.0] * 8])
    assert came_near(clearance).tolist() == [[0.0, 1.0, 1.0, 1.0], [0.0] * 4]


def test_what_is_true_costs_nothing():
    lesson, true = lesson_of((2.0, 0.0), (-0.3, 0.0))
    gaps = clearances(to_people(true, ways(lesson.telemetry)))
    assert gaps[0, [0, 2]].tolist() == pytest.approx([2.0 - 0.53, 1.7 - 0.53], abs=0.02)
    lesson = Lesson(**{**vars(lesson), "clearance": gaps})
    seen_at = torch.cat([lesson.place[:, frame].expand(1, 16, 2) for frame in (7, 0)], dim=1)
    cost = cost_of(true, seen_at, lesson)
    assert float(cost.total) == pytest.approx(0.0, abs=1e-2)
    wrong = replace(true, velocity=true.velocity + 0.5)
    assert float(cost_of(wrong, seen_at, lesson).place) > 0.1
    # Nobody is where nobody was seen.
    assert float(cost_of(true, seen_at + 5.0, lesson).there) > 5.0


def test_frames_say_whose_lines_are(lessons):
    lesson = lessons.lesson(torch.arange(4))
    assert first_seen(sights(told_by(lesson.features), lesson.telemetry).people).shape == (4, 32, 2)


@pytest.fixture
def config(data, tmp_path):
    def write(steps):
        features, drives = str(data / "features"), str(data / "drives")
        places = {"train": features, "val": features, "train_drives": drives, "val_drives": drives}
        fit = {"steps": steps, "batch": 16, "every": 1}
        path = tmp_path / "tracker.yaml"
        path.write_text(yaml.safe_dump({"data": {**places, "store": str(data / "people")}, "fit": fit}))
        return path

    return write


def test_a_risk_model_takes_the_tracker_of_a_run_and_leaves_it_alone(config, data, tmp_path, capsys):
    out = tmp_path / "tracker"
    arguments = ["risk_tracker", "--config", str(config(2)), "--out", str(out), "--json"]
    assert train.main(arguments) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["best"]["error"] > 0
    assert 0 <= said["best"]["side"] <= 1
    assert train.main(arguments) == 2
    assert "holds a run already" in capsys.readouterr().err
    settings = Settings(
        model=ModelSettings(
            language=str(language(tmp_path / "language")),
            vision=str(data / "encoder"),
            outlook=True,
            tracker=str(out / "last.pt"),
        ),
        data=DataSettings(train=str(data / "features"), val=str(data / "features")),
    )
    model = assemble(settings)[0].model
    held = torch.load(out / "last.pt", weights_only=True)["tracker"]
    assert all(torch.equal(value, held[name]) for name, value in model.tracker.state_dict().items())
    assert not [name for name in model.trained() if name.startswith("tracker")]
    assert any(name.startswith("tracker") for name in model.kept_state())
    assert model.train().training
    assert not any(part.training for part in model.tracker.modules())


def test_a_tracker_of_other_features_is_refused(tmp_path):
    torch.save({"settings": {}, "tracker": Tracker(TOLD + 3).state_dict()}, tmp_path / "last.pt")
    settings = Settings(
        model=ModelSettings(
            language=str(language(tmp_path / "language")),
            vision="",
            outlook=True,
            tracker=str(tmp_path / "last.pt"),
        ),
        data=DataSettings(train="dummy:8", val="dummy:8", dummy_dv=TOLD + 4),
    )
    with pytest.raises(ModelError, match="no tracker of people"):
        assemble(settings)


def test_a_tracker_without_an_outlook_is_refused(tmp_path):
    path = tmp_path / "risk.yaml"
    path.write_text("model: {tracker: somewhere.pt}")
    with pytest.raises(ConfigError, match=r"set model\.outlook"):
        load_risk_settings(path)


def test_a_run_is_not_resumed_from_nothing_nor_with_other_settings(config, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(DatasetError, match="no run to resume"):
        run(config(2), out, resume=True)
    run(config(2), out, resume=False)
    with pytest.raises(ConfigError, match="other settings"):
        run(config(3), out, resume=True)


def test_a_resumed_run_is_the_uninterrupted_one(config, lessons, tmp_path):
    settings = load_settings(config(3))
    whole = Run(settings, lessons, tmp_path / "whole")
    whole.go(lessons, lessons)
    begun = Run(settings, lessons, tmp_path / "begun")
    keep, begun._keep = begun._keep, lambda line: _stop(keep, line)
    with pytest.raises(KeyboardInterrupt):
        begun.go(lessons, lessons)
    resumed = Run(settings, lessons, tmp_path / "begun")
    resumed.resume(tmp_path / "begun" / "last.pt")
    resumed.go(lessons, lessons)
    kept, again = (found.parts()[TRACKER].state_dict() for found in (whole, resumed))
    assert all(torch.equal(value, again[name]) for name, value in kept.items())
    assert any(value.any() for name, value in kept.items() if name.startswith("more.3"))


def _stop(keep, line):
    keep(line)
    raise KeyboardInterrupt
