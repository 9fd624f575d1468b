"""GuardDuty: detectors. They stand and are on, but find nothing."""

from __future__ import annotations

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises

_DETECTOR = "aws:guardduty/detector:Detector"

BEHAVIOURS[_DETECTOR, ""] = "GuardDuty looks at nothing: there are no findings"


@realises(_DETECTOR)
def detector(call: Call) -> Made:
    """A region's detector."""
    made = call.ask(
        "guardduty",
        "create_detector",
        Enable=call.inputs.get("enable", True),
        FindingPublishingFrequency=call.inputs.get("findingPublishingFrequency"),
        Tags=dict(call.tags) or None,
    )["DetectorId"]
    arn = call.arn("guardduty", f"detector/{made}")
    return Made(made, {"arn": arn, "accountId": call.account})
