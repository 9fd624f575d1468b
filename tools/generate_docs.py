"""Write the files that are made from the code, most of them pages: `python tools/generate_docs.py [--check]`.

With --check nothing is written; a file that is out of date is shown as a difference, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.pages import emulated, graph, outputs, platform_args, settings  # noqa: E402 - from this checkout

PAGES = {
    "docs/emulated.md": emulated.page,
    "docs/graph.md": graph.page,
    "docs/graph.schema.json": graph.schema_file,
    "docs/outputs.md": outputs.page,
    "tapstack/stack/platform_args.py": platform_args.module,
    "docs/settings.md": settings.page,
}


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
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"Wrote {path.relative_to(ROOT)}")
    return True


if __name__ == "__main__":
    sys.exit(main())
