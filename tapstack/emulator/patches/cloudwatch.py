"""CloudWatch's alarms (seen in moto 5.2.5).

- there is no `PutCompositeAlarm`, though moto's alarms have a place for a rule;
- `DescribeAlarms` pays no heed to `AlarmTypes`, and gives composite alarms to those who did not ask for
  them;
- a new alarm is OK at once, where AWS says INSUFFICIENT_DATA until it has been evaluated (CloudWatch API
  Reference, PutMetricAlarm): here nothing ever evaluates it.

A composite alarm over an alarm that does not exist is refused, as on AWS: what must come before it is the one
thing that a rule by names can get wrong.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import Alarm
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

_REFERENCE = re.compile(r'\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*("?)(.+?)\1\s*\)')
_METRIC, _COMPOSITE = "MetricAlarm", "CompositeAlarm"


def apply() -> None:
    """Add the operation and mend the other two."""
    responses: Any = CloudWatchResponse
    responses.put_composite_alarm = _put_composite_alarm
    _describe_only_the_types_asked_for()
    _begin_without_data()


def _put_composite_alarm(self: Any) -> ActionResult:
    rule = self._get_param("AlarmRule")
    named = [reference.rpartition(":alarm:")[2] for _quote, reference in _REFERENCE.findall(rule)]
    missing = sorted(set(named) - set(self.cloudwatch_backend.alarms))
    if missing:
        raise ValidationError(
            f"Could not save the composite alarm as alarms [{', '.join(missing)}] "
            "in the alarm rule do not exist"
        )
    return self.put_metric_alarm()


def _describe_only_the_types_asked_for() -> None:
    describe: Any = CloudWatchResponse.describe_alarms

    @wraps(describe)
    def describe_alarms(self: Any) -> ActionResult:
        asked = self._get_param("AlarmTypes", []) or [_METRIC]
        found: Any = describe(self)
        for kind in {_METRIC, _COMPOSITE} - set(asked):
            found.result[f"{kind}s"] = []
        return found

    CloudWatchResponse.describe_alarms = describe_alarms


def _begin_without_data() -> None:
    begin: Any = Alarm.__init__

    @wraps(begin)
    def initialise(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.state_value = "INSUFFICIENT_DATA"

    Alarm.__init__ = initialise
