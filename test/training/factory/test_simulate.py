# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import yaml

from test.training.episodes.made import episode
from training import simulate
from training.episodes.stored import StoredEpisodes
from training.factory import request
from training.simulation.asking import GenerationError
from training.simulation.ranges import RANGES_YAML
from training.simulation.scenarios import SCENARIOS


@pytest.fixture(autouse=True)
def fall(monkeypatch):
    monkeypatch.setitem(SCENARIOS, "fall", lambda draw: iter([episode(draw.index, rendered=draw.render)]))
    monkeypatch.setitem(SCENARIOS, "rise", lambda draw: iter([episode(draw.index, rendered=False)]))
    monkeypatch.setitem(request.GROUPS, "both", ("fall", "rise"))


def test_the_last_line_is_json(tmp_path, capsys):
    command = [
        "both",
        "--episodes",
        "6",
        "--out",
        str(tmp_path / "set"),
        "--seed",
        "3",
        "--split",
        "ood",
        "--json",
    ]
    assert simulate.main(command) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    found = StoredEpisodes(tmp_path / "set")
    assert (said["episodes"], said["frames"], said["sha256"]) == (6, 24, found.manifest.sha256)
    assert found.names[:3] == ["fall-ood-00000000", "rise-ood-00000000", "fall-ood-00000001"]
    assert found.read(4).meta == {
        "scenario": "fall",
        "split": "ood",
        "seed": 3,
        "index": 2,
        "generator": request.GENERATOR,
        "narration": ["it falls"],
    }
    assert list(found.read(4).views) == ["main"]


def test_every_group_is_of_known_scenarios():
    for members in request.GROUPS.values():
        assert set(members) <= SCENARIOS.keys()


def test_a_draw_that_allows_nothing_is_drawn_anew(monkeypatch):
    seeds = []

    def picky(draw):
        seeds.append(draw.seed)
        if len(seeds) < 3:
            raise GenerationError("nothing stands")
        yield episode(draw.index, rendered=False)

    monkeypatch.setitem(SCENARIOS, "picky", picky)
    made = request.make_job(request.Request(("picky",), seed=7), 4)
    assert [one.key for one in made] == ["picky-train-00000004"]
    assert seeds == [7, 7 + request.RESEED, 7 + 2 * request.RESEED]


def test_what_never_can_be_made_is_named(tmp_path, capsys, monkeypatch):
    def never(draw):
        raise GenerationError("no tower stands")
        yield

    monkeypatch.setitem(SCENARIOS, "never", never)
    status, said = refused(capsys, "never", "--out", str(tmp_path / "set"))
    assert status == 1
    assert "no tower stands" in said


def refused(capsys, *arguments):
    status = simulate.main([*arguments, "--episodes", "2"])
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    return status, said


def test_an_unknown_scenario_is_named_with_the_known(tmp_path, capsys):
    status, said = refused(capsys, "fall,soar", "--out", str(tmp_path / "set"))
    assert status == 2
    assert said.startswith("simulate: error: unknown scenario 'soar'; known are ")
    assert "fall" in said
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("size_m", [0.4, 0.1], "train.size_m: is upside down, 0.4 is above 0.1"),
        ("colour", [0, 1], "unknown key 'colour'"),
        ("mass", "heavy", "unknown key 'mass'"),
    ],
)
def test_wrong_ranges_are_named_before_work_begins(tmp_path, capsys, key, value, says):
    document = yaml.safe_load(RANGES_YAML.read_text())
    document["train"][key] = value
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(document))
    status, said = refused(
        capsys, "fall", "--out", str(tmp_path / "set"), "--ranges", str(tmp_path / "mine.yaml")
    )
    assert status == 2
    assert str(tmp_path / "mine.yaml") in said
    assert says in said
    assert not (tmp_path / "set").exists()


def test_a_state_only_set_has_no_rendering_to_compare(tmp_path, capsys):
    status, said = refused(capsys, "fall", "--out", str(tmp_path / "set"), "--state-only", "--bench")
    assert status == 2
    assert "ask for it without --state-only" in said


def test_another_request_is_not_mixed_into_a_set(tmp_path, capsys):
    assert simulate.main(["fall", "--episodes", "2", "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    status, said = refused(capsys, "fall", "--out", str(tmp_path), "--seed", "1")
    assert status == 2
    assert "holds a set made with seed 0, not 1" in said


def test_arguments_that_cannot_be_used_end_with_status_2(tmp_path, capsys):
    for wrong in (
        ["--episodes", "0"],
        ["--episodes", "two"],
        ["--split", "dev"],
        ["--size", "256"],
        ["--seed", "-1"],
        ["--workers", "-1"],
    ):
        with pytest.raises(SystemExit) as ended:
            simulate.main(["fall", "--out", str(tmp_path), "--episodes", "2", *wrong])
        assert ended.value.code == 2
