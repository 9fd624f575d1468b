"""CloudWatch Logs."""

from __future__ import annotations

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises


@realises("aws:cloudwatch/logGroup:LogGroup")
def log_group(call: Call) -> Made:
    """A log group with its key and retention."""
    given, name = call.inputs, call.physical_name(limit=512)
    call.ask(
        "logs", "create_log_group", logGroupName=name, kmsKeyId=given.get("kmsKeyId"), tags=call.tags or None
    )
    if given.get("retentionInDays"):
        call.ask("logs", "put_retention_policy", logGroupName=name, retentionInDays=given["retentionInDays"])
    return Made(name, {"name": name, "arn": call.arn("logs", f"log-group:{name}")})
