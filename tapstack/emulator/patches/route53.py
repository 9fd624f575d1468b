"""Hosted zones and their records (seen in moto 5.2.5).

- a zone's id doesn't begin with a Z;
- the value of its SOA record is Python's text of a dict;
- `CREATE` adds a second record beside one of the same name, type and set identifier, unless the two are the
  same in all else.
"""

from __future__ import annotations

from typing import Any

from moto.route53.exceptions import ResourceRecordAlreadyExists
from moto.route53.models import FakeZone, HostedZoneIdentifier, RecordSet


def apply() -> None:
    """Give zones AWS's ids, an SOA that can be read, and one record of each kind."""
    generate = HostedZoneIdentifier.generate
    add = FakeZone.add_rrset

    def generate_with_a_z(self: HostedZoneIdentifier, *args: Any, **kwargs: Any) -> str:
        return f"Z{generate(self, *args, **kwargs)[1:]}"

    def add_if_new(self: FakeZone, record_set: dict[str, Any]) -> RecordSet:
        name, kind = record_set["Name"], record_set["Type"]
        new = (name, kind, record_set.get("SetIdentifier"))
        if any((there.name, there.type, there.set_identifier) == new for there in self.rrsets):
            raise ResourceRecordAlreadyExists(name=name.rstrip("."), _type=kind)
        added = add(self, record_set)
        added.records = [value["Value"] if isinstance(value, dict) else value for value in added.records]
        return added

    HostedZoneIdentifier.generate = generate_with_a_z
    FakeZone.add_rrset = add_if_new
