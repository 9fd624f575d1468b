"""Systems Manager parameters."""

from __future__ import annotations

from tapstack.emulator.call import Call
from tapstack.emulator.registry import answers
from tapstack.engine import Properties


@answers("aws:ssm/getParameter:getParameter")
def parameter(call: Call) -> Properties:
    """A parameter's value, AWS's public ones included."""
    found = call.ask(
        "ssm",
        "get_parameter",
        Name=call.inputs["name"],
        WithDecryption=call.inputs.get("withDecryption", True),
    )["Parameter"]
    plain = {} if found["Type"] == "SecureString" else {"insecureValue": found["Value"]}
    return {
        "name": found["Name"],
        "value": found["Value"],
        "type": found["Type"],
        "version": found["Version"],
        "arn": found["ARN"],
        "id": found["Name"],
        **plain,
    }
