# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The contact sheet of a data set, as one HTML page or one PNG."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sgw_ros.core.errors import SgwError
from training.episodes.encoding import summary_of
from training.episodes.source import EpisodeSource, InterchangeFolder
from training.episodes.stored import StoredEpisodes
from training.overview.balance import COLUMNS, label_balance
from training.overview.colours import Image
from training.overview.strip import caption, strip
from training.readers.opening import open_dataset

LINE_PX, MARGIN_PX, COLUMN_PX = 20, 12, 95
JPEG_QUALITY = 88
STYLE = """body{font:14px system-ui,sans-serif;margin:2em;color:#222;background:#fff}
table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:right}
td,th{border-bottom:1px solid #ddd}
td:first-child,th:first-child{text-align:left}figure{margin:0 0 1em}figcaption{margin:0 0 .2em}
img{max-width:100%;display:block}"""
LEGEND = (
    "moments, instances, depth, optical flow where there is one, paths (a circle where something is touched)"
)


@dataclass(frozen=True)
class Sheet:
    """What is shown: the set's name and size, label balance, captioned strips."""

    title: str
    total: int
    balance: Sequence[tuple[str, ...]]
    strips: Sequence[tuple[str, Image]]


def collect(folder: Path, shown: int) -> Sheet:
    """Read what a sheet of `shown` episodes needs; what is damaged is said in its caption.

    Raises:
        DatasetError: there is no data set.
    """
    source = open_dataset(folder)
    total = len(source.names)
    if isinstance(source, StoredEpisodes):
        summaries: dict[int, Mapping[str, Any]] = {i: e.summary for i, e in enumerate(source.entries)}
    else:
        # Without an index every summary costs a reading: pictures are counted as far as they are shown.
        read = range(total if isinstance(source, InterchangeFolder) else min(shown, total))
        summaries = {number: _summary(source, number) for number in read}
    strips = [_shown(source, number) for number in _chosen(summaries, shown)]
    return Sheet(str(folder), total, label_balance(filter(None, summaries.values())), strips)


def to_html(sheet: Sheet) -> bytes:
    """A page that needs nothing beside it."""
    rows = [_row("th", COLUMNS), *(_row("td", row) for row in sheet.balance)]
    figures = [
        f"<figure><figcaption>{html.escape(text)}</figcaption>"
        f'<img alt="{html.escape(text)}" src="data:image/jpeg;base64,{_jpeg(image)}"></figure>'
        for text, image in sheet.strips
    ]
    title = html.escape(sheet.title)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{sheet.total} episodes, {len(sheet.strips)} shown: {LEGEND}.</p>"
        f"<table>{''.join(rows)}</table>{''.join(figures)}</html>\n"
    ).encode()


def to_png(sheet: Sheet) -> bytes:
    """One tall picture."""
    width = max([900, *(image.shape[1] for _, image in sheet.strips)]) + 2 * MARGIN_PX
    parts = [_text(f"{sheet.title}: {sheet.total} episodes", width, 0.7)]
    parts += [_text_row(row, width) for row in (COLUMNS, *sheet.balance)]
    for text, image in sheet.strips:
        padding = width - MARGIN_PX - image.shape[1]
        parts.append(_text(text, width))
        parts.append(np.pad(image, ((0, MARGIN_PX), (MARGIN_PX, padding), (0, 0)), constant_values=255))
    return cv2.imencode(".png", np.concatenate(parts)[..., ::-1])[1].tobytes()


PAGES: dict[str, Callable[[Sheet], bytes]] = {".html": to_html, ".png": to_png}


def _summary(source: EpisodeSource, number: int) -> Mapping[str, Any]:
    """What an index would say of it; nothing of what is damaged."""
    try:
        return summary_of(source.read(number))
    except SgwError:
        return {}


def _chosen(summaries: Mapping[int, Mapping[str, Any]], shown: int) -> list[int]:
    """The first of every scenario, equally many: neighbours are the halves of a pair, or a yes and a no."""
    by_scenario: dict[str, list[int]] = {}
    for number, summary in summaries.items():
        by_scenario.setdefault(str(summary.get("scenario", "")), []).append(number)
    each = -(-shown // max(len(by_scenario), 1))
    return [number for name in sorted(by_scenario) for number in by_scenario[name][:each]]


def _shown(source: EpisodeSource, number: int) -> tuple[str, Image]:
    try:
        episode = source.read(number)
    except SgwError as error:
        return str(error), np.full((LINE_PX, LINE_PX, 3), 255, np.uint8)
    return caption(episode), strip(episode)


def _row(cell: str, values: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{html.escape(value)}</{cell}>" for value in values) + "</tr>"


def _text(text: str, width: int, scale: float = 0.45) -> Image:
    line = np.full((round(LINE_PX * max(1.0, scale * 2)), width, 3), 255, np.uint8)
    _write(line, text, MARGIN_PX, scale)
    return line


def _text_row(values: Sequence[str], width: int) -> Image:
    line = np.full((LINE_PX, width, 3), 255, np.uint8)
    for column, value in enumerate(values):
        _write(line, value, MARGIN_PX + (column and 80) + COLUMN_PX * column, 0.45)
    return line


def _write(line: Image, text: str, left: int, scale: float) -> None:
    place = (left, line.shape[0] - 6)
    cv2.putText(line, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (30, 30, 30), 1, cv2.LINE_AA)


def _jpeg(image: Image) -> str:
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return base64.b64encode(encoded.tobytes()).decode()
