"""`tap:encryption`, `tap:secrets`, `tap:identity` and `tap:compliance`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tapstack.settings import values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Regions, Whole


class EncryptionSettings(Section):
    """`tap:encryption`: the customer-managed keys."""

    keys: Annotated[
        Literal["single", "per-region"],
        Guide("One multi-Region key with a replica in each region, or an independent key in each."),
    ] = "single"
    rotation_days: Annotated[Whole, Field(ge=90, le=2560), Guide("Days after which KMS rotates a key.")] = 365

    deletion_window_days: Annotated[
        Whole,
        Field(ge=7, le=30),
        Guide("Days that KMS waits before it deletes a key that is scheduled for deletion."),
    ] = 30


class SecretsSettings(Section):
    """`tap:secrets`: the database's credentials."""

    password_keeper: Annotated[
        Literal["rds", "stack"],
        Guide("Who keeps the master password: RDS, or this stack, in a secret with a copy in every region."),
    ] = "rds"  # noqa: S105 - who keeps it, no password
    recovery_days: Annotated[
        Whole,
        Field(ge=7, le=30),
        Guide("Days that a deleted secret can be recovered in production; elsewhere it goes at once."),
    ] = 30

    @property
    def own(self) -> bool:
        """Whether the stack keeps the master password itself."""
        return self.password_keeper == "stack"  # noqa: S105 - who keeps it, no password


class SessionsSettings(Section):
    """`tap:sessions`: the sessions of the application's users, in a DynamoDB global table."""

    table: Annotated[bool, Guide("Whether there is a table, with a replica in every region.")] = False
    ttl_attribute: Annotated[
        str,
        AfterValidator(values.shape(r"[A-Za-z0-9_.-]{1,255}", "is not the name of an attribute")),
        Guide(
            "The attribute with the time, in seconds since 1970, after which an item is deleted.",
            "1 to 255 letters, digits and _ . -",
        ),
    ] = "expires_at"
    recovery_days: Annotated[
        Whole, Field(ge=1, le=35), Guide("Days back to which the table can be restored to any second.")
    ] = 35


class IdentitySettings(Section):
    """`tap:identity`: what holds for every role of the stack."""

    permissions_boundary: Annotated[
        Annotated[
            str,
            AfterValidator(
                values.shape(
                    r"arn:aws:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]{1,512}",
                    "is not the ARN of an IAM policy",
                )
            ),
        ]
        | None,
        Guide(
            "The policy that bounds every role of the stack. Without it, none does.",
            "the ARN of a managed IAM policy",
            "arn:aws:iam::123456789012:policy/boundary",
        ),
    ] = None


class ComplianceSettings(Section):
    """`tap:compliance`: who did what, what changed, what is suspicious, what it costs."""

    trail: Annotated[
        bool, Guide("Whether CloudTrail records every region into a locked bucket of the first.")
    ] = False
    trail_lock_days: Annotated[
        Whole,
        Field(ge=1, le=3650),
        Guide("Days that only who has s3:BypassGovernanceRetention can delete the trail's files."),
    ] = 30
    config: Annotated[bool, Guide("Whether AWS Config records each region and holds rules against it.")] = (
        False
    )
    existing_recorders: Annotated[
        Regions,
        Guide(
            "Regions whose Config recorder the account already has: none is made there, and rules are.",
            "regions of tap:regions, as a list or comma-separated, each once",
            ["us-east-1"],
        ),
    ] = ()
    guard_duty: Annotated[bool, Guide("Whether GuardDuty watches each region.")] = False
    monthly_budget_usd: Annotated[
        Annotated[Whole, Field(ge=1, le=1_000_000_000)] | None,
        Guide(
            "The month's budget in US dollars; 80 % of it, or a forecast of all, rings. Without it, none.",
            "a whole number from 1 to 1000000000",
            2000,
        ),
    ] = None
