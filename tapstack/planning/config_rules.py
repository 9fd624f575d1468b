"""Which of AWS Config's managed rules a region is held against.

Rules follow from the settings: what the stack has switched on is what the region must keep to. Each is one of
those that AWS manages in every region (AWS Config Developer Guide, "List of AWS Config Managed Rules"), where
the page of a rule bears the name that it has here.

Left out on purpose: cloudwatch-log-group-encrypted, since the group of RDS's enhanced monitoring is RDS's own
and never encrypted under our key; s3-bucket-versioning-enabled, since access logs have no need of versions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapstack.settings import TapSettings


@dataclass(frozen=True)
class ConfigRule:
    """One rule that AWS manages."""

    service: str
    """The rule's name in the guide: the part of our name that tells it from others."""
    identifier: str
    """What AWS Config knows the rule by."""
    meaning: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def input_parameters(self) -> str | None:
        """The parameters as AWS Config takes them: JSON text, or nothing."""
        return json.dumps(dict(self.parameters), sort_keys=True) if self.parameters else None


_EVERYWHERE = (
    ConfigRule(
        "cmk-backing-key-rotation-enabled", "CMK_BACKING_KEY_ROTATION_ENABLED", "Our keys are rotated."
    ),
    ConfigRule("encrypted-volumes", "ENCRYPTED_VOLUMES", "Volumes in use are encrypted."),
    ConfigRule("ec2-imdsv2-check", "EC2_IMDSV2_CHECK", "Instances ask for a token before they tell secrets."),
    ConfigRule("ec2-instance-no-public-ip", "EC2_INSTANCE_NO_PUBLIC_IP", "Instances have no public address."),
    ConfigRule("restricted-ssh", "INCOMING_SSH_DISABLED", "SSH is open to nobody but the allowed addresses."),
    ConfigRule(
        "vpc-default-security-group-closed",
        "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
        "Default security groups let nothing through.",
    ),
    ConfigRule(
        "s3-bucket-level-public-access-prohibited",
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        "Buckets are closed to the public.",
    ),
    ConfigRule("s3-bucket-ssl-requests-only", "S3_BUCKET_SSL_REQUESTS_ONLY", "Buckets answer over TLS only."),
    ConfigRule("sns-encrypted-kms", "SNS_ENCRYPTED_KMS", "Topics are encrypted."),
    ConfigRule("elb-logging-enabled", "ELB_LOGGING_ENABLED", "Load balancers log who asks for what."),
    ConfigRule(
        "alb-http-drop-invalid-header-enabled",
        "ALB_HTTP_DROP_INVALID_HEADER_ENABLED",
        "Load balancers drop headers that are none.",
    ),
    ConfigRule(
        "autoscaling-group-elb-healthcheck-required",
        "AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED",
        "Groups replace instances that the load balancer finds ill.",
    ),
)


def config_rules(settings: TapSettings, region: str) -> tuple[ConfigRule, ...]:
    """Return the rules for one region, in a fixed order."""
    return (
        *_EVERYWHERE,
        *_web(settings),
        *_data(settings),
        *(_database(settings) if region in settings.database_regions else ()),
        *(_trail() if settings.compliance.trail and region == settings.primary_region else ()),
    )


def _web(settings: TapSettings) -> Iterator[ConfigRule]:
    if settings.network.flow_logs:
        yield ConfigRule("vpc-flow-logs-enabled", "VPC_FLOW_LOGS_ENABLED", "Networks have flow logs.")
    if settings.edge.waf:
        yield ConfigRule("alb-waf-enabled", "ALB_WAF_ENABLED", "Load balancers stand behind a firewall.")
    if settings.certificate != "none":
        yield ConfigRule(
            "alb-http-to-https-redirection-check",
            "ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK",
            "Load balancers send HTTP to HTTPS.",
        )
    if settings.production:
        yield ConfigRule(
            "elb-deletion-protection-enabled",
            "ELB_DELETION_PROTECTION_ENABLED",
            "Load balancers refuse to be deleted.",
        )


def _data(settings: TapSettings) -> Iterator[ConfigRule]:
    if settings.sessions.table:
        yield ConfigRule(
            "dynamodb-pitr-enabled", "DYNAMODB_PITR_ENABLED", "Tables can be taken back in time."
        )
        yield ConfigRule(
            "dynamodb-table-encrypted-kms", "DYNAMODB_TABLE_ENCRYPTED_KMS", "Tables are under a key of KMS."
        )
    if settings.secrets.own:
        yield ConfigRule("secretsmanager-using-cmk", "SECRETSMANAGER_USING_CMK", "Secrets are under our key.")


def _database(settings: TapSettings) -> Iterator[ConfigRule]:
    database = settings.database
    yield ConfigRule("rds-storage-encrypted", "RDS_STORAGE_ENCRYPTED", "Databases are encrypted.")
    yield ConfigRule(
        "rds-instance-public-access-check",
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "Databases are not reached from outside.",
    )
    yield ConfigRule(
        "db-instance-backup-enabled",
        "DB_INSTANCE_BACKUP_ENABLED",
        "Databases are backed up for as long as the settings say.",
        {"backupRetentionMinimum": str(database.backup_retention_days), "checkReadReplicas": "false"},
    )
    if database.monitoring_interval:
        yield ConfigRule(
            "rds-enhanced-monitoring-enabled",
            "RDS_ENHANCED_MONITORING_ENABLED",
            "Databases tell how their machine does.",
            {"monitoringInterval": str(database.monitoring_interval)},
        )
    if settings.production:
        yield ConfigRule(
            "rds-instance-deletion-protection-enabled",
            "RDS_INSTANCE_DELETION_PROTECTION_ENABLED",
            "Databases refuse to be deleted.",
        )


def _trail() -> Iterator[ConfigRule]:
    yield ConfigRule(
        "multi-region-cloudtrail-enabled",
        "MULTI_REGION_CLOUD_TRAIL_ENABLED",
        "There is a trail of all regions.",
    )
    yield ConfigRule(
        "cloud-trail-encryption-enabled", "CLOUD_TRAIL_ENCRYPTION_ENABLED", "The trail is encrypted."
    )
    yield ConfigRule(
        "cloud-trail-log-file-validation-enabled",
        "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
        "The trail's files can be proved to be unchanged.",
    )
