"""Ids that seeding moto's generator can't repeat (seen in moto 5.2.5).

- RDS names the secret of a managed master password with a UUID of the standard library.
- A service's tables are made when a region is first asked of, and draw ids as they are (IAM's one for each
  managed policy): what is made first would get other ids than what is made later.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from moto.core.base_backend import AccountSpecificBackend
from moto.moto_api._internal import mock_random
from moto.rds import models as _rds

rds: Any = _rds


def apply() -> None:
    """Draw them from moto's generator, and the tables' own apart from all others."""
    rds.uuid = SimpleNamespace(uuid4=mock_random.uuid4)
    tables: Any = AccountSpecificBackend
    find = tables.__getitem__

    def find_or_make(self: Any, region: str) -> Any:
        if region in self.keys():
            return find(self, region)
        state = mock_random.getstate()
        mock_random.seed(f"{self.service_name} {region}")
        try:
            return find(self, region)
        finally:
            mock_random.setstate(state)

    tables.__getitem__ = find_or_make
