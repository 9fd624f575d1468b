"""The first-boot scripts are sound, and the built-in service really answers."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tapstack.planning.user_data import container_script, first_boot, service_script

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

LIMIT = 16 * 1024
"""Bytes of user data that EC2 takes (EC2 User Guide, "Run commands when you launch an EC2 instance")."""


def service(port: int = 8080) -> str:
    return service_script(
        service="tap-dev-web-eu-west-1",
        port=port,
        health_path="/healthz",
        region="eu-west-1",
        log_group="tap-dev-web-eu-west-1",
    )


def container(image: str = "public.ecr.aws/nginx/nginx:stable") -> str:
    return container_script(image=image, port=8080, region="eu-west-1", log_group="tap-dev-web-eu-west-1")


def files(script: str) -> dict[str, str]:
    """Return what the script writes, by path."""
    written = re.findall(
        r"install -D -m 0644 /dev/stdin (\S+) <<'END_OF_FILE'\n(.*?)\nEND_OF_FILE", script, re.DOTALL
    )
    return dict(written)


@pytest.mark.parametrize("script", [service(), container()])
def test_scripts_are_sound_shell_and_fit(script: str) -> None:
    assert script.startswith("#!/bin/bash\nset -euo pipefail\n")
    assert len(script.encode()) <= LIMIT
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_an_image_is_never_shell() -> None:
    script = container("nginx; touch /tmp/owned")
    assert "'nginx; touch /tmp/owned'" in script


def test_the_container_publishes_the_ports_of_all_target_groups(make_settings: MakeSettings) -> None:
    groups = [{"name": name, "paths": ["/"], "port": port} for name, port in (("b", 9090), ("a", 7070))]
    settings = make_settings(
        compute={"containerImage": "nginx"}, web={"targetGroups": [*groups, {"name": "c", "paths": ["/c"]}]}
    )
    script = first_boot(settings, service="s", region="eu-west-1", log_group="g")
    assert re.findall(r"--publish=(\S+)", script) == ["8080:8080", "7070:7070", "9090:9090"]
    assert re.findall(r"--env=PORT=(\S+)", script) == ["8080"]


def test_the_container_publishes_its_port_and_logs_to_the_group() -> None:
    script = container()
    assert "--publish=8080:8080" in script
    assert "--log-opt=awslogs-group=tap-dev-web-eu-west-1" in script
    assert "--log-opt=awslogs-region=eu-west-1" in script


def test_the_service_is_written_whole() -> None:
    written = files(service())
    assert set(written) == {
        "/etc/tapstack/web.json",
        "/usr/local/lib/tapstack/web.py",
        "/etc/systemd/system/tapstack-web.service",
        "/etc/tapstack/logs.json",
    }
    (log,) = json.loads(written["/etc/tapstack/logs.json"])["logs"]["logs_collected"]["files"]["collect_list"]
    assert log["log_group_name"] == "tap-dev-web-eu-west-1"


def test_the_settings_choose_the_script(make_settings: MakeSettings) -> None:
    def boot(**compute: object) -> str:
        return first_boot(make_settings(compute=compute), service="s", region="eu-west-1", log_group="g")

    assert "tapstack-web.service" in boot()
    assert '"port": 9000' in boot(appPort=9000)
    assert "docker run" in boot(containerImage="nginx")
    assert boot(userData="#!/bin/sh\ntrue\n") == "#!/bin/sh\ntrue\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Start the built-in service under this Python, with its files and the metadata address moved."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    written = files(service(port))
    (tmp_path / "web.json").write_text(written["/etc/tapstack/web.json"])
    program = (
        written["/usr/local/lib/tapstack/web.py"]
        .replace("/etc/tapstack", str(tmp_path))
        .replace("/var/log/tapstack", str(tmp_path))
        .replace("169.254.169.254", "127.0.0.1:9")
    )
    (tmp_path / "web.py").write_text(program)
    running = subprocess.Popen([sys.executable, str(tmp_path / "web.py")])
    try:
        _await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def _await_port(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the service did not start")


def ask(url: str) -> object:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def test_the_built_in_service_answers(served: str, tmp_path: Path) -> None:
    assert ask(f"{served}/healthz?from=balancer") == {"status": "ok"}
    assert ask(f"{served}/") == {
        "service": "tap-dev-web-eu-west-1",
        "region": "eu-west-1",
        "zone": None,
        "instance": None,
    }
    with pytest.raises(urllib.error.HTTPError, match="404"):
        ask(f"{served}/nothing")
    assert '"GET /healthz?from=balancer HTTP/1.1" 200' in (tmp_path / "web.log").read_text()
