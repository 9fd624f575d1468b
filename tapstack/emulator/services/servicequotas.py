"""Service Quotas: what the account may have."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import answers
from tapstack.engine import Properties


@answers("aws:servicequotas/getServiceQuota:getServiceQuota")
def service_quota(call: Call) -> Properties:
    """A quota by its code or its name, with the value that applies and AWS's default, here the same."""
    given = call.inputs
    service, code, name = given["serviceCode"], given.get("quotaCode"), given.get("quotaName")
    if name:
        listed = call.ask("service-quotas", "list_aws_default_service_quotas", ServiceCode=service)["Quotas"]
        code = next((each["QuotaCode"] for each in listed if each["QuotaName"] == name), None)
    if not code:
        call.refuse(f"finding Service Quotas Service Quota ({service}/{name}): empty result")
    quota: dict[str, Any] = call.ask(
        "service-quotas", "get_service_quota", ServiceCode=service, QuotaCode=code
    )["Quota"]
    return {
        "id": quota["QuotaArn"],
        "arn": quota["QuotaArn"],
        "adjustable": quota["Adjustable"],
        "defaultValue": float(quota["Value"]),
        "globalQuota": quota["GlobalQuota"],
        "quotaCode": quota["QuotaCode"],
        "quotaName": quota["QuotaName"],
        "serviceCode": quota["ServiceCode"],
        "serviceName": quota["ServiceName"],
        "usageMetrics": [],
        "value": float(quota["Value"]),
    }
