"""The embedded AWS as an HTTP endpoint, for `aws`, boto3, Terraform or a browser in another process."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Generator
from typing import Any

from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs]
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class _Silent(WSGIRequestHandler):
    """Logs no request."""

    def log(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(port: int) -> Generator[int]:
    """Serve in a thread while the block runs; yields the port. Raises `OSError` when the port is in use."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listening = socket.create_server((HOST, port))
    server = make_server(
        HOST,
        port,
        DomainDispatcherApplication(create_backend_app),
        threaded=True,
        request_handler=_Silent,
        fd=listening.fileno(),
    )
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="embedded-aws", daemon=True
    )
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        server.server_close()
        listening.close()
        thread.join(timeout=5)
