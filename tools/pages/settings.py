"""`docs/settings.md`: every setting, from the schema itself."""

from __future__ import annotations

import json

from tapstack.settings import SettingRow, settings_reference

_PAGE = """\
# Settings

Settings are Pulumi config in the namespace `tap`. They are read once and validated as a whole:
everything that is wrong is reported together, each fault with the key, the bad value, what is allowed and how
to mend it.

In the stack's file, sections are maps:

```yaml
config:
{example}
```

The same from the command line. Keys of a section need `--path`:

```sh
pulumi config set tap:regions us-east-1,us-west-2,eu-west-1
pulumi config set --path tap:compute.minSize 2
pulumi config set --path tap:compute.userData "$(cat boot.sh)"
```

`tap:profile` picks a set of defaults: `baseline`, a plain platform in several regions, or `resilient`, with
read replicas, sessions, HTTPS, a web firewall and compliance. Where the two differ, both stand in the table;
every setting can be set in either.

Text that looks like a number stands in quotes in the file, such as `engineVersion: "8.4"`.

{tables}
This page is made by `python tools/generate_docs.py`.
"""

_EXAMPLE = """\
  tap:team: web
  tap:environment: dev
  tap:regions: [us-east-1, us-west-2, eu-west-1]
  tap:allowedSshCidr: 203.0.113.0/24
  tap:compute:
    instanceType: t4g.small
    minSize: 2"""


def page() -> str:
    """`docs/settings.md`: what can be set, by section."""
    rows = settings_reference()
    resilient = {row.key: row.default for row in settings_reference("resilient")}
    groups = [("Required", [row for row in rows if row.required])]
    optional = [row for row in rows if not row.required]
    for section in dict.fromkeys(_section_of(row) for row in optional):
        members = [row for row in optional if _section_of(row) == section]
        groups.append((f"`tap:{section}`" if section else "Optional", members))
    tables = "\n".join(_table(title, members, resilient) for title, members in groups)
    return _PAGE.format(example=_EXAMPLE, tables=tables)


def _section_of(row: SettingRow) -> str:
    """The section that the row stands in; empty at the top level."""
    return row.key.removeprefix("tap:").rpartition(".")[0]


def _table(title: str, rows: list[SettingRow], resilient: dict[str, object]) -> str:
    """A heading and a table of settings."""
    lines = [f"## {title}", "", "| key | type | default | meaning | allowed |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (f"`{row.key}`", row.type, _default(row, resilient[row.key]), row.meaning, row.allowed)
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join([*lines, ""])


def _default(row: SettingRow, resilient: object) -> str:
    """The default, and that of the resilient profile where it is another."""
    own = "" if row.default is None else f"`{json.dumps(row.default)}`"
    return (
        own
        if resilient == row.default
        else f"{own}<br>resilient: `{json.dumps(resilient)}`".removeprefix("<br>")
    )
