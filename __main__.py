"""The program as Pulumi runs it: settings in, the platform, outputs out."""

from __future__ import annotations

import pulumi

from tapstack.settings import SettingsError, load_settings
from tapstack.stack import RegionsError, TapStack


def main() -> None:
    """Deploy the platform, or end with one message that says all that is wrong.

    Pulumi prints the message of a `RunError` and no traceback. Its cause keeps the faults, for who runs this
    program in-process.
    """
    try:
        stack = TapStack(load_settings())
    except (SettingsError, RegionsError) as error:
        raise pulumi.RunError(str(error)) from error
    for name, value in stack.outputs().items():
        pulumi.export(name, value)


main()
