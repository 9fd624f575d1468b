"""Runs any Pulumi Python program without the CLI and leaves its resource graph.

`run_program` plans or deploys; a `Provider` does the realising. The engine knows nothing of any cloud. It is
made for a fresh account: it registers, orders, realises and records; it does not update or delete.
"""

from __future__ import annotations

from tapstack.engine.errors import (
    EngineError,
    NotEmulatedError,
    OnlyRecordedError,
    ProjectError,
    RealisationError,
)
from tapstack.engine.events import Event, Finished, Listener, Logged, Started
from tapstack.engine.project import Project, load_project
from tapstack.engine.requests import Created, CreateRequest, InvokeRequest, Provider, ProviderConfig
from tapstack.engine.run import Run, run_program
from tapstack.engine.values import Asset, Properties, Unknown, Value

__all__ = [
    "Asset",
    "CreateRequest",
    "Created",
    "EngineError",
    "Event",
    "Finished",
    "InvokeRequest",
    "Listener",
    "Logged",
    "NotEmulatedError",
    "OnlyRecordedError",
    "Project",
    "ProjectError",
    "Properties",
    "Provider",
    "ProviderConfig",
    "RealisationError",
    "Run",
    "Started",
    "Unknown",
    "Value",
    "load_project",
    "run_program",
]
