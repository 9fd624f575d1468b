"""One resource of every type of certificates, web ACLs and DNS."""

from __future__ import annotations

import json
from typing import Any

from tests.emulator.samples import ACCOUNT, AUTO, HEX, Inputs, Standing

_UUID = f"{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}"
_ALB = rf"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/sample{AUTO}/{HEX}{{16}}"
_ACL = rf"arn:aws:wafv2:us-east-1:{ACCOUNT}:regional/webacl/sample{AUTO}/{_UUID}"
_SEEN = {"cloudwatchMetricsEnabled": True, "metricName": "sample", "sampledRequestsEnabled": True}
_LOG_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": "logs:PutLogEvents",
                "Resource": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:sample:*",
            }
        ],
    }
)


def _zone(standing: Standing) -> str:
    return standing["aws:route53/zone:Zone"].id


def _output(standing: Standing, token: str, name: str) -> Any:
    return standing[token].outputs[name]


def _proof(standing: Standing) -> dict[str, str]:
    (option,) = _output(standing, "aws:acm/certificate:Certificate", "domainValidationOptions")
    return option


TYPES: list[tuple[str, Inputs, str]] = [
    (
        "tls:index/privateKey:PrivateKey",
        lambda _: {"algorithm": "ECDSA", "ecdsaCurve": "P256"},
        f"{HEX}{{40}}",
    ),
    (
        "tls:index/selfSignedCert:SelfSignedCert",
        lambda s: {
            "privateKeyPem": _output(s, "tls:index/privateKey:PrivateKey", "privateKeyPem"),
            "subject": {"commonName": "sample.internal"},
            "dnsNames": ["sample.internal"],
            "validityPeriodHours": 8760,
            "earlyRenewalHours": 720,
            "allowedUses": ["digital_signature", "server_auth"],
        },
        "[0-9]{1,39}",
    ),
    ("aws:route53/zone:Zone", lambda _: {"name": "example.com", "forceDestroy": True}, "Z[A-Z0-9]{21}"),
    (
        "aws:acm/certificate:Certificate",
        lambda _: {"domainName": "example.com", "validationMethod": "DNS"},
        f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{_UUID}",
    ),
    (
        "aws:route53/record:Record",
        lambda s: {
            "zoneId": _zone(s),
            "name": _proof(s)["resourceRecordName"],
            "type": _proof(s)["resourceRecordType"],
            "records": [_proof(s)["resourceRecordValue"]],
            "ttl": 300,
            "allowOverwrite": True,
        },
        "Z[A-Z0-9]{21}__[0-9a-f]{32}.example.com_CNAME",
    ),
    (
        "aws:acm/certificateValidation:CertificateValidation",
        lambda s: {
            "certificateArn": s["aws:acm/certificate:Certificate"].id,
            "validationRecordFqdns": [_output(s, "aws:route53/record:Record", "fqdn")],
        },
        f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{_UUID}",
    ),
    (
        "aws:route53/healthCheck:HealthCheck",
        lambda _: {
            "type": "HTTPS",
            "fqdn": "lb.example.com",
            "port": 443,
            "resourcePath": "/healthz",
            "enableSni": True,
            "requestInterval": 30,
            "failureThreshold": 3,
        },
        _UUID,
    ),
    (
        "aws:wafv2/webAcl:WebAcl",
        lambda _: {
            "scope": "REGIONAL",
            "defaultAction": {"allow": {}},
            "visibilityConfig": _SEEN,
            "rules": [
                {
                    "name": "rate",
                    "priority": 10,
                    "action": {"block": {}},
                    "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}},
                    "visibilityConfig": _SEEN,
                }
            ],
        },
        _UUID,
    ),
    (
        "aws:wafv2/webAclAssociation:WebAclAssociation",
        lambda s: {
            "webAclArn": _output(s, "aws:wafv2/webAcl:WebAcl", "arn"),
            "resourceArn": s["aws:lb/loadBalancer:LoadBalancer"].id,
        },
        f"{_ACL},{_ALB}",
    ),
    (
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        lambda s: {
            "resourceArn": _output(s, "aws:wafv2/webAcl:WebAcl", "arn"),
            "logDestinationConfigs": [_output(s, "aws:cloudwatch/logGroup:LogGroup", "arn")],
            "redactedFields": [{"singleHeader": {"name": "cookie"}}],
        },
        _ACL,
    ),
    (
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        lambda _: {"policyName": "sample", "policyDocument": _LOG_POLICY},
        "sample",
    ),
]

# Service and resource of each ARN, from the Service Authorization Reference, "Resource types".
ARNS = {
    "aws:acm/certificate:Certificate": "acm certificate/[0-9a-f-]{{36}}",
    "aws:route53/healthCheck:HealthCheck": "route53 healthcheck/{id}",
    "aws:route53/zone:Zone": "route53 hostedzone/{id}",
    "aws:wafv2/webAcl:WebAcl": "wafv2 regional/webacl/sample-.{{7}}/{id}",
}
