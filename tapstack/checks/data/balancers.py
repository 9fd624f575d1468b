"""Facts of load balancers and web ACLs. Read on 2026-11-24."""

from __future__ import annotations

import re
from typing import Final

TLS_POLICIES: Final = frozenset(
    f"ELBSecurityPolicy-{name}"
    for name in [
        "2015-02",
        "2015-03",
        "2015-05",
        "2016-08",
        "TLS-1-0-2015-04",
        "TLS-1-1-2017-01",
        "TLS-1-2-2017-01",
        "TLS-1-2-Ext-2018-06",
        "FS-2018-06",
        "FS-1-1-2019-08",
        "FS-1-2-2019-08",
        "FS-1-2-Res-2019-08",
        "FS-1-2-Res-2020-10",
        "TLS13-1-0-2021-06",
        "TLS13-1-1-2021-06",
        "TLS13-1-2-2021-06",
        "TLS13-1-2-Res-2021-06",
        "TLS13-1-2-Ext1-2021-06",
        "TLS13-1-2-Ext2-2021-06",
        "TLS13-1-3-2021-06",
        "TLS13-1-0-FIPS-2023-04",
        "TLS13-1-1-FIPS-2023-04",
        "TLS13-1-2-FIPS-2023-04",
        "TLS13-1-2-Res-FIPS-2023-04",
        "TLS13-1-2-Ext0-FIPS-2023-04",
        "TLS13-1-2-Ext1-FIPS-2023-04",
        "TLS13-1-2-Ext2-FIPS-2023-04",
        "TLS13-1-3-FIPS-2023-04",
    ]
)
"""The policies until 2024 (User Guide for Application Load Balancers, Security policies)."""

LATER_TLS_POLICY: Final = re.compile(r"ELBSecurityPolicy-[A-Za-z0-9-]+-20(2[5-9]|[3-9]\d)-\d\d")
"""AWS adds policies; those of 2025 and later are not listed one by one."""

OLD_TLS: Final = re.compile(
    r"ELBSecurityPolicy-(20\d\d-\d\d|TLS-1-[01]-.+|FS-20\d\d-\d\d|FS-1-1-.+|TLS13-1-[01]-.+)"
)
"""Policies that still take TLS 1.0 or 1.1."""

DEFAULT_TLS_POLICY: Final = "ELBSecurityPolicy-2016-08"
"""What a listener gets that names none, when it isn't made in the console (same page, Considerations)."""

MANAGED_GROUP_UNITS: Final = {
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
    "AWSManagedRulesWindowsRuleSet": 200,
    "AWSManagedRulesPHPRuleSet": 100,
    "AWSManagedRulesWordPressRuleSet": 100,
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesBotControlRuleSet": 50,
    "AWSManagedRulesATPRuleSet": 50,
    "AWSManagedRulesACFPRuleSet": 50,
}
"""Capacity units of AWS's rule groups (AWS WAF Developer Guide, AWS Managed Rules rule groups list)."""

STATEMENT_UNITS: Final = {
    "rateBasedStatement": 2,
    "geoMatchStatement": 1,
    "ipSetReferenceStatement": 1,
    "labelMatchStatement": 1,
    "sizeConstraintStatement": 1,
    "byteMatchStatement": 1,
    "sqliMatchStatement": 20,
    "xssMatchStatement": 40,
    "regexMatchStatement": 3,
    "regexPatternSetReferenceStatement": 25,
}
"""The least that each statement takes (AWS WAF Developer Guide, Using rule statements)."""
