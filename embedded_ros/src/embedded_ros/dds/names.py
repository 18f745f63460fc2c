# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS names as DDS names and back: `rt/`, `rq/`, `rr/`, Request and Reply suffixes, `dds_` type names."""

TOPIC, REQUEST, REPLY = "rt", "rq", "rr"


def topic_name(ros_name: str) -> str:
    """Return the DDS topic of a fully qualified ROS topic: `/a/b` -> `rt/a/b`."""
    return TOPIC + ros_name


def request_name(ros_name: str) -> str:
    """Return the DDS topic of a service's requests: `/add` -> `rq/addRequest`."""
    return f"{REQUEST}{ros_name}Request"


def reply_name(ros_name: str) -> str:
    """Return the DDS topic of a service's replies: `/add` -> `rr/addReply`."""
    return f"{REPLY}{ros_name}Reply"


def ros_topic(dds_name: str) -> str | None:
    """Return the ROS topic of a DDS topic, None when it is none of ROS."""
    return dds_name[2:] if dds_name.startswith("rt/") else None


def ros_service(dds_name: str) -> str | None:
    """Return the ROS service whose request or reply topic this is, None when it is neither."""
    if dds_name.startswith("rq/") and dds_name.endswith("Request"):
        return dds_name[2:-7]
    if dds_name.startswith("rr/") and dds_name.endswith("Reply"):
        return dds_name[2:-5]
    return None


def ros_type(dds_type: str) -> str:
    """Return `pkg/msg/Name` for `pkg::msg::dds_::Name_`, `pkg/srv/Name` for its request and response."""
    if "::dds_::" not in dds_type or not dds_type.endswith("_"):
        return dds_type
    namespace, name = dds_type[:-1].split("::dds_::", 1)
    if namespace.endswith("::srv"):
        name = name.removesuffix("_Request").removesuffix("_Response")
    return namespace.replace("::", "/") + "/" + name
