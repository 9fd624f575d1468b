"""What only a process of its own can show: signals, streams, exit codes, ports."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any, cast

import boto3
import pytest
from botocore.config import Config

from tests.cli.conftest import COMMAND, FINE, ROOT, MakeProgram, Start

AT_ONCE = 3.0
"""Seconds; an ending takes some 50 ms, but the machine may be busy."""

NOISY = f"""
import logging, os, subprocess
print("printed by the program")
os.write(1, b"written by the program\\n")
subprocess.run(["echo", "said by a child"], check=True)
logging.warning("logged by the program")
{FINE}
pulumi.log.warn("warned by the program")
"""

STUBBORN = """
import time
print("READY", flush=True)
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""


def wait_for(words: str, stream: IO[str] | None) -> None:
    assert stream is not None
    for line in stream:
        if words in line:
            return
    pytest.fail(f"it ended without saying {words!r}")


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[str, str]:
    """Send the signal to the whole group, as a terminal does; gives the rest of stdout and stderr."""
    began = time.monotonic()
    os.killpg(process.pid, number)
    rest = process.communicate(timeout=30)
    assert time.monotonic() - began < AT_ONCE
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    return rest


def test_in_json_stdout_holds_the_object_alone_and_stderr_no_control_codes(
    start: Start, program: MakeProgram
) -> None:
    process = start("up", "-p", program(NOISY), "--json")
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert stdout.count("\n") == 1
    assert json.loads(stdout)["resources"]["count"] == 3
    for words in ("printed by", "written by", "logged by", "warning: warned by"):
        assert f"{words} the program" in stderr
    assert "said by a child" in stderr
    assert "\x1b" not in stderr
    assert "\r" not in stderr
    for line in ("us-east-1: 1 resource", "eu-west-1: 1 resource", "global: 1 resource"):
        assert line in stderr.splitlines()


def test_ctrl_c_during_the_imports(start: Start, program: MakeProgram) -> None:
    process = start("up", "-p", program())
    wait_for("starting the embedded AWS", process.stderr)
    assert end(process, signal.SIGINT) == ("", "tap: stopped by Ctrl-C\n")
    assert process.returncode == 130


def test_sigterm_ends_even_a_program_that_swallows_it(start: Start, program: MakeProgram) -> None:
    folder = program(STUBBORN)
    process = start("up", "-p", folder, "--json")
    wait_for("READY", process.stderr)
    assert end(process, signal.SIGTERM) == ("", "tap: stopped by SIGTERM\n")
    assert process.returncode == 143
    assert [path.name for path in (folder / ".tapstack").iterdir()] == [".gitignore"]


def test_ctrl_c_on_a_terminal_gives_the_cursor_back(program: MakeProgram) -> None:
    code, seen = on_a_terminal(["up", "-p", str(program(STUBBORN))], ctrl_c_after="READY")
    assert code == 130
    assert "starting the embedded AWS" in seen
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")
    assert seen.endswith("tap: stopped by Ctrl-C\r\n")
    assert "Traceback" not in seen


def on_a_terminal(arguments: list[str], ctrl_c_after: str) -> tuple[int, str]:
    """Run on a terminal of its own and press Ctrl-C; gives the exit code and what was to be seen."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(COMMAND[0], [*COMMAND, *arguments], {**os.environ, "TERM": "xterm-256color"})
    seen, pressed, deadline = "", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            seen += os.read(terminal, 65536).decode(errors="replace")
        except OSError:
            break
        if not pressed and ctrl_c_after in seen:
            os.write(terminal, b"\x03")
            pressed = True
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen


@contextlib.contextmanager
def served(start: Start, folder: Path) -> Generator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A `tap up --serve` that has begun to serve, and the environment that it told."""
    process = start("up", "-p", folder, "--serve", "--port", "0")
    try:
        assert process.stdout is not None
        exports = [next(line for line in process.stdout if line.startswith("export "))]
        exports += [process.stdout.readline() for _ in range(4)]
        yield process, dict(line.removeprefix("export ").strip().split("=", 1) for line in exports)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_serve_answers_boto3_in_the_environment_that_it_prints_until_ctrl_c(
    start: Start, program: MakeProgram
) -> None:
    with served(start, program()) as (process, environment):
        endpoint = environment["AWS_ENDPOINT_URL"]
        assert environment == {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        (topic,) = client("sns", endpoint).list_topics()["Topics"]
        assert topic["TopicArn"].startswith("arn:aws:sns:us-east-1:")
        stdout, stderr = end(process, signal.SIGINT)
    assert process.returncode == 0
    assert stdout == ""
    assert stderr.endswith("\nstopped\n")
    assert "Traceback" not in stderr
    port = int(endpoint.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def client(service: str, endpoint: str) -> Any:
    make = cast("Any", boto3.client)  # pyright: ignore[reportUnknownMemberType]
    return make(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_a_closed_stream_is_no_reason_for_a_traceback(tmp_path: Path) -> None:
    command = " ".join([*COMMAND, "outputs", "-p", str(tmp_path), ">&-"])
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("stack 'dev' was not deployed yet")
