"""The commands of the docs run as they stand there, from the top of a checkout.

A command is in a fenced block marked `sh`. The blocks of a page run in their order, in one copy of the checkout. A
block marked `output` directly below is what it prints. A comment above a block, `<!-- not run: reason -->`, says why
this test leaves it out.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("*.md", "docs/**/*.md", "deploy/**/*.md", "tests/contracts/*.md")
PAGES = sorted(page for folder in FOLDERS for page in ROOT.glob(folder))
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
LEFT_OUT = re.compile(r"<!-- not run: (\S[^>]*) -->\n? *\n? *\Z")
MARK = re.compile(r"<!-- *not run")
OTHER_NAMES_OF_SH = {"bash", "shell", "console", "zsh", "shellsession"}
INDENTED_COMMAND = re.compile(r"^ {4,}(?:\$ |(?:[A-Z_]+=\S+ )*(?:radap|make|git|curl|pip|uv) )", re.MULTILINE)
SECONDS = 120
MADE_BY_THE_CHECKOUT = shutil.ignore_patterns(
    ".git", ".venv*", "var", "build", "dist", ".*_cache", ".hypothesis", "__pycache__", ".env", "transcripts"
)


@dataclass(frozen=True)
class Block:
    """Commands of a page, and what they print where the page says so."""

    commands: str
    reason: str | None
    output: str | None

    @property
    def is_run(self) -> bool:
        return self.reason is None


def blocks(text: str) -> Iterator[Block]:
    """The command blocks of a page, in order."""
    found = list(BLOCK.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        if match[2] != "sh":
            continue
        reason = LEFT_OUT.search(text, 0, match.start())
        has_output = following and following[2] == "output" and not text[match.end() : following.start()].strip()
        yield Block(
            commands=dedent(match[3]),
            reason=reason[1] if reason else None,
            output=dedent(following[3]) if following and has_output else None,
        )


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run_blocks(page: Path) -> list[Block]:
    return [block for block in blocks(page.read_text("utf-8")) if block.is_run]


PAGES_WITH_COMMANDS = [page for page in PAGES if run_blocks(page)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout, without what was built or stored in it; its .venv is the one that runs the test."""
    copy = tmp_path / "radap"
    shutil.copytree(ROOT, copy, ignore=MADE_BY_THE_CHECKOUT)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


def run(block: Block, checkout: Path) -> str:
    """Return what the commands print; fail with all of it if one of them fails."""
    environment = {
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(checkout.parent),
        "LANG": "C.UTF-8",
        "DATA_DIR": str(checkout / "var"),
    }
    done = subprocess.run(
        ["/bin/sh", "-euc", block.commands],
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{block.commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name)
def test_the_commands_of_a_page_run(page: Path, checkout: Path) -> None:
    for block in run_blocks(page):
        printed = run(block, checkout)
        assert block.output in {None, printed}, block.commands


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_is_in_a_block_that_this_test_sees(page: Path) -> None:
    text = page.read_text("utf-8")
    assert OTHER_NAMES_OF_SH.isdisjoint(match[2] for match in BLOCK.finditer(text)), "mark the block sh"
    assert INDENTED_COMMAND.findall(BLOCK.sub("", text)) == [], "put the command into a block marked sh"
    left_out = [block.reason for block in blocks(text) if not block.is_run]
    assert len(left_out) == len(MARK.findall(text)), "a mark has a reason, and stands directly above its block"


def test_the_pages_that_a_newcomer_reads_first_have_commands_that_run() -> None:
    assert {"README.md", "docs/find-a-fault.md", "docs/share-a-result.md"} <= set(map(name, PAGES_WITH_COMMANDS))


SAMPLE = """
1. In a list:

   ```sh
   echo 1
   ```

   ```output
   1
   ```

<!-- not run: it needs a server -->
```sh
false
```

```sh
echo 2
```

Prints:

```output
3
```
"""


def test_blocks_are_read_with_their_reason_and_output() -> None:
    assert list(blocks(SAMPLE)) == [
        Block("echo 1\n", None, "1\n"),
        Block("false\n", "it needs a server", None),
        Block("echo 2\n", None, None),
    ]


def test_a_command_that_fails_is_named_with_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"radap chatter[\s\S]*there is no 'chatter'"):
        run(Block("radap chatter\necho ok\n", None, None), tmp_path)
