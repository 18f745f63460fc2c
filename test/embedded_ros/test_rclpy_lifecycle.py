# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


@pytest.fixture
def make_managed(ros):
    """A managed node that notes its callbacks and answers as told."""
    from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn

    class Managed(LifecycleNode):
        def __init__(self, *args, **kwargs):
            self.calls, self.answers = [], {}
            super().__init__(*args, **kwargs)

        def _answer(self, name, state):
            self.calls.append((name, state.label))
            answer = self.answers.get(name, TransitionCallbackReturn.SUCCESS)
            if isinstance(answer, Exception):
                raise answer
            return answer

        def on_configure(self, state):
            return self._answer("configure", state)

        def on_activate(self, state):
            super().on_activate(state)
            return self._answer("activate", state)

        def on_deactivate(self, state):
            super().on_deactivate(state)
            return self._answer("deactivate", state)

        def on_cleanup(self, state):
            return self._answer("cleanup", state)

        def on_shutdown(self, state):
            return self._answer("shutdown", state)

        def on_error(self, state):
            return self._answer("error", state)

    return lambda: ros.node("managed", node_class=Managed)


def _state(node):
    return node._state_machine.current_state[1]


def test_the_whole_circle(make_managed):
    node = make_managed()
    node.trigger_configure()
    node.trigger_activate()
    assert _state(node) == "active"
    node.trigger_deactivate()
    node.trigger_cleanup()
    node.trigger_shutdown()
    assert _state(node) == "finalized"
    assert node.calls == [
        ("configure", "unconfigured"),
        ("activate", "inactive"),
        ("deactivate", "active"),
        ("cleanup", "inactive"),
        ("shutdown", "unconfigured"),
    ]


def test_failure_goes_back_and_error_is_processed(make_managed):
    from rclpy.lifecycle import TransitionCallbackReturn

    node = make_managed()
    node.answers["configure"] = TransitionCallbackReturn.FAILURE
    assert node.trigger_configure() == TransitionCallbackReturn.FAILURE
    assert _state(node) == "unconfigured"
    node.answers["configure"] = TransitionCallbackReturn.SUCCESS
    node.trigger_configure()
    node.answers["activate"] = ValueError("broken")
    assert node.trigger_activate() == TransitionCallbackReturn.ERROR
    assert _state(node) == "unconfigured"
    assert node.calls[-1] == ("error", "inactive")
    node.answers.update(configure=TransitionCallbackReturn.ERROR, error=TransitionCallbackReturn.FAILURE)
    node.trigger_configure()
    assert _state(node) == "finalized"


def test_an_impossible_transition_raises(make_managed):
    node = make_managed()
    with pytest.raises(Exception, match=r"."):
        node.trigger_activate()
    assert _state(node) == "unconfigured"
    node.trigger_configure()
    node.trigger_activate()
    with pytest.raises(Exception, match=r"."):
        node.trigger_cleanup()
    assert _state(node) == "active"


def test_managed_publishers_speak_while_active_and_subscriptions_always_listen(ros, make_managed):
    from std_msgs.msg import Int32

    node, heard = make_managed(), []
    publisher = node.create_lifecycle_publisher(Int32, "number", 10)
    node.create_subscription(Int32, "number", lambda message: heard.append(message.data), 10)
    plain = node.create_publisher(Int32, "number", 10)
    publisher.publish(Int32(data=1))
    plain.publish(Int32(data=2))
    ros.spin_until(lambda: heard)
    node.trigger_configure()
    node.trigger_activate()
    assert publisher.is_activated
    publisher.publish(Int32(data=3))
    ros.spin_until(lambda: len(heard) == 2)
    node.trigger_deactivate()
    publisher.publish(Int32(data=4))
    ros.spin_for(0.05)
    assert heard == [2, 3]
    assert node.destroy_lifecycle_publisher(publisher)


def test_the_five_services_and_the_event(ros, make_managed):
    from lifecycle_msgs.msg import Transition, TransitionEvent
    from lifecycle_msgs.srv import ChangeState, GetAvailableStates, GetAvailableTransitions, GetState

    make_managed()
    node, events = ros.node("client"), []
    node.create_subscription(TransitionEvent, "/managed/transition_event", events.append, 10)

    def call(srv_type, name, request=None):
        client = node.create_client(srv_type, f"/managed/{name}")
        assert client.wait_for_service(5.0)
        return ros.call(client, request or srv_type.Request())

    assert call(GetState, "get_state").current_state.label == "unconfigured"
    configure = ChangeState.Request(transition=Transition(id=Transition.TRANSITION_CONFIGURE))
    assert call(ChangeState, "change_state", configure).success
    assert not call(
        ChangeState, "change_state", ChangeState.Request(transition=Transition(label="fly"))
    ).success
    assert call(GetState, "get_state").current_state.id == 2
    assert len(call(GetAvailableStates, "get_available_states").available_states) == 11
    available = call(GetAvailableTransitions, "get_available_transitions").available_transitions
    assert sorted(item.transition.label for item in available) == ["activate", "cleanup", "shutdown"]
    assert len(call(GetAvailableTransitions, "get_transition_graph").available_transitions) >= 25
    ros.spin_until(lambda: len(events) == 2)
    assert [event.goal_state.label for event in events] == ["configuring", "inactive"]
