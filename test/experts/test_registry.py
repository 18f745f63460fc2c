# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import subprocess
import sys

from sgw_ros.core.config import override
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.inference.lookup import find_model

ORDER = ["flow", "visual", "memory", "physics", "risk"]


def test_every_expert_stands_after_those_it_listens_to():
    assert list(EXPERTS) == ORDER
    for name, spec in EXPERTS.items():
        assert spec.name == name
        assert all(ORDER.index(source) < ORDER.index(name) for source in spec.inputs)


def test_each_is_built_from_its_own_configuration():
    for name, spec in EXPERTS.items():
        expert = spec.build(spec.config_type())
        assert (expert.name, expert.inputs) == (name, spec.inputs)


def test_the_model_of_risk_comes_with_the_package_and_its_encoder_serves_visual():
    risk, visual = (EXPERTS[name].config_type() for name in ("risk", "visual"))
    assert risk.model == visual.encoder == "risk"
    assert find_model(risk.model, "risk").manifest is not None


def test_downstream_waits_longer_than_upstream():
    timeouts = [spec.config_type().timeout_s for spec in EXPERTS.values()]
    assert timeouts == sorted(timeouts)
    assert timeouts[1:] == [0.1, 0.15, 0.2, 0.25]


def test_settings_can_be_overridden():
    assert override(EXPERTS["risk"].config_type(), {"attention_m": 5}).attention_m == 5.0


def test_no_expert_carries_scipy():
    """A robot has better uses for 50 MB."""
    build = "import sys; from sgw_ros.experts.registry import EXPERTS as all"
    build += "; [spec.build(spec.config_type()) for spec in all.values()]; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
