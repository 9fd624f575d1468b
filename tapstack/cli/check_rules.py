"""`tap check --list` and `--explain`: the rules, without a graph."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from tapstack.checks import Rule, Severity, all_rules
from tapstack.checks.exceptions import EXPIRED, named
from tapstack.cli.console import count_of, print_indented, print_json, results
from tapstack.cli.ending import Refusal

_GROUPS: Final[dict[Severity, str]] = {
    "refused": "refused: AWS or its provider would not take it",
    "advice": "advice: it would work, and is better done otherwise",
}


def show(word: str | None, *, as_json: bool) -> None:
    """Print all rules, or explain those that a word means. Raises `Refusal` when it means none."""
    known = [*all_rules(), EXPIRED]
    rules = known if word is None else meant(word, known)
    console = results()
    if as_json:
        print_json({"rules": [_as_dict(rule) for rule in rules]})
    elif word is None:
        _show_list(rules, console)
    else:
        for number, rule in enumerate(rules):
            if number:
                console.print()
            _explain(rule, console)


def meant(word: str, known: Sequence[Rule]) -> list[Rule]:
    """The rules that a word means, by id or alias. Raises `Refusal` when it means none."""
    if found := named(word, known):
        return found
    names = {name.lower(): name for rule in known for name in (rule.id, *rule.aliases)}
    close = difflib.get_close_matches(word.lower(), names, n=1)
    guess = f"; did you mean {names[close[0]]!r}?" if close else ""
    raise Refusal(f"there is no rule {word!r}{guess}", "`tap check --list` shows all rules")


def _as_dict(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "why": rule.why,
        "source": rule.source,
        "aliases": list(rule.aliases),
    }


def _show_list(rules: Sequence[Rule], console: Console) -> None:
    width = max((len(rule.id) for rule in rules), default=0)
    for severity, title in _GROUPS.items():
        group = [rule for rule in rules if rule.severity == severity]
        console.print(Text(title, style="bold"))
        for rule in group:
            aliases = f" ({', '.join(rule.aliases)})" if rule.aliases else ""
            line = Text.assemble((f"  {rule.id:{width}}", "cyan"), f"  {rule.title}{aliases}")
            console.print(line, soft_wrap=True)
        console.print()
    console.print(count_of(len(rules), "rule"), soft_wrap=True)


def _explain(rule: Rule, console: Console) -> None:
    also = f"  ({', '.join(rule.aliases)})" if rule.aliases else ""
    console.print(Text.assemble((rule.id, "bold cyan"), f"  {rule.severity}{also}"), soft_wrap=True)
    print_indented(console, rule.title, 2, "bold")
    print_indented(console, f"why: {rule.why}", 2)
    print_indented(
        console, "mend: make this hold; each finding names the value and what to put there", 2, "green"
    )
    print_indented(console, f"source: {rule.source}", 2, "dim")
