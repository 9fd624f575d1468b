"""What moto tells of load balancers and listeners (seen in moto 5.2.5).

Every load balancer has the same made-up hosted zone, which no alias record could name. On AWS each region has
one for its Application Load Balancers (AWS General Reference, "Elastic Load Balancing endpoints and quotas").
And a plain HTTP listener is told to have a TLS policy.
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import FakeListener, FakeLoadBalancer

HOSTED_ZONES = {
    "af-south-1": "Z268VQBMOI5EKX",
    "ap-east-1": "Z3DQVH9N71FHZ0",
    "ap-east-2": "Z02789141MW7T1WBU19PO",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-northeast-3": "Z5LXEXXYW11ES",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-south-2": "Z0173938T07WNTVAEPZN",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ap-southeast-3": "Z08888821HLRG5A9ZRTER",
    "ap-southeast-4": "Z09517862IB2WZLPXG76F",
    "ap-southeast-5": "Z06010284QMVVW7WO5J",
    "ap-southeast-6": "Z023301818UFJ50CIO0MV",
    "ap-southeast-7": "Z0390008CMBRTHFGWBCB",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "ca-west-1": "Z06473681N0SF6OS049SD",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-central-2": "Z06391101F2ZOEP8P5EB3",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-south-1": "Z3ULH7SSC9OV64",
    "eu-south-2": "Z0956581394HF5D5LXGAP",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "il-central-1": "Z09170902867EHPV2DABU",
    "me-central-1": "Z08230872XQRWHG2XF6I",
    "me-south-1": "ZS929ML54UICD",
    "mx-central-1": "Z023552324OKD1BB28BH5",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
"""The zone of each region's Application Load Balancers."""


def apply() -> None:
    """Give Application Load Balancers their region's zone, and HTTP listeners no TLS policy."""
    make_balancer, make_listener = FakeLoadBalancer.__init__, FakeListener.__init__

    def balancer(self: FakeLoadBalancer, *args: Any, **kwargs: Any) -> None:
        make_balancer(self, *args, **kwargs)
        if self.type == "application":
            region = self.arn.split(":")[3]
            self.canonical_hosted_zone_id = HOSTED_ZONES.get(region, self.canonical_hosted_zone_id)

    def listener(self: FakeListener, *args: Any, **kwargs: Any) -> None:
        make_listener(self, *args, **kwargs)
        if self.protocol == "HTTP":
            vars(self)["ssl_policy"] = None

    FakeLoadBalancer.__init__ = balancer
    FakeListener.__init__ = listener
