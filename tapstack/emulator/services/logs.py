"""CloudWatch Logs."""

from __future__ import annotations

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises
from tapstack.emulator.table import Row, enter

enter(
    {
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": Row(
            "logs.put_resource_policy", id="=policyName", result="resourcePolicy"
        )
    }
)


@realises("aws:cloudwatch/logGroup:LogGroup")
def log_group(call: Call) -> Made:
    """A log group with its key and retention."""
    call.ignore("skipDestroy")
    given, name = call.inputs, call.physical_name()
    call.ask(
        "logs",
        "create_log_group",
        logGroupName=name,
        kmsKeyId=given.get("kmsKeyId"),
        logGroupClass=given.get("logGroupClass"),
        tags=call.tags or None,
    )
    if given.get("retentionInDays"):
        call.ask("logs", "put_retention_policy", logGroupName=name, retentionInDays=given["retentionInDays"])
    return Made(name, {"name": name, "arn": call.arn("logs", f"log-group:{name}")})
