# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the loop from a source to a folder, tells how far it is, and closes everything whatever happens."""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sgw_ros.cli.interrupts import heard_once
from sgw_ros.cli.outputs import RunOutputs
from sgw_ros.cli.progress import Progress
from sgw_ros.core.collecting import collect_seldom
from sgw_ros.core.errors import InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Frame
from sgw_ros.ingest.source import Source
from sgw_ros.pipeline import FrameOutput, Pipeline, PipelineConfig

DONE, FAILED = 0, 1


@dataclass(frozen=True)
class LoopOptions:
    """Where the outputs go and how the loop runs; `mode` is `run` or `replay`, `rate` 0 unthrottled.

    Without `record` only the journal is written.
    """

    out: Path
    mode: str
    record_images: bool = True
    max_frames: int = 0
    rate: float = 0.0
    record: bool = True
    namespace: str = "sgw"


def run_loop(source: Source, config: PipelineConfig, options: LoopOptions) -> tuple[dict[str, Any], int]:
    """Run a source through the experts and write everything to `options.out`.

    Ctrl-C ends it early: what was judged so far is written, and the status is that of a job that did
    not finish, unless the source is a camera, which ends in no other way.

    Returns:
        The summary and the exit status.

    Raises:
        InputError: when the folder cannot be written or the source gives nothing.
        ModelError: when an expert's model cannot be loaded.
    """
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out {options.out}: {error.strerror}") from None
    with heard_once() as work_is_done:
        return _run(source, config, options, work_is_done)


def _run(
    source: Source, config: PipelineConfig, options: LoopOptions, work_is_done: Callable[[], None]
) -> tuple[dict[str, Any], int]:
    outputs = RunOutputs(
        options.out, source.info, options.mode, options.record_images, options.record, options.namespace
    )
    progress = Progress(options.max_frames or source.info.total)
    status, faults = DONE, FaultLog()
    try:
        pipeline = Pipeline(config, outputs.journal)
        collect_seldom()
        follow_stamps = options.rate > 0 and not source.info.live
        frames: Iterable[Frame] = paced(source, options.rate) if follow_stamps else source
        if options.max_frames:
            frames = itertools.islice(frames, options.max_frames)
        look_ahead = not (follow_stamps or source.info.live)  # where no frame has to be waited for
        try:
            for count, output in enumerate(pipeline.run(frames, look_ahead), 1):
                outputs.add(output)
                progress.update(count, _note(output))
                for text in output.faults:
                    faults.note(text)
                _tell(faults, progress)
                _tell(source.faults, progress)
            work_is_done()
        except KeyboardInterrupt:
            status = DONE if source.info.live else FAILED
            progress.say("interrupted: writing what there is")
        _tell(source.faults, progress)
        return outputs.finish(pipeline, source.faults), status
    finally:
        progress.close()
        outputs.close()


def paced(frames: Iterable[Frame], rate: float) -> Iterator[Frame]:
    """Hold frames back until their time has come, `rate` times as fast as they were recorded."""
    start_s = time.monotonic()
    first_ns = last_ns = None
    for frame in frames:
        if first_ns is None or last_ns is None or frame.stamp_ns < last_ns:
            start_s, first_ns = time.monotonic(), frame.stamp_ns
        last_ns = frame.stamp_ns
        due_s = start_s + (frame.stamp_ns - first_ns) / 1e9 / rate
        time.sleep(max(0.0, due_s - time.monotonic()))
        yield frame


def print_summary(summary: dict[str, Any], as_json: bool) -> None:
    """The summary as one JSON line, or as a few words."""
    if as_json:
        print(json.dumps(summary))
        return
    latency = summary["stamp_to_risk_ms"]
    print(f"{summary['frames']} frames in {summary['wall_s']} s, {summary['skipped']} skipped")
    if latency:
        print(f"processing time per frame: p50 {latency['p50']} ms, p99 {latency['p99']} ms")
    print(f"state {summary['state_hash']}")
    print("\n".join(f"wrote {path}" for path in summary["files"]))
    sys.stdout.flush()


def _note(output: FrameOutput) -> str:
    return f"risk {output.risk.assessment.risk.name.lower()}" if output.risk else ""


def _tell(faults: FaultLog, progress: Progress) -> None:
    for text in faults.take():
        progress.say(f"sgw: warning: {text}")
