# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Definitions: the text format, where files are found, imports, hashes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from embedded_ros.interfaces import BadDefinition, UnknownInterface, locations
from embedded_ros.interfaces.definition import FieldType, Shape
from embedded_ros.interfaces.parser import parse_message, parse_service
from rosbags.typesys import Stores, get_types_from_msg, get_typestore
from rosidl_runtime_py.utilities import get_message, get_service

from embedded_ros import interfaces

_ROOT = Path(__file__).parents[2]


def test_a_message_with_everything():
    definition = parse_message(
        "demo_msgs/msg/Demo",
        """# a comment with 'one quote
        uint8 RED=1           # after a value
        string NAME="a # b"
        float32 HALF = 0.5
        bool YES=true
        byte[3] key
        string<=5[<=2] words ["it's", "#1"]
        int32[] numbers [1, -2]
        Other other
        Header header
        geometry_msgs/Point[2] corners
        float64 scale 2
        """,
    )
    assert dict(definition.constants) == {"RED": 1, "NAME": "a # b", "HALF": 0.5, "YES": True}
    fields = {field.name: field for field in definition.fields}
    assert fields["words"].type == FieldType("string", Shape.BOUNDED, 2, 5)
    assert fields["words"].default == ["it's", "#1"]
    assert fields["numbers"].default == [1, -2]
    assert fields["other"].type.element == "demo_msgs/msg/Other"
    assert fields["header"].type.element == "std_msgs/msg/Header"
    assert fields["corners"].type == FieldType("geometry_msgs/msg/Point", Shape.ARRAY, 2)
    assert fields["scale"].default == 2.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("uint8", "expected"),
        ("uint8[<=] x", "no type"),
        ("uint8[0] x", "size 0"),
        ("uint8 x 256", "does not fit"),
        ("bool x maybe", "neither true nor false"),
        ("int8[2] x [1]", "1 values"),
        ("int8[2] x 1", "written"),
        ("wstring x", "UTF-8"),
        ("int8<=3 x", "only strings"),
        ("Other x 3", "no default"),
        ("int8 X=one", "invalid literal"),
    ],
)
def test_a_bad_line_is_named(line, reason):
    with pytest.raises(BadDefinition, match=f"line 2.*{reason}"):
        parse_message("demo_msgs/msg/Demo", f"int8 a\n{line}\n")


def test_bad_services_and_double_names():
    with pytest.raises(BadDefinition, match="---"):
        parse_service("demo_msgs/srv/Demo", "int8 a\n")
    with pytest.raises(BadDefinition, match="same name"):
        parse_message("demo_msgs/msg/Demo", "int8 a\nint8 a\n")


def test_definitions_agree_with_an_independent_copy():
    store = get_typestore(Stores.ROS2_JAZZY)
    skipped = {"actionlib_msgs", "rosbag2_interfaces"}
    for name, (constants, fields) in store.fielddefs.items():
        if name.split("/")[0] in skipped:
            continue
        definition = get_message(name)._definition
        assert [field.name for field in definition.wire_fields] == [field for field, _ in fields], name
        numbers = [
            (constant, value[0] if kind == "byte" else value)
            for (constant, value), (_, kind, _) in zip(definition.constants, constants, strict=True)
        ]
        assert numbers == [(constant, value) for constant, _, value in constants], name
        if not name.startswith(("rmw_dds", "service_msgs", "std_msgs/msg/Char")):  # they hold `char`
            assert interfaces.type_hash(get_message(name)) == store.hash_rihs01(name), name


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("std_msgs/msg/String", "df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18"),
        ("geometry_msgs/msg/PoseStamped", "10f3786d7d40fd2b54367835614bff85d4ad3b5dab62bf8bca0cc232d73b4cd8"),
        ("rosgraph_msgs/msg/Clock", "692f7a66e93a3c83e71765d033b60349ba68023a8c689a79e48078bcb5c58564"),
        (
            "rmw_dds_common/msg/ParticipantEntitiesInfo",
            "91a0593bacdcc50ea9bdcf849a938b128412cc1ea821245c663bcd26f83c295e",
        ),
    ],
)
def test_hashes_that_ros_announces(name, known):
    assert interfaces.type_hash(get_message(name)) == f"RIHS01_{known}"


def test_a_service_has_a_hash_and_names():
    service = get_service("rcl_interfaces/srv/GetParameters")
    assert (
        interfaces.type_hash(service)
        == "RIHS01_bf9803d5c74cf989a5de3e0c2e99444599a627c7ff75f97b8c05b01003675cbc"
    )
    assert interfaces.dds_type_name(service.Request) == "rcl_interfaces::srv::dds_::GetParameters_Request_"
    assert interfaces.type_name(service) == "rcl_interfaces/srv/GetParameters"
    with pytest.raises(TypeError, match="no ROS message"):
        interfaces.type_name(int)


def test_char_hashes_as_uint8(tmp_path, monkeypatch):
    share = tmp_path / "share/letters_msgs/msg"
    share.mkdir(parents=True)
    (share / "Letter.msg").write_text("char[4] data\n")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    store = get_typestore(Stores.EMPTY)
    store.register(get_types_from_msg("uint8[4] data", "letters_msgs/msg/Letter"))
    hashed = interfaces.type_hash(get_message("letters_msgs/msg/Letter"))
    assert hashed == store.hash_rihs01("letters_msgs/msg/Letter")


def test_files_of_a_prefix_are_found_and_listed(tmp_path, monkeypatch):
    (tmp_path / "share/found_msgs/msg").mkdir(parents=True)
    (tmp_path / "share/found_msgs/srv").mkdir()
    (tmp_path / "share/found_msgs/msg/Thing.msg").write_text("Part[] parts\n")
    (tmp_path / "share/found_msgs/msg/Part.msg").write_text("string name\n")
    (tmp_path / "share/found_msgs/srv/Ask.srv").write_text("Thing thing\n---\nbool ok\n")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    import found_msgs.msg
    from found_msgs.srv import Ask

    assert dir(found_msgs.msg) == ["Part", "Thing"]
    part = found_msgs.msg.Part(name="wheel")
    request = Ask.Request(thing=found_msgs.msg.Thing(parts=[part]))
    assert request.thing.parts[0].name == "wheel"
    with pytest.raises(ImportError):
        from found_msgs.msg import Missing  # noqa: F401
    with pytest.raises(UnknownInterface, match="install the package found_msgs"):
        interfaces.message_class("found_msgs/msg/Missing")


def test_an_editable_install_is_found(tmp_path, monkeypatch):
    source, site = tmp_path / "source dir", tmp_path / "site"
    (source / "msg").mkdir(parents=True)
    (source / "msg/Thing.msg").write_text("int8 x\n")
    (source / "package.xml").write_text("<package/>")
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    assert locations.share_folder("edited_msgs") is None  # asked before it was installed
    record = site / "edited_msgs-1.0.dist-info"
    record.mkdir()
    (record / "direct_url.json").write_text(
        f'{{"url": "{source.as_uri()}", "dir_info": {{"editable": true}}}}'
    )
    assert locations.share_folder("edited_msgs") == str(source)
    from edited_msgs.msg import Thing

    assert Thing().x == 0


def test_a_source_folder_does_not_hide_the_package(tmp_path):
    (tmp_path / "std_msgs/msg").mkdir(parents=True)
    script = (
        "import embedded_ros.interfaces as i; i.install(); i.install();"
        "from std_msgs.msg import String; print(String())"
    )
    source = Path(locations.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{source}"},
        capture_output=True,
        text=True,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("std_msgs.msg.String(data='')", "")


def test_other_imports_fail_as_before():
    with pytest.raises(ModuleNotFoundError, match="no_such_msgs"):
        import no_such_msgs.msg  # noqa: F401
    with pytest.raises(ModuleNotFoundError):
        import std_msgs.action
    with pytest.raises(ModuleNotFoundError):
        import std_msgs.srv  # noqa: F401


@pytest.mark.parametrize(
    "file", sorted((_ROOT / "sgw_msgs").glob("[ms][sr][gv]/*.[ms][sr][gv]")), ids=lambda f: f.name
)
def test_our_own_files_follow_the_format(file):
    name = f"sgw_msgs/{file.parent.name}/{file.stem}"
    halves = [file.read_text()] if file.suffix == ".msg" else file.read_text().split("\n---\n")
    for half in halves:
        get_types_from_msg(half, f"sgw_msgs/msg/{file.stem}")
    (parse_message if file.suffix == ".msg" else parse_service)(name, file.read_text())


def test_our_own_types_travel(tmp_path, monkeypatch):
    (tmp_path / "share").mkdir()
    (tmp_path / "share/sgw_msgs").symlink_to(_ROOT / "sgw_msgs")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    services = [
        interfaces.service_class(f"sgw_msgs/srv/{file.stem}") for file in (_ROOT / "sgw_msgs/srv").iterdir()
    ]
    classes = [
        interfaces.message_class(f"sgw_msgs/msg/{file.stem}") for file in (_ROOT / "sgw_msgs/msg").iterdir()
    ]
    for cls in [*classes, *(half for service in services for half in (service.Request, service.Response))]:
        assert interfaces.deserialize(interfaces.serialize(cls()), cls) == cls()
        assert interfaces.type_hash(cls).startswith("RIHS01_")


def test_threads_get_the_same_class(tmp_path, monkeypatch):
    (tmp_path / "share/raced_msgs/msg").mkdir(parents=True)
    (tmp_path / "share/raced_msgs/msg/Thing.msg").write_text("geometry_msgs/Pose[] poses\n")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    start = Barrier(4)

    def make(_):
        start.wait()
        return interfaces.message_class("raced_msgs/msg/Thing")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(make, range(4)))) == 1
