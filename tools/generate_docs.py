"""Write the pages of `docs/` that are made from the code: `python tools/generate_docs.py [--check]`.

With --check nothing is written; a page that is out of date is shown as a difference, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tapstack.settings import SettingRow, settings_reference  # noqa: E402 - from this checkout

SETTINGS = """\
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

Text that looks like a number stands in quotes in the file, such as `engineVersion: "8.4"`.

{tables}
This page is made by `python tools/generate_docs.py`.
"""

EXAMPLE = """\
  tap:team: web
  tap:environment: dev
  tap:regions: [us-east-1, us-west-2, eu-west-1]
  tap:allowedSshCidr: 203.0.113.0/24
  tap:compute:
    instanceType: t4g.small
    minSize: 2"""


def settings_page() -> str:
    """`docs/settings.md`: what can be set, by section."""
    rows = settings_reference()
    groups = [("Required", [row for row in rows if row.required])]
    optional = [row for row in rows if not row.required]
    for section in dict.fromkeys(section_of(row) for row in optional):
        members = [row for row in optional if section_of(row) == section]
        groups.append((f"`tap:{section}`" if section else "Optional", members))
    tables = "\n".join(table(title, members) for title, members in groups)
    return SETTINGS.format(example=EXAMPLE, tables=tables)


def section_of(row: SettingRow) -> str:
    """The section that the row stands in; empty at the top level."""
    return row.key.removeprefix("tap:").rpartition(".")[0]


def table(title: str, rows: list[SettingRow]) -> str:
    """A heading and a table of settings."""
    lines = [f"## {title}", "", "| key | type | default | meaning | allowed |", "|---|---|---|---|---|"]
    for row in rows:
        default = "" if row.default is None else f"`{json.dumps(row.default)}`"
        cells = (f"`{row.key}`", row.type, default, row.meaning, row.allowed)
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join([*lines, ""])


PAGES = {"docs/settings.md": settings_page}


def main() -> int:
    """Write or check every page; the exit code."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/ that are made from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
    check = bool(parser.parse_args().check)
    stale = [name for name, page in PAGES.items() if not bring_up_to_date(ROOT / name, page(), check=check)]
    if stale:
        print(f"Out of date: {', '.join(stale)}. Run: python tools/generate_docs.py", file=sys.stderr)
    return 1 if stale else 0


def bring_up_to_date(path: Path, text: str, *, check: bool) -> bool:
    """Write the page, or when checking show how it differs; whether it is up to date now."""
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    if there == text:
        return True
    if check:
        lines = difflib.unified_diff(there.splitlines(), text.splitlines(), path.name, "made", lineterm="")
        print("\n".join(lines), file=sys.stderr)
        return False
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"Wrote {path.relative_to(ROOT)}")
    return True


if __name__ == "__main__":
    sys.exit(main())
