# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading

import pytest

pytestmark = pytest.mark.ros


def _answer(request, response):
    response.success, response.message = request.data, f"got {request.data}"
    return response


def test_a_call_is_answered_across_contexts(make_ros):
    from std_srvs.srv import SetBool

    server, caller = make_ros(), make_ros()
    server.node("server").create_service(SetBool, "switch", _answer)
    server.spin_in_background()
    client = caller.node("caller").create_client(SetBool, "switch")
    assert client.wait_for_service(5.0)
    for value in (True, False, True):
        assert caller.call(client, SetBool.Request(data=value)).message == f"got {value}"


def test_responses_go_to_the_client_that_asked(ros):
    from std_srvs.srv import SetBool

    node = ros.node()
    node.create_service(SetBool, "switch", _answer)
    one, two = node.create_client(SetBool, "switch"), node.create_client(SetBool, "switch")
    assert one.wait_for_service(5.0)
    assert two.wait_for_service(5.0)
    yes, no = one.call_async(SetBool.Request(data=True)), two.call_async(SetBool.Request(data=False))
    ros.spin_until(lambda: yes.done() and no.done())
    assert (yes.result().message, no.result().message) == ("got True", "got False")


def test_wait_for_service_gives_up(ros):
    from std_srvs.srv import Trigger

    client = ros.node().create_client(Trigger, "nobody")
    assert not client.wait_for_service(0.05)
    assert not client.service_is_ready()


def test_a_server_that_goes_away_is_no_longer_ready(make_ros):
    from std_srvs.srv import Trigger

    server, caller = make_ros(), make_ros()
    node = server.node("server")
    node.create_service(Trigger, "go", lambda request, response: response)
    client = caller.node("caller").create_client(Trigger, "go")
    assert client.wait_for_service(5.0)
    future = client.call_async(Trigger.Request())
    server.executor.remove_node(node)
    node.destroy_node()
    caller.spin_until(lambda: not client.service_is_ready())
    assert not future.done()
    client.remove_pending_request(future)


def test_a_blocking_call_works_from_another_thread(ros):
    from std_srvs.srv import SetBool

    node, results = ros.node(), []
    node.create_service(SetBool, "switch", _answer)
    client = node.create_client(SetBool, "switch")
    assert client.wait_for_service(5.0)
    thread = threading.Thread(target=lambda: results.append(client.call(SetBool.Request(data=True))))
    thread.start()
    ros.spin_until(lambda: results)
    thread.join()
    assert results[0].success


def test_a_coroutine_server_may_await(ros):
    from rclpy.callback_groups import ReentrantCallbackGroup
    from rclpy.task import Future
    from std_srvs.srv import SetBool

    node, gate = ros.node(), Future()

    async def answer_later(request, response):
        response.message = await gate
        return response

    node.create_service(SetBool, "switch", answer_later, callback_group=ReentrantCallbackGroup())
    client = node.create_client(SetBool, "switch")
    assert client.wait_for_service(5.0)
    node.create_timer(0.02, lambda: gate.set_result("open"))
    assert ros.call(client, SetBool.Request()).message == "open"


def test_a_request_of_another_type_is_refused(ros):
    from std_srvs.srv import SetBool, Trigger

    client = ros.node().create_client(Trigger, "go")
    with pytest.raises(TypeError):
        client.call_async(SetBool.Request())


def test_an_exception_in_a_service_callback_leaves_spin(ros):
    from std_srvs.srv import Trigger

    def fail(request, response):
        raise ValueError("broken")

    node = ros.node()
    node.create_service(Trigger, "go", fail)
    client = node.create_client(Trigger, "go")
    assert client.wait_for_service(5.0)
    with pytest.raises(ValueError, match="broken"):
        ros.call(client, Trigger.Request())


def test_an_answer_waits_until_its_client_can_hear_it(make_ros, monkeypatch):
    """Discovery takes its time on a busy machine, and may know of a client's questions first."""
    pytest.importorskip("embedded_ros.dds", reason="a real rclpy keeps this to itself")
    from embedded_ros.dds import service
    from std_srvs.srv import SetBool

    server, caller = make_ros(), make_ros()
    server.node("server").create_service(SetBool, "switch", _answer)
    client = caller.node("caller").create_client(SetBool, "switch")
    assert client.wait_for_service(5.0)
    hears, looks = service.ServerEnd._hears, []

    def late(end, name):
        looks.append(name)
        return len(looks) > 60 and hears(end, name)

    monkeypatch.setattr(service.ServerEnd, "_hears", late)
    server.spin_in_background()
    assert caller.call(client, SetBool.Request(data=True)).success


def test_an_answer_that_nobody_hears_is_told_and_waited_for_once(make_ros, monkeypatch, capfd):
    pytest.importorskip("embedded_ros.dds", reason="a real rclpy keeps this to itself")
    from embedded_ros.dds import service
    from std_srvs.srv import SetBool

    server, caller = make_ros(), make_ros()
    server.node("server").create_service(SetBool, "switch", _answer)
    client = caller.node("caller").create_client(SetBool, "switch")
    assert client.wait_for_service(5.0)
    looks = []
    monkeypatch.setattr(service, "REPLY_MATCH_S", 0.05)
    monkeypatch.setattr(service.ServerEnd, "_hears", lambda end, name: looks.append(name))
    future = client.call_async(SetBool.Request(data=True))
    told = []

    def is_told():
        told.append(capfd.readouterr().err)
        return "the answer to a request to '/switch' is lost" in "".join(told)

    server.spin_until(is_told)
    again = client.call_async(SetBool.Request(data=True))
    looks.clear()
    server.spin_until(lambda: looks)
    assert len(looks) == 1
    assert not future.done()
    assert not again.done()
