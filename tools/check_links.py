"""Checks that what the Markdown pages link to is there: files, folders, and headings of pages.

python3 tools/check_links.py
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def headings(page):
    """The anchors that GitHub gives to the headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    found = {}
    for title in re.findall(r"^#+ +(.*?) *$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        count = found[anchor] = found.get(anchor, -1) + 1
        yield f"{anchor}-{count}" if count else anchor


def broken(page):
    for target in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        if not path.exists():
            yield f"{page.relative_to(ROOT)}: there is no {target}"
        elif anchor and anchor not in set(headings(path)):
            yield f"{page.relative_to(ROOT)}: {name or 'the page'} has no heading #{anchor}"


def main():
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    problems = [problem for name in names if (ROOT / name).exists() for problem in broken(ROOT / name)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
