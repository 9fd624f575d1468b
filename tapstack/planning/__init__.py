"""Pure planners: names, tags, address ranges, zones, policies, alarms, the dashboard, first-boot scripts.

Nothing here talks to AWS or knows Pulumi: each planner is a function of the settings (and of what a look-up
answered), so the same settings always give the same plan. Errors raised here derive from `PlanError`.
"""

from __future__ import annotations
