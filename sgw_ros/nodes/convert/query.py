# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Queries as they come over the service."""

from __future__ import annotations

from sgw_msgs.srv import Query as QueryService
from sgw_ros.nodes.convert.values import nanoseconds
from sgw_ros.workspace.errors import QueryError
from sgw_ros.workspace.query import Query
from sgw_ros.workspace.region import Region, region_from

REGION_KINDS = {
    QueryService.Request.BOX: "box",
    QueryService.Request.SPHERE: "sphere",
    QueryService.Request.FRUSTUM: "frustum",
    QueryService.Request.NEAREST: "nearest",
}


def query_of(request: QueryService.Request) -> Query:
    """The query of a request.

    Raises:
        QueryError: when it cannot be understood.
    """
    return Query(
        types=tuple(request.types),
        where=request.where,
        from_ns=nanoseconds(request.from_stamp),
        to_ns=nanoseconds(request.to_stamp),
        max_uncertainty=request.max_uncertainty,
        region=_region_of(request),
        around=tuple(request.around),
        depth=int(request.depth),
    )


def _region_of(request: QueryService.Request) -> Region | None:
    if request.region == QueryService.Request.NOWHERE:
        return None
    if request.region not in REGION_KINDS:
        raise QueryError(f"unknown region {request.region}; see the constants of sgw_msgs/srv/Query")
    return region_from(REGION_KINDS[request.region], tuple(float(v) for v in request.region_values))
