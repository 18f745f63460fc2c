# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Leaves `summary.json` and `report.html` of a run, whole or not at all."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError
from sgw_ros.report.page import render_page
from sgw_ros.report.records import FrameRecord, RunFacts, run_facts
from sgw_ros.report.totals import RunTotals

REPORT, SUMMARY = "report.html", "summary.json"


class ReportError(SgwError):
    """Report or summary cannot be written."""


def conclude_run(
    folder: Path, summary: Mapping[str, Any], totals: RunTotals, records: Iterable[FrameRecord]
) -> None:
    """Write summary and page of a run that is over; the summary first, which is small.

    Raises:
        ReportError: when one cannot be written, a full disk included.
    """
    write_text(folder / SUMMARY, json.dumps(summary, indent=2) + "\n")
    write_report(folder / REPORT, records, run_facts(summary, totals))


def write_report(path: Path, records: Iterable[FrameRecord], facts: RunFacts) -> None:
    """Write the page; records are in the order of the run.

    Raises:
        ReportError: when it cannot be written.
    """
    write_text(path, render_page(list(records), facts))


def write_text(path: Path, text: str) -> None:
    """Write a file that is never seen half.

    Raises:
        ReportError: when it cannot be written; nothing is left of it then.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        todo = "make room" if full else "name a folder that can be written"
        raise ReportError(
            f"{path}: {error.strerror}; {todo}, then 'sgw report' makes the page from the bag"
        ) from None
