# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The package for colcon (ament_python) and for pip alike."""

from glob import glob

from setuptools import find_packages, setup

NAME = "sgw_ros"
INDEX = "share/ament_index/resource_index"

EXECUTABLES = [
    "sgw",
    "component_container",
    "recorder",
    "end_follower",
    "ingest_node",
    "workspace_node",
    "flow_expert",
    "visual_expert",
    "memory_expert",
    "physics_expert",
    "risk_expert",
    "supervisor_node",
    "view_node",
    "fleet_monitor",
    "gate",
]
"""What `sgw_ros.executables` has."""

COMPONENTS = {
    "sgw_ros::Ingest": "ingest",
    "sgw_ros::Workspace": "workspace",
    "sgw_ros::FlowExpert": "flow",
    "sgw_ros::VisualExpert": "visual",
    "sgw_ros::MemoryExpert": "memory",
    "sgw_ros::PhysicsExpert": "physics",
    "sgw_ros::RiskExpert": "risk",
    "sgw_ros::Supervisor": "supervisor",
    "sgw_ros::View": "view",
    "sgw_ros::FleetMonitor": "fleet_monitor",
    "sgw_ros::Gate": "gate",
}
"""Component to builder in `sgw_ros.nodes.components`; resource/components lists the same names."""

setup(
    name=NAME,
    version="0.1.0",
    description="Perception experts, a shared scene graph and a supervisor for robots, as ROS 2 nodes",
    license="Apache-2.0",
    maintainer="SGW contributors",
    maintainer_email="maintainers@sgw.invalid",
    packages=find_packages(include=[NAME, f"{NAME}.*"]),
    package_data={"sgw_ros.report": ["*.html"]},
    data_files=[
        (f"{INDEX}/packages", [f"resource/{NAME}"]),
        # The index that `ros2 component types` reads, whatever language a component is written in.
        (f"{INDEX}/rclcpp_components", [f"resource/components/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        (f"share/{NAME}/launch", glob("launch/*.launch.py")),
        (f"share/{NAME}/config", glob("config/*")),
        (f"share/{NAME}/samples", glob("samples/*.mcap")),
        *((f"share/{NAME}/{folder}", glob(f"{folder}/*.*")) for folder in sorted(glob("models/*"))),
    ],
    python_requires=">=3.10",
    install_requires=[
        "numpy>=1.26,<2.5",
        "scipy",
        "opencv-python-headless>=4.6,<5",
        "av",
        "rosbags",
        "mcap",
        "zstandard",
        "onnxruntime",
        "pyyaml",
    ],
    entry_points={
        "console_scripts": [f"{name} = sgw_ros.executables:{name}" for name in EXECUTABLES],
        "rclpy_components": [
            f"{name} = sgw_ros.nodes.components:{builder}" for name, builder in COMPONENTS.items()
        ],
    },
    zip_safe=False,
)
