# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.config import override, setting, settings
from sgw_ros.core.errors import ConfigError


@dataclass(frozen=True)
class Example:
    rate_hz: float = setting(5.0, "How often", unit="Hz", minimum=0.0, maximum=100.0)
    size: int = setting(3, "How many", minimum=1)
    kind: str = setting("a", "Which", choices=("a", "b"))
    on: bool = setting(True, "Whether")
    levels: tuple[float, ...] = setting((1.0, 2.0), "Which levels")


def test_settings_tell_text_range_and_default_in_order():
    known = settings(Example)
    assert list(known) == ["rate_hz", "size", "kind", "on", "levels"]
    meta, default = known["rate_hz"]
    assert (meta.text, meta.unit, meta.minimum, meta.maximum, default) == ("How often", "Hz", 0.0, 100.0, 5.0)


def test_override_takes_what_fits_and_leaves_the_original():
    original = Example()
    changed = override(original, {"rate_hz": 7, "kind": "b", "levels": [3.0]})
    assert changed == Example(7.0, 3, "b", True, (3.0,))
    assert isinstance(changed.rate_hz, float)
    assert original == Example()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"speed": 1}, "unknown parameter 'speed'; known ones: kind, levels, on, rate_hz, size"),
        ({"size": 2.5}, "'size' takes a int, not 2.5"),
        ({"size": True}, "'size' takes a int, not True"),
        ({"on": 1}, "'on' takes a bool, not 1"),
        ({"rate_hz": True}, "'rate_hz' takes a float, not True"),
        ({"rate_hz": "fast"}, "'rate_hz' takes a float, not 'fast'"),
        ({"rate_hz": -1.0}, "'rate_hz' must be at least 0.0 Hz, not -1.0"),
        ({"rate_hz": 101}, "'rate_hz' must be at most 100.0 Hz, not 101.0"),
        ({"rate_hz": float("nan")}, "'rate_hz' must be at least 0.0 Hz, not nan"),
        ({"kind": "c"}, "'kind' takes one of a, b, not 'c'"),
    ],
)
def test_what_does_not_fit_is_named(values, text):
    with pytest.raises(ConfigError) as caught:
        override(Example(), values)
    assert str(caught.value) == text


@given(
    st.dictionaries(st.sampled_from(["rate_hz", "size", "kind", "on", "levels", "x"]), st.from_type(object))
)
def test_any_value_is_taken_in_its_type_or_refused(values):
    try:
        changed = override(Example(), values)
    except ConfigError:
        return
    for name, (_, default) in settings(Example).items():
        assert type(getattr(changed, name)) is type(default)
