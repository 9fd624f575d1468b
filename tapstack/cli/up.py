"""`tap up`: deploy on a fresh embedded AWS, show what came of it, and serve it if asked."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tapstack.cli import signals, summary
from tapstack.cli.ending import Refusal, told
from tapstack.cli.options import PROGRAM, STACK, AllowNotEmulated, AsJson, Program, Save, Stack
from tapstack.cli.outcome import Asked

if TYPE_CHECKING:
    from collections.abc import Generator

    from tapstack.emulator import EmbeddedAws

_HOST: Final = "127.0.0.1"
_PORT: Final = 4566
"""Where tools for a local AWS look by themselves, such as `awslocal` and `tflocal`."""

Serve = Annotated[bool, typer.Option("--serve", help="Then keep the embedded AWS on 127.0.0.1 until Ctrl-C.")]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=0,
        max=65535,
        metavar="N",
        help=f"Port of --serve; 0 takes a free one.  [default: {_PORT}]",
    ),
]


def up(  # noqa: PLR0917 - Typer passes them by name
    stack: Stack = STACK,
    program: Program = PROGRAM,
    save: Save = None,
    as_json: AsJson = False,
    serve: Serve = False,
    port: Port = None,
    allow_not_emulated: AllowNotEmulated = False,
) -> None:
    """Deploy the program on a fresh embedded AWS.

    The account is empty at the start and forgotten at the end; nothing leaves this machine. What was made is
    kept as a graph in DIR/.tapstack/NAME.json, after a failure too.

    An encrypted config value can't be read here. Give another in the environment: for demo:password that is
    TAP_SECRET_DEMO_PASSWORD.
    """
    from tapstack.cli import report, session

    asked = Asked(stack, program, save)
    with told(as_json=as_json, answer=summary.no_answer(stack)):
        number = _port(serve, port)
        with session.performed(asked, "deploy", allow_not_emulated=allow_not_emulated) as done:
            if serve and done.run.ok:
                with _served(done.aws, number) as endpoint:
                    report.show_deployment(done, asked, as_json=as_json, endpoint=endpoint)
            else:
                report.show_deployment(done, asked, as_json=as_json)
    report.end(done)


def _port(serve: bool, port: int | None) -> int:
    """The port to serve on, free by now. Raises `Refusal`."""
    if port is not None and not serve:
        raise Refusal("--port is for --serve", "add --serve, or leave --port out")
    number = _PORT if port is None else port
    if serve:
        try:
            socket.create_server((_HOST, number)).close()
        except OSError as error:
            raise _taken(number, error) from error
    return number


def _taken(port: int, error: OSError) -> Refusal:
    why = os.strerror(error.errno) if error.errno else str(error)
    return Refusal(
        f"port {port} of {_HOST} can't be had: {why}",
        "stop what uses it, or choose another: --port 0 takes a free one",
    )


@contextlib.contextmanager
def _served(aws: EmbeddedAws, port: int) -> Generator[str]:
    """Serve while the block runs and then until a signal comes. Yields the endpoint; raises `Refusal`."""
    with contextlib.ExitStack() as serving:
        wait = serving.enter_context(signals.awaited())
        try:
            bound = serving.enter_context(aws.serve(port))
        except OSError as error:
            raise _taken(port, error) from error
        yield f"http://{_HOST}:{bound}"
        wait()
    typer.echo("\nstopped" if sys.stderr.isatty() else "stopped", err=True)
