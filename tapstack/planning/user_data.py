"""What an instance does at its first boot: the user's own script, a container, or the built-in service.

The built-in service needs nothing but what Amazon Linux 2023 comes with (Python 3 and systemd), so it answers
even where there is no way out to the internet. Only the shipping of its log installs a package, and its
failure stops nothing.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tapstack.planning.routing import further_ports

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

_AGENT = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"

_SERVICE = """\
import http.server, json, logging.handlers, pathlib, urllib.request

facts = json.loads(pathlib.Path("/etc/tapstack/web.json").read_text())
log = logging.getLogger("web")
log.setLevel(logging.INFO)
log.addHandler(
    logging.handlers.RotatingFileHandler("/var/log/tapstack/web.log", maxBytes=10_000_000, backupCount=3)
)


def metadata(path, method="GET", **headers):
    wanted = urllib.request.Request("http://169.254.169.254/latest/" + path, method=method, headers=headers)
    with urllib.request.urlopen(wanted, timeout=2) as answer:
        return answer.read().decode()


def identity():
    try:
        token = metadata("api/token", "PUT", **{"X-aws-ec2-metadata-token-ttl-seconds": "60"})
        document = metadata("dynamic/instance-identity/document", **{"X-aws-ec2-metadata-token": token})
    except OSError:
        return {}
    return json.loads(document)


me = identity()
page = {
    "service": facts["service"],
    "region": facts["region"],
    "zone": me.get("availabilityZone"),
    "instance": me.get("instanceId"),
}


class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == facts["health"]:
            self.reply(200, {"status": "ok"})
        elif path == "/":
            self.reply(200, page)
        else:
            self.reply(404, {"error": "not found"})

    do_HEAD = do_GET

    def reply(self, status, body):
        text = json.dumps(body).encode() + b"\\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def log_message(self, format, *args):
        log.info("%s %s %s", self.log_date_time_string(), self.address_string(), format % args)


http.server.ThreadingHTTPServer(("", facts["port"]), Web).serve_forever()
"""

_UNIT = """\
[Unit]
Description=The platform's built-in web service
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/bin/python3 /usr/local/lib/tapstack/web.py
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
LogsDirectory=tapstack
LogsDirectoryMode=0755
ProtectHome=yes
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
"""


def first_boot(settings: TapSettings, *, service: str, region: str, log_group: str) -> str:
    """Return the script that instances of `region` run at their first boot."""
    compute = settings.compute
    if compute.user_data is not None:
        return compute.user_data
    if compute.container_image is not None:
        return container_script(
            image=compute.container_image,
            port=compute.app_port,
            further_ports=further_ports(settings),
            region=region,
            log_group=log_group,
        )
    return service_script(
        service=service,
        port=compute.app_port,
        health_path=compute.health_path,
        region=region,
        log_group=log_group,
    )


def service_script(*, service: str, port: int, health_path: str, region: str, log_group: str) -> str:
    """Return the script that starts the built-in service: JSON on `/` and on the health path, on TCP `port`.

    Its log goes to `log_group` through the CloudWatch agent. The agent's file names no retention, so that it
    needs no permission to set one.
    """
    facts = {"service": service, "region": region, "port": port, "health": health_path}
    log = {
        "file_path": "/var/log/tapstack/web.log",
        "log_group_name": log_group,
        "log_stream_name": "{instance_id}",
    }
    agent = {"agent": {"region": region}, "logs": {"logs_collected": {"files": {"collect_list": [log]}}}}
    return "\n".join(
        [
            "#!/bin/bash",
            "set -euo pipefail",
            _write("/etc/tapstack/web.json", json.dumps(facts)),
            _write("/usr/local/lib/tapstack/web.py", _SERVICE),
            _write("/etc/systemd/system/tapstack-web.service", _UNIT),
            "systemctl daemon-reload",
            "systemctl enable --now tapstack-web.service",
            _write("/etc/tapstack/logs.json", json.dumps(agent)),
            "dnf install -y amazon-cloudwatch-agent \\",
            f"  && {_AGENT} -a fetch-config -m ec2 -s -c file:/etc/tapstack/logs.json \\",
            '  || echo "the log is not shipped: the CloudWatch agent was not installed" >&2',
            "",
        ]
    )


def container_script(
    *, image: str, port: int, region: str, log_group: str, further_ports: Sequence[int] = ()
) -> str:
    """Return the script that runs `image` under Docker, TCP `port` to TCP `port`, logging to `log_group`.

    So with `further_ports`, too. The container learns its port from the variable PORT. Needs a way out to the
    internet, and an image that can be pulled without credentials.
    """
    run = [
        "docker",
        "run",
        "--detach",
        "--name=web",
        "--restart=always",
        *(f"--publish={each}:{each}" for each in (port, *further_ports)),
        f"--env=PORT={port}",
        f"--env=AWS_REGION={region}",
        "--log-driver=awslogs",
        f"--log-opt=awslogs-region={region}",
        f"--log-opt=awslogs-group={log_group}",
    ]
    return "\n".join(
        [
            "#!/bin/bash",
            "set -euo pipefail",
            "dnf install -y docker",
            "systemctl enable --now docker",
            "metadata=http://169.254.169.254/latest",
            "token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $metadata/api/token)",
            'instance=$(curl -sf -H "X-aws-ec2-metadata-token: $token" $metadata/meta-data/instance-id)',
            f'{shlex.join(run)} --log-opt=awslogs-stream="$instance" {shlex.quote(image)}',
            "",
        ]
    )


def _write(path: str, content: str) -> str:
    """Return the shell lines that write `content`, taken literally, to `path`."""
    end = "END_OF_FILE"
    return f"install -D -m 0644 /dev/stdin {path} <<'{end}'\n{content.rstrip()}\n{end}"
