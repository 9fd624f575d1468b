"""What a web ACL protects (seen in moto 5.2.5).

moto can't list it (`ListResourcesForWebACL`), and leaves a resource with its former web ACL, too, when it is
given another.
"""

from __future__ import annotations

import json
from typing import Any

from moto.wafv2.models import WAFV2Backend
from moto.wafv2.responses import WAFV2Response

_ARN_PARTS = {
    "APPLICATION_LOAD_BALANCER": ":loadbalancer/app/",
    "API_GATEWAY": ":apigateway:",
    "APPSYNC": ":appsync:",
    "COGNITO_USER_POOL": ":cognito-idp:",
    "APP_RUNNER_SERVICE": ":apprunner:",
    "VERIFIED_ACCESS_INSTANCE": ":verified-access-instance/",
    "AMPLIFY": ":amplify:",
}


def apply() -> None:
    """List what is protected; one web ACL for a resource."""
    associate = WAFV2Backend.associate_web_acl

    def associate_anew(self: WAFV2Backend, web_acl_arn: str, resource_arn: str) -> None:
        if web_acl_arn in self.wacls:
            self.disassociate_web_acl(resource_arn)
        associate(self, web_acl_arn, resource_arn)

    def list_resources_for_web_acl(self: WAFV2Response) -> str:
        asked: dict[str, Any] = json.loads(self.body)
        part = _ARN_PARTS[asked.get("ResourceType", "APPLICATION_LOAD_BALANCER")]
        protected = self.wafv2_backend.get_web_acl(asked["WebACLArn"], None, None).associated_resources
        return json.dumps({"ResourceArns": [arn for arn in protected if part in arn]})

    WAFV2Backend.associate_web_acl = associate_anew
    WAFV2Response.list_resources_for_web_acl = list_resources_for_web_acl  # pyright: ignore[reportAttributeAccessIssue]
