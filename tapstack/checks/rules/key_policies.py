"""Key policies: who must be let in for what the graph has the key do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tapstack.checks.facts.key_places import KEYS, key_named, key_uses
from tapstack.checks.facts.references import at, first, known, place, said, targets, text_of
from tapstack.checks.finding import Place
from tapstack.checks.policy_document import Document, Statement, read_document, service_may
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

_POLICY = "aws:kms/keyPolicy:KeyPolicy"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_GROUP = "aws:autoscaling/group:Group"
_LOG_CONTEXT = "kms:EncryptionContext:aws:logs:arn"
_ADMINISTER = ("kms:PutKeyPolicy",)
_SCALING_ROLE = "AWSServiceRoleForAutoScaling"
_DATA_KEYS = ("kms:Decrypt", "kms:GenerateDataKey")


def _policy_of(view: View, key: Resource) -> tuple[Json, Place]:
    """A key's policy and where it stands; of a policy attached apart, that one."""
    for attached in view.of(_POLICY):
        target = first(view, attached, "keyId", *KEYS)
        if target is not None and target.urn == key.urn:
            return attached.inputs.get("policy"), at(attached, "policy")
    return key.inputs.get("policy"), at(key, "policy")


def _document(view: View, key: Resource) -> Document | None:
    """A key's policy as far as it is known; without one, KMS's default, which lets IAM policies decide."""
    value, _ = _policy_of(view, key)
    if value is not None:
        return read_document(value)
    return Document(
        {
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": "default:root"}, "Action": "kms:*", "Resource": "*"}
            ]
        }
    )


def _used_by(view: View, *types: str) -> dict[str, list[tuple[Resource, Place]]]:
    """By the URN of a key: the resources of these types that are encrypted under it, in its region."""
    found: dict[str, list[tuple[Resource, Place]]] = defaultdict(list)
    for use in key_uses(view):
        if use.value.resource.type in types:
            key = key_named(view, use)
            if key is not None and use.region in (None, key.region):
                found[key.urn].append((use.value.resource, place(use.value)))
    return found


def _shut_out(
    view: View, types: tuple[str, ...], admits: Callable[[Document, Resource], bool]
) -> Iterator[tuple[Resource, tuple[Place, ...]]]:
    """The keys whose known policy doesn't admit some resources, with the places of these."""
    for urn, uses in _used_by(view, *types).items():
        key = view.graph.by_urn[urn]
        document = _document(view, key)
        if document is None:
            continue
        places = tuple(where for resource, where in uses if not admits(document, resource))
        if places:
            yield key, (*places, _policy_of(view, key)[1])


def _may_all(document: Document, service: str, actions: tuple[str, ...]) -> bool:
    return all(service_may(document, (service,), action) for action in actions)


@rule(
    "kms-policy-lockout",
    "refused",
    title="A key policy leaves somebody who can change it",
    why="KMS refuses a policy that would not let the caller change it again. Without the account as "
    "principal the key can become unmanageable, and only AWS Support can mend it.",
    source="AWS KMS API Reference, CreateKey, Policy and BypassPolicyLockoutSafetyCheck",
)
def lockout(view: View) -> Iterator[Wrong]:
    """Policies in which no AWS principal may put a key policy."""
    for key in view.of(*KEYS):
        value, where = _policy_of(view, key)
        document = read_document(value)
        if document is None or view.value(key, "bypassPolicyLockoutSafetyCheck"):
            continue
        if not any(_administers(statement) for statement in document.allowing):
            yield Wrong(
                f"the policy of key {said(key)} lets nobody change it: no statement allows "
                "kms:PutKeyPolicy to an AWS principal",
                "allow kms:* to the account, arn:aws:iam::<account>:root",
                (Place(key.urn, where.pointer) if where.urn == key.urn else at(key), where),
            )


def _administers(statement: Statement) -> bool:
    principal = statement.anybody or bool(statement.principals("AWS")) or "NotPrincipal" in statement.fields
    return principal and all(statement.covers(action) for action in _ADMINISTER)


@rule(
    "kms-policy-logs",
    "refused",
    title="A key that encrypts log groups admits CloudWatch Logs of its region",
    why="CloudWatch Logs tries the key when the log group is made, and refuses one whose policy does not "
    "admit its regional service principal with this log group's ARN as encryption context.",
    source="CloudWatch Logs User Guide, Encrypt log data in CloudWatch Logs using AWS KMS, step 2",
    aliases=("R2",),
)
def admits_logs(view: View) -> Iterator[Wrong]:
    """Log groups under keys that would turn CloudWatch Logs away."""
    log_group = ("aws:cloudwatch/logGroup:LogGroup",)
    for key, places in _shut_out(view, log_group, lambda document, one: _logs_may(view, document, one)):
        service = f"logs.{key.region or '<region>'}.amazonaws.com"
        yield Wrong(
            f"the policy of key {said(key)} does not admit {service} for {_count(places, 'log group')}",
            f"allow {service} kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and "
            f"kms:Describe*, where {_LOG_CONTEXT} is like the log group's ARN",
            places,
        )


def _count(places: tuple[Place, ...], noun: str) -> str:
    """How many resources, without the policy's own place at the end."""
    count = len(places) - 1
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _logs_may(view: View, document: Document, log_group: Resource) -> bool:
    services = (f"logs.{log_group.region}.amazonaws.com", "logs.amazonaws.com")
    name = text_of(view, log_group, "name")
    return all(
        any(_in_context(one, log_group, name) for one in service_may(document, services, action))
        for action in ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
    )


def _in_context(statement: Statement, log_group: Resource, name: str | None) -> bool:
    """Whether a statement's conditions admit a log group, as far as its name is known."""
    asked = statement.asks(_LOG_CONTEXT)
    if not asked or name is None:
        return True
    accounts = [parts[4] for parts in (one.split(":", 5) for one in asked) if len(parts) == 6]
    account = next((one for one in accounts if one.isdigit()), "123456789012")
    arn = f"arn:aws:logs:{log_group.region}:{account}:log-group:{name}"
    return any(statement.admits(_LOG_CONTEXT, one) for one in (arn, f"{arn}:*"))


@rule(
    "kms-policy-autoscaling",
    "refused",
    title="A key that encrypts an Auto Scaling group's volumes admits the service-linked role",
    why="Auto Scaling launches instances as its service-linked role. Without use of the key, and without "
    "grants for EC2, every launch fails with Client.InternalError and the group never becomes healthy.",
    source="EC2 Auto Scaling User Guide, Required AWS KMS key policy for use with encrypted volumes",
    aliases=("R2",),
)
def admits_autoscaling(view: View) -> Iterator[Wrong]:
    """Launch templates of groups, under keys that their role may not use."""
    launched = _launched(view)
    granted = _granted(view)
    for key, places in _shut_out(
        view,
        (_TEMPLATE,),
        lambda document, template: template.urn not in launched or _scaling_may(document),
    ):
        if key.urn not in granted:
            yield Wrong(
                f"the policy of key {said(key)} does not let Auto Scaling's service-linked role use it "
                "and create grants",
                f"allow the role {_SCALING_ROLE} kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, "
                "kms:GenerateDataKey*, kms:DescribeKey, and kms:CreateGrant where "
                "kms:GrantIsForAWSResource is true",
                places,
            )


def _launched(view: View) -> set[str]:
    """The URNs of the launch templates that Auto Scaling groups use."""
    paths = (
        "launchTemplate.id",
        "launchTemplate.name",
        "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId",
        "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateName",
    )
    return {
        template.urn
        for group in view.of(_GROUP)
        for path in paths
        for value in view.values(group, path)
        for template in targets(view, value, _TEMPLATE)
    }


def _granted(view: View) -> set[str]:
    """The URNs of the keys that have a grant for Auto Scaling, or for somebody unknown."""
    found: set[str] = set()
    for grant in view.of("aws:kms/grant:Grant"):
        principal = view.value(grant, "granteePrincipal")
        key = first(view, grant, "keyId", *KEYS)
        if key is not None and (not known(principal) or _SCALING_ROLE in str(principal)):
            found.add(key.urn)
    return found


def _scaling_may(document: Document) -> bool:
    """Whether the role may use the key and grant it; a role behind wildcards or an id can't be told apart."""
    mine = [one for one in document.allowing if one.anybody or any(map(_may_be_role, one.principals("AWS")))]
    return all(any(one.covers(action) for one in mine) for action in (*_DATA_KEYS, "kms:CreateGrant"))


def _may_be_role(principal: str) -> bool:
    return _SCALING_ROLE in principal or (principal.startswith("AROA") and ":" not in principal)


@rule(
    "kms-policy-cloudtrail",
    "refused",
    title="A key that encrypts a trail admits CloudTrail",
    why="CloudTrail refuses the trail with InsufficientEncryptionPolicyException unless the key policy "
    "lets it make data keys.",
    source="CloudTrail User Guide, Configure AWS KMS key policies for CloudTrail",
    aliases=("R2",),
)
def admits_cloudtrail(view: View) -> Iterator[Wrong]:
    """Trails under keys that turn CloudTrail away."""
    service = "cloudtrail.amazonaws.com"
    for key, places in _shut_out(
        view,
        ("aws:cloudtrail/trail:Trail",),
        lambda document, _: _may_all(document, service, ("kms:GenerateDataKey",)),
    ):
        yield Wrong(
            f"the policy of key {said(key)} does not admit {service}",
            f"allow {service} kms:GenerateDataKey* and kms:DescribeKey for this trail's ARN",
            places,
        )


@rule(
    "kms-policy-alarms",
    "advice",
    title="A key that encrypts an alarm's topic admits CloudWatch",
    why="Nothing is refused when it is made, but when the alarm goes off CloudWatch can't publish to the "
    "topic and nobody hears of it.",
    source="SNS Developer Guide, Enable compatibility between event sources from AWS services and "
    "encrypted topics",
    aliases=("R2",),
)
def admits_alarms(view: View) -> Iterator[Wrong]:
    """Encrypted topics that get alarms, under keys that turn CloudWatch away."""
    service = "cloudwatch.amazonaws.com"
    rung = _topics_of_alarms(view)
    for key, places in _shut_out(
        view,
        ("aws:sns/topic:Topic",),
        lambda document, topic: topic.urn not in rung or _may_all(document, service, _DATA_KEYS),
    ):
        yield Wrong(
            f"the policy of key {said(key)} does not admit {service}, which publishes alarms to "
            f"{_count(places, 'topic')}",
            f"allow {service} kms:Decrypt and kms:GenerateDataKey*",
            places,
        )


def _topics_of_alarms(view: View) -> set[str]:
    """The URNs of the topics that alarms publish to."""
    alarms = ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    return {
        topic.urn
        for alarm in view.of(*alarms)
        for path in ("alarmActions.*", "okActions.*", "insufficientDataActions.*")
        for value in view.values(alarm, path)
        for topic in targets(view, value, "aws:sns/topic:Topic")
    }


@rule(
    "sns-alarms-aws-key",
    "advice",
    title="A topic that alarms publish to isn't encrypted under the key alias/aws/sns",
    why="The policy of the AWS managed key doesn't admit CloudWatch, and can't be changed: the alarm "
    "goes off and nobody hears of it.",
    source="CloudWatch User Guide, Notify users on alarm changes; re:Post, Why didn't I receive an SNS "
    "notification for my CloudWatch alarm trigger",
    aliases=("R2",),
)
def alarms_under_aws_key(view: View) -> Iterator[Wrong]:
    """Topics of alarms under AWS's own key."""
    rung = _topics_of_alarms(view)
    for topic in view.of("aws:sns/topic:Topic"):
        name = text_of(view, topic, "kmsMasterKeyId") or ""
        if topic.urn in rung and name.endswith("alias/aws/sns"):
            yield Wrong(
                f"topic {said(topic)} gets alarms and is encrypted under {name}",
                "encrypt it under a key of your own whose policy admits cloudwatch.amazonaws.com",
                (at(topic, "kmsMasterKeyId"),),
            )
