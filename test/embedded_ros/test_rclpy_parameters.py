# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


def test_declare_returns_default_or_override(ros):
    from rclpy.parameter import Parameter

    node = ros.node(parameter_overrides=[Parameter("rate_hz", value=5.0)])
    assert node.declare_parameter("rate_hz", 10.0).value == 5.0
    assert node.declare_parameter("mode", "sync").value == "sync"
    assert node.declare_parameter("limit", 3, ignore_override=True).value == 3


def test_declare_errors(ros):
    from rclpy.exceptions import (
        InvalidParameterTypeException,
        ParameterAlreadyDeclaredException,
        ParameterNotDeclaredException,
        ParameterUninitializedException,
    )
    from rclpy.parameter import Parameter

    node = ros.node(parameter_overrides=[Parameter("rate_hz", value="fast")])
    with pytest.raises(InvalidParameterTypeException):
        node.declare_parameter("rate_hz", 10.0)
    node.declare_parameter("once", 1)
    with pytest.raises(ParameterAlreadyDeclaredException):
        node.declare_parameter("once", 1)
    with pytest.raises(ParameterNotDeclaredException):
        node.get_parameter("never")
    node.declare_parameter("later", Parameter.Type.INTEGER)
    with pytest.raises(ParameterUninitializedException):
        node.get_parameter("later")


def test_ranges_are_enforced_when_declaring_and_setting(ros):
    from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
    from rclpy.exceptions import InvalidParameterValueException
    from rclpy.parameter import Parameter

    node = ros.node()
    unit = ParameterDescriptor(floating_point_range=[FloatingPointRange(from_value=0.0, to_value=1.0)])
    even = ParameterDescriptor(integer_range=[IntegerRange(from_value=0, to_value=10, step=2)])
    with pytest.raises(InvalidParameterValueException):
        node.declare_parameter("gain", 1.5, unit)
    node.declare_parameter("ratio", 0.5, unit)
    node.declare_parameter("count", 4, even)
    results = node.set_parameters(
        [Parameter("ratio", value=1.0), Parameter("ratio", value=2.0), Parameter("count", value=5)]
    )
    assert [result.successful for result in results] == [True, False, False]
    assert (node.get_parameter("ratio").value, node.get_parameter("count").value) == (1.0, 4)


def test_read_only_and_static_type(ros):
    from rcl_interfaces.msg import ParameterDescriptor
    from rclpy.parameter import Parameter

    node = ros.node()
    node.declare_parameter("model", "a.onnx", ParameterDescriptor(read_only=True))
    node.declare_parameter("rate_hz", 1.0)
    node.declare_parameter("any", 1, ParameterDescriptor(dynamic_typing=True))
    assert not node.set_parameters([Parameter("model", value="b.onnx")])[0].successful
    assert not node.set_parameters([Parameter("rate_hz", value=1)])[0].successful
    assert node.set_parameters([Parameter("any", value="text")])[0].successful


def test_atomic_setting_is_all_or_nothing(ros):
    from rcl_interfaces.msg import IntegerRange, ParameterDescriptor
    from rclpy.parameter import Parameter

    node = ros.node()
    node.declare_parameter("a", 1)
    node.declare_parameter(
        "b", 1, ParameterDescriptor(integer_range=[IntegerRange(from_value=0, to_value=5)])
    )
    result = node.set_parameters_atomically([Parameter("a", value=2), Parameter("b", value=9)])
    assert not result.successful
    assert node.get_parameter("a").value == 1


def test_callbacks_run_newest_first_and_may_refuse(ros):
    from rcl_interfaces.msg import SetParametersResult
    from rclpy.parameter import Parameter

    node, order = ros.node(), []
    node.declare_parameter("a", 1)

    def note(name, accept=True):
        def callback(parameters):
            order.append(name)
            return SetParametersResult(successful=accept, reason="" if accept else "no")

        return callback

    node.add_post_set_parameters_callback(lambda parameters: order.append("post"))
    node.add_on_set_parameters_callback(note("first"))
    node.add_on_set_parameters_callback(note("second"))
    node.add_pre_set_parameters_callback(lambda parameters: [*parameters, Parameter("a", value=7)])
    assert node.set_parameters([Parameter("a", value=2)])[0].successful
    assert order == ["second", "first", "post"]
    assert node.get_parameter("a").value == 7
    node.add_on_set_parameters_callback(note("refuse", accept=False))
    assert node.set_parameters([Parameter("a", value=3)])[0].reason == "no"
    assert node.get_parameter("a").value == 7


def test_the_six_services(ros):
    from rcl_interfaces.msg import ParameterValue
    from rcl_interfaces.srv import (
        DescribeParameters,
        GetParameters,
        GetParameterTypes,
        ListParameters,
        SetParameters,
        SetParametersAtomically,
    )
    from rclpy.parameter import Parameter

    node = ros.node("server", namespace="/robot")
    node.declare_parameter("camera.rate_hz", 5.0)

    def call(srv_type, name, **fields):
        client = node.create_client(srv_type, f"/robot/server/{name}")
        assert client.wait_for_service(5.0)
        return ros.call(client, srv_type.Request(**fields))

    value = call(GetParameters, "get_parameters", names=["camera.rate_hz"]).values[0]
    assert value == ParameterValue(type=3, double_value=5.0)
    wanted = Parameter("camera.rate_hz", value=6.0).to_parameter_msg()
    assert call(SetParameters, "set_parameters", parameters=[wanted]).results[0].successful
    assert node.get_parameter("camera.rate_hz").value == 6.0
    unknown = Parameter("nothing", value=1).to_parameter_msg()
    assert not call(
        SetParametersAtomically, "set_parameters_atomically", parameters=[unknown]
    ).result.successful
    listed = call(ListParameters, "list_parameters").result
    assert "camera.rate_hz" in listed.names
    assert listed.prefixes == ["camera"]
    assert call(DescribeParameters, "describe_parameters", names=["camera.rate_hz"]).descriptors[0].type == 3
    assert list(call(GetParameterTypes, "get_parameter_types", names=["camera.rate_hz"]).types) == [3]
    assert list(call(GetParameters, "get_parameters", names=["nothing"]).values) == []


def test_changes_are_published(ros):
    from rcl_interfaces.msg import ParameterEvent
    from rclpy.parameter import Parameter

    listener, node, events = ros.node("listener"), ros.node("owner"), []
    listener.create_subscription(ParameterEvent, "/parameter_events", events.append, 10)
    node.declare_parameter("a", 1)
    node.set_parameters([Parameter("a", value=2)])
    ros.spin_until(lambda: [event for event in events if event.changed_parameters])
    assert [parameter.name for event in events for parameter in event.new_parameters][-1] == "a"
    assert events[-1].node == "/owner"
    assert events[-1].changed_parameters[0].value.integer_value == 2


PARAMETERS = """
/**:
  ros__parameters:
    everywhere: 1
    camera: {rate_hz: 15.0}
/robot/driver:
  ros__parameters:
    everywhere: 2
    names: [a, b]
other:
  ros__parameters:
    everywhere: 3
"""


def test_parameter_files_with_wildcards_and_command_line(make_ros, tmp_path):
    file = tmp_path / "parameters.yaml"
    file.write_text(PARAMETERS)
    args = ["--ros-args", "--params-file", str(file), "-p", "camera.rate_hz:=7.5", "-p", "driver:flag:=true"]
    ros = make_ros(args)
    node = ros.node("driver", namespace="/robot")
    assert node.declare_parameter("everywhere", 0).value == 2
    assert node.declare_parameter("camera.rate_hz", 1.0).value == 7.5
    assert node.declare_parameter("names", ["x"]).value == ["a", "b"]
    bystander = ros.node("bystander")
    assert bystander.declare_parameter("everywhere", 0).value == 1
    assert ros.node("alone", use_global_arguments=False).declare_parameter("everywhere", 0).value == 0


def test_overrides_can_declare_themselves(ros):
    from rclpy.parameter import Parameter

    node = ros.node(
        parameter_overrides=[Parameter("a.b", value=[1, 2]), Parameter("a.c", value=True)],
        automatically_declare_parameters_from_overrides=True,
    )
    assert {name: given.value for name, given in node.get_parameters_by_prefix("a").items()} == {
        "b": [1, 2],
        "c": True,
    }


def test_undeclared_parameters_when_allowed(ros):
    from rclpy.parameter import Parameter

    node = ros.node(allow_undeclared_parameters=True)
    assert node.get_parameter("free").type_ == Parameter.Type.NOT_SET
    assert node.set_parameters([Parameter("free", value=1)])[0].successful
    assert node.get_parameter_or("free", Parameter("free", value=9)).value == 1
    assert node.get_parameter_or("none", Parameter("none", value=9)).value == 9
