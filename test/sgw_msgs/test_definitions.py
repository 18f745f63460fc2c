# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The interface files, read by a parser that is not ours, and kept documented."""

import re
from pathlib import Path

import pytest
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

FOLDER = Path(__file__).parents[2] / "sgw_msgs"
DEFINITIONS = sorted([*FOLDER.glob("msg/*.msg"), *FOLDER.glob("srv/*.srv")])
FIELD = re.compile(r"^[a-zA-Z][\w/]*(\[[<=\d]*\])? +[a-z][a-z0-9_]*( +#.*)?$")


def parts(path):
    """A message is one part, a service two."""
    return path.read_text().split("\n---\n")


def names(kind):
    return {path.stem for path in DEFINITIONS if path.suffix == f".{kind}"}


def test_every_interface_that_the_topics_and_services_need_is_there():
    assert names("msg") >= {
        "FlowField", "CameraMotion", "ObjectArray", "PredictionArray", "ContactArray", "Violation",
        "RoiReconstruction", "RiskAssessment", "ActionAdvice", "ActionChunk", "PhysicsLaw", "GraphSnapshot",
        "GraphDelta", "RoutingDecision", "DecisionTrace", "FrameFeatures", "FleetStatus", "ExpertTelemetry",
    }  # fmt: skip
    assert names("srv") == {
        "ReadState", "ProposeUpdate", "CommitUpdate", "Rollback", "Prune", "Query", "Snapshot",
    }  # fmt: skip


def test_an_independent_parser_reads_them_and_finds_every_type_they_use():
    store = get_typestore(Stores.ROS2_JAZZY)
    types = {}
    for path in DEFINITIONS:
        for k, text in enumerate(parts(path)):
            suffix = ("_Request", "_Response")[k] if path.suffix == ".srv" else ""
            kind = path.suffix[1:]
            # In a service a bare name means a message of the package; the parser would look beside it.
            text = re.sub(r"(?m)^(?=[A-Z])", "sgw_msgs/msg/", text)
            types.update(get_types_from_msg(text, f"sgw_msgs/{kind}/{path.stem}{suffix}"))
    store.register(types)  # refuses fields of types that nobody defines
    assert all(store.hash_rihs01(name).startswith("RIHS01_") for name in types)


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_every_message_and_every_field_says_what_it_is(path):
    text = path.read_text()
    assert text.startswith("# "), "the first line says what the message is"
    for line in text.splitlines():
        if FIELD.match(line):
            assert "#" in line, f"'{line}' has no comment with its meaning, unit and frame"
