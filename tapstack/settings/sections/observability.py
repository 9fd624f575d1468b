"""`tap:observability`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tapstack.settings import values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Whole


class ObservabilitySettings(Section):
    """`tap:observability`: logs, alarms and dashboards."""

    log_retention_days: Annotated[
        Whole,
        AfterValidator(values.log_retention),
        Guide("Days that log events are kept.", f"one of {', '.join(map(str, values.LOG_RETENTION_DAYS))}"),
    ] = 30
    alarm_email: Annotated[
        Annotated[
            str,
            Field(max_length=254),
            AfterValidator(
                values.shape(
                    r"[^@\s\x00-\x1f\x7f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "is not an e-mail address"
                )
            ),
        ]
        | None,
        Guide(
            "Who gets the alarms by e-mail. Without it, nobody is written to.",
            "one e-mail address",
            "ops@example.com",
        ),
    ] = None
    dashboards: Annotated[
        Literal["none", "primary", "every-region"],
        Guide("No dashboard, one of all regions in the first, or one in every region."),
    ] = "primary"
    region_alarm: Annotated[
        bool, Guide("Whether each region has one alarm that says that it can't serve.")
    ] = False
