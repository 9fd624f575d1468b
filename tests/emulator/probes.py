"""What moto does, asked the same way of the mended one and of the bare one."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from moto.ec2.models import ec2_backends
from moto.kms.models import kms_backends
from moto.sts.models import STSBackend

from tapstack.emulator import EmbeddedAws

HOME, AWAY, FAR = "us-east-1", "eu-west-1", "us-west-2"
ACCOUNT = "123456789012"
ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_x"
)
NO_GROUP = f"arn:aws:elasticloadbalancing:{HOME}:{ACCOUNT}:targetgroup/none/0123456789abcdef"
POLICY = json.dumps({"Version": "2012-10-17", "Id": "the-replicas-own", "Statement": []})

Answers = dict[str, Any]


def zones(aws: EmbeddedAws) -> Answers:
    """Availability zones, filtered by their opt-in status."""
    client = aws.client("ec2", HOME)

    def filtered(status: str) -> list[dict[str, Any]]:
        filters = [{"Name": "opt-in-status", "Values": [status]}]
        return client.describe_availability_zones(Filters=filters)["AvailabilityZones"]

    return {
        "need no opt-in": attempt(
            lambda: sorted(zone["ZoneName"] for zone in filtered("opt-in-not-required"))
        ),
        "opted in": attempt(lambda: len(filtered("opted-in"))),
        "statuses": sorted(
            {
                str(zone.get("OptInStatus"))
                for zone in client.describe_availability_zones()["AvailabilityZones"]
            }
        ),
    }


def keys(aws: EmbeddedAws) -> Answers:
    """A multi-Region key and its replica."""
    home, away = aws.client("kms", HOME), aws.client("kms", AWAY)
    made = home.create_key(MultiRegion=True, Description="primary")["KeyMetadata"]
    key = made["KeyId"]
    home.create_alias(AliasName="alias/same", TargetKeyId=key)
    by_arn = attempt(
        lambda: home.replicate_key(KeyId=made["Arn"], ReplicaRegion="us-west-2") and "replicated"
    )
    home.replicate_key(
        KeyId=key,
        ReplicaRegion=AWAY,
        Policy=POLICY,
        Description="replica",
        Tags=[{"TagKey": "Owner", "TagValue": "us"}],
    )
    replica = away.describe_key(KeyId=key)["KeyMetadata"]
    primary = home.describe_key(KeyId=key)["KeyMetadata"]
    return {
        "id": re.sub("[0-9a-f]", "x", key),
        "by ARN": by_arn,
        "primary": primary["MultiRegionConfiguration"]["MultiRegionKeyType"],
        "replica": replica["MultiRegionConfiguration"]["MultiRegionKeyType"],
        "of the replica": replica["MultiRegionConfiguration"]["PrimaryKey"]["Region"],
        "descriptions": [primary["Description"], replica["Description"]],
        "policy": json.loads(away.get_key_policy(KeyId=key, PolicyName="default")["Policy"]).get("Id"),
        "tags": away.list_resource_tags(KeyId=key)["Tags"],
        "same alias": attempt(lambda: bool(away.create_alias(AliasName="alias/same", TargetKeyId=key))),
        "encrypts": attempt(lambda: _round_trip(home, key)),
        "unknown": attempt(lambda: home.get_key_policy(KeyId="mrk-" + "0" * 32, PolicyName="default")),
    }


def _round_trip(client: Any, key: str) -> str:
    sealed = client.encrypt(KeyId=key, Plaintext=b"plain")["CiphertextBlob"]
    return client.decrypt(CiphertextBlob=sealed)["Plaintext"].decode()


def group(aws: EmbeddedAws) -> Answers:
    """An Auto Scaling group of three instances over two subnets, by a launch template."""
    ec2, scaling, iam = aws.client("ec2", HOME), aws.client("autoscaling", HOME), aws.client("iam", HOME)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{HOME}{zone}")[
            "Subnet"
        ]
        for number, zone in enumerate("ab")
    ]
    firewall = ec2.create_security_group(GroupName="own", Description="own", VpcId=vpc)["GroupId"]
    profile = iam.create_instance_profile(InstanceProfileName="own")["InstanceProfile"]["Arn"]
    ec2.create_launch_template(LaunchTemplateName="own", LaunchTemplateData=_template(ec2, firewall, profile))
    asked: Answers = {
        "AutoScalingGroupName": "own",
        "MinSize": 3,
        "MaxSize": 3,
        "LaunchTemplate": {"LaunchTemplateName": "own", "Version": "1"},
        "VPCZoneIdentifier": ",".join(subnet["SubnetId"] for subnet in subnets),
    }
    scaling.create_auto_scaling_group(**asked, ServiceLinkedRoleARN=ROLE, DefaultInstanceWarmup=77)
    (made,) = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    instances = [each for found in ec2.describe_instances()["Reservations"] for each in found["Instances"]]
    refused = attempt(
        lambda: scaling.create_auto_scaling_group(
            **asked | {"AutoScalingGroupName": "lost"}, TargetGroupARNs=[NO_GROUP]
        )
    )
    return {
        "by zone": sorted(Counter(each["Placement"]["AvailabilityZone"] for each in instances).values()),
        "profiles": sorted({str(each.get("IamInstanceProfile", {}).get("Arn")) for each in instances}),
        "tokens": sorted({each["MetadataOptions"]["HttpTokens"] for each in instances}),
        "own group": all(
            [one["GroupId"] for one in each["SecurityGroups"]] == [firewall] for each in instances
        ),
        "public": any(each.get("PublicIpAddress") for each in instances),
        "monitored": sorted({each["Monitoring"]["State"] for each in instances}),
        "volumes": sorted(_volume(each) for each in ec2.describe_volumes()["Volumes"]),
        "role": made.get("ServiceLinkedRoleARN"),
        "warmup": made.get("DefaultInstanceWarmup"),
        "refused": str(refused).partition(":")[0],
        "left behind": len(scaling.describe_auto_scaling_groups()["AutoScalingGroups"]) - 1,
    }


def _template(ec2: Any, firewall: str, profile: str) -> Answers:
    newest = [{"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}]
    image = ec2.describe_images(Filters=newest)["Images"][0]
    return {
        "ImageId": image["ImageId"],
        "InstanceType": "t3.micro",
        "IamInstanceProfile": {"Arn": profile},
        "MetadataOptions": {"HttpTokens": "required"},
        "Monitoring": {"Enabled": True},
        "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": False, "Groups": [firewall]}],
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True, "VolumeType": "gp3"}}
        ],
        "TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "Owner", "Value": "us"}]}],
    }


def _volume(found: Mapping[str, Any]) -> str:
    owner = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}.get("Owner")
    return f"{found['Attachments'][0]['Device']} {found['Size']} GiB {found['Encrypted']} {owner}"


def balancers(aws: EmbeddedAws) -> Answers:
    """Load balancers of two kinds, one with a plain listener."""
    ec2, client = aws.client("ec2", FAR), aws.client("elbv2", FAR)
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"][:2]]
    web, tcp = (
        client.create_load_balancer(Name=kind, Type=kind, Subnets=subnets)["LoadBalancers"][0]
        for kind in ("application", "network")
    )
    refusal = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    plain = client.create_listener(
        LoadBalancerArn=web["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=[refusal]
    )["Listeners"][0]
    return {
        "zone": web["CanonicalHostedZoneId"],
        "zone of another kind": tcp["CanonicalHostedZoneId"],
        "TLS policy of a plain listener": plain.get("SslPolicy"),
    }


def waste(aws: EmbeddedAws) -> Answers:
    """What costs time and is of no use."""
    ec2, kms = aws.client("ec2", HOME), aws.client("kms", HOME)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    signer = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    signed = {"KeyId": signer, "Message": b"text", "SigningAlgorithm": "RSASSA_PSS_SHA_256"}
    signature = kms.sign(**signed)["Signature"]
    held: dict[str, Any] = dict(kms_backends[ACCOUNT][HOME].keys)
    dated = ec2.describe_images(Filters=[{"Name": "name", "Values": ["al2023-ami-2023.*"]}])["Images"]
    return {
        "many images": len(ec2_backends[ACCOUNT][HOME].amis) > 500,
        "dates as named": all(
            image["CreationDate"][:10].replace("-", "") in image["Name"] for image in dated
        ),
        "key pair of a symmetric key": held[key].private_key is not None,
        "key pair of a signing key": held[signer].private_key is not None,
        "signature holds": kms.verify(**signed, Signature=signature)["SignatureValid"],
        "encrypts": _round_trip(kms, key),
    }


def ids(aws: EmbeddedAws) -> Answers:
    """Ids drawn twice for the same URN."""
    rds = aws.client("rds", HOME)

    def secret(identifier: str) -> str:
        aws.draw_ids_for("urn")
        made = rds.create_db_instance(
            DBInstanceIdentifier=identifier,
            DBInstanceClass="db.t4g.medium",
            Engine="mysql",
            AllocatedStorage=20,
            MasterUsername="someone",
            ManageMasterUserPassword=True,
        )
        return made["DBInstance"]["MasterUserSecret"]["SecretArn"].rpartition(":")[2]

    def gateway() -> str:
        aws.draw_ids_for("urn")
        return aws.client("ec2", AWAY).create_internet_gateway()["InternetGateway"]["InternetGatewayId"]

    return {
        "same secret": secret("one")[:40] == secret("two")[:40],
        "same before and after the region was first asked": gateway() == gateway(),
    }


def threads(aws: EmbeddedAws) -> Answers:
    """How many requests moto works on at the same time, when four threads ask."""
    inside, most = [0], [0]
    real: Any = STSBackend.get_caller_identity

    def slow(*args: Any, **kwargs: Any) -> Any:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.05)
        inside[0] -= 1
        return real(*args, **kwargs)

    client = aws.client("sts", HOME)
    STSBackend.get_caller_identity = slow
    try:
        asking = [threading.Thread(target=client.get_caller_identity) for _ in range(4)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    finally:
        STSBackend.get_caller_identity = real
    return {"at once": min(most[0], 2)}


def attempt(ask: Callable[[], Any]) -> Any:
    """The answer, or the exception in a few words."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever moto raises is the answer
        return f"{type(error).__name__}: {error}"


PROBES: dict[str, Callable[[EmbeddedAws], Answers]] = {
    "zones": zones,
    "keys": keys,
    "group": group,
    "balancers": balancers,
    "waste": waste,
    "ids": ids,
    "threads": threads,
}
