"""WAF: web ACLs, what they protect and where they log."""

from __future__ import annotations

from botocore.model import StructureShape

from tapstack.emulator.call import Call
from tapstack.emulator.mapper import to_parameters
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.emulator.table import Row, enter

_NAME_LIMIT = 128

enter(
    {
        "aws:wafv2/webAcl:WebAcl": Row(
            "wafv2.create_web_acl",
            id="Id",
            result="Summary",
            outputs={"arn": "ARN"},
            named=("name", _NAME_LIMIT),
        )
    }
)
BEHAVIOURS["aws:wafv2/webAcl:WebAcl", ""] = "web ACLs see no requests: nothing is blocked or logged"


@realises("aws:wafv2/webAclAssociation:WebAclAssociation")
def association(call: Call) -> Made:
    """What a web ACL protects; the id is the provider's: both ARNs with a comma."""
    acl, protected = call.inputs["webAclArn"], call.inputs["resourceArn"]
    call.ask("wafv2", "associate_web_acl", WebACLArn=acl, ResourceArn=protected)
    return Made(f"{acl},{protected}", {})


@realises("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
def logging_configuration(call: Call) -> Made:
    """Where a web ACL logs to."""
    model = call.client("wafv2").meta.service_model.operation_model("PutLoggingConfiguration")
    shape: StructureShape = model.input_shape.members["LoggingConfiguration"]
    given = {key: value for key, value in call.inputs.items() if key != "region"}
    call.ask("wafv2", "put_logging_configuration", LoggingConfiguration=to_parameters(shape, given, {}))
    return Made(given["resourceArn"], {})
