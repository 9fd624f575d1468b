"""The embedded AWS as an HTTP endpoint, for `aws`, boto3, Terraform or a browser in another process."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class _Silent(WSGIRequestHandler):
    """Logs no request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(port: int) -> Iterator[int]:
    """Serve in a thread while the block runs; yields the port. Raises `OSError` when the port is in use."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(
        HOST, _free(port), DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=_Silent
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="embedded-aws", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
