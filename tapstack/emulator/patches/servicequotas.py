"""Quotas (seen in moto 5.2.5): the ARN of each says eu-west-1 and no account, whoever asks from wherever."""

from __future__ import annotations

from typing import Any

from moto.servicequotas.models import ServiceQuotasBackend


def apply() -> None:
    """Give each quota the ARN that it has in the region and account."""
    get, listed = ServiceQuotasBackend.get_service_quota, ServiceQuotasBackend.list_aws_default_service_quotas

    def get_service_quota(self: ServiceQuotasBackend, service_code: str, quota_code: str) -> dict[str, Any]:
        return _here(self, get(self, service_code, quota_code))

    def list_defaults(self: ServiceQuotasBackend, service_code: str) -> list[dict[str, Any]]:
        return [_here(self, quota) for quota in listed(self, service_code)]

    ServiceQuotasBackend.get_service_quota = get_service_quota
    ServiceQuotasBackend.list_aws_default_service_quotas = list_defaults


def _here(backend: ServiceQuotasBackend, quota: dict[str, Any]) -> dict[str, Any]:
    place = f"{backend.region_name}:{backend.account_id}"
    arn = f"arn:{backend.partition}:servicequotas:{place}:{quota['ServiceCode']}/{quota['QuotaCode']}"
    return {**quota, "QuotaArn": arn}
