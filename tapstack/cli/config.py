"""`tap config`: every setting of the platform, and the value in force for a stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typer

from tapstack.cli import faults, kept
from tapstack.cli.console import print_json, remarks, results
from tapstack.cli.ending import WRONG, Refusal, told
from tapstack.cli.options import PROGRAM, STACK, AsJson, Program, Stack
from tapstack.cli.settings_in_force import Config, settings_of

_NAMESPACE: Final = "tap:"
_PLATFORM: Final = "tapstack"
"""The platform's project; one of another name that sets keys of the namespace is taken for it, too."""


def config(stack: Stack = STACK, program: Program = PROGRAM, as_json: AsJson = False) -> None:
    """Show every setting of the platform and the value in force.

    With each: its type, default and meaning. What is wrong is marked, and told below.
    """
    from tapstack.cli import fault_list, setting_list

    with told(as_json=as_json, answer={"stack": stack, "settings": []}):
        given = _given(program, stack)
        shown, wrong = settings_of(given)
        if as_json:
            answer = {"stack": stack, "settings": [one.as_dict() for one in shown]}
            print_json({**answer, "faults": [fault.as_dict() for fault in wrong]} if wrong else answer)
        else:
            setting_list.show(shown, results())
    if not given.from_file:
        _say_defaults(program, stack)
    if wrong:
        console = remarks()
        console.print()
        console.print(f"wrong settings of stack {stack}: {len(wrong)}", style="bold red")
        console.print()
        fault_list.show(faults.in_settings(wrong), console)
        raise typer.Exit(WRONG)


def _say_defaults(program: Path, stack: str) -> None:
    text = f"there is no stack in {program} yet: these are the defaults. Set what is required in"
    remarks().print(f"{text} Pulumi.{stack}.yaml", style="yellow", soft_wrap=True)


def _given(program: Path, stack: str) -> Config:
    """What the stack sets. Raises `ProjectError`, `Refusal` for a program that is not the platform."""
    from tapstack.engine import load_project
    from tapstack.engine.yaml_files import read_mapping

    if (program / "Pulumi.yaml").is_file() and not kept.stack_files(program):
        name = str(read_mapping(program / "Pulumi.yaml").get("name"))
        return _of_platform(name, {}, (), from_file=False)
    project = load_project(program, stack)
    return _of_platform(project.name, project.config, project.secret_keys, from_file=True)


def _of_platform(name: str, config: Mapping[str, str], secret: Sequence[str], *, from_file: bool) -> Config:
    values = {
        key.removeprefix(_NAMESPACE): value for key, value in config.items() if key.startswith(_NAMESPACE)
    }
    if not values and name != _PLATFORM:
        raise Refusal(
            f"{name} is not the platform: it sets no key of `tap:`",
            "give the platform's folder with --program; other programs have settings of their own",
        )
    return Config(values, frozenset(key.removeprefix(_NAMESPACE) for key in secret), from_file)
