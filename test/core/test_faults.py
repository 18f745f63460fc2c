# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One fault is told once and counted always."""

from sgw_ros.core.faults import KEPT_TEXTS, FaultLog


def test_a_fault_of_every_frame_is_told_once():
    faults = FaultLog()
    told = []
    for _ in range(5):
        faults.skip("cut off")
        told += faults.take()
    assert told == ["cut off"]
    assert faults.skipped == faults.counts["cut off"] == 5


def test_ever_new_texts_stay_bounded():
    faults = FaultLog()
    told = []
    for i in range(3 * KEPT_TEXTS):
        faults.note(f"frame {i}")
        told += faults.take()
    assert len(told) == KEPT_TEXTS
    assert faults.noted == 3 * KEPT_TEXTS
    assert len(faults.counts) == KEPT_TEXTS
