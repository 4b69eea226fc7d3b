"""The picture in the README: a real chat over the live build, drawn as SVG. python -m tests.readme_picture"""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/chat.svg"
PROMPTS = ("give me three kicks", "a dark piano loop around 90 bpm", "two drum one-shots, but no kicks")


def draw() -> None:
    """Ask each prompt of the console chat, and draw what was typed and answered."""
    terminal = Console(record=True, width=112, file=StringIO())
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--console"],
        input="\n".join(PROMPTS),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = done.stdout.replace(f"{ROOT}/", "").rstrip().split("\n\n")
    for prompt, answer in zip(PROMPTS, answers, strict=True):
        terminal.print(Text(f"> {prompt}", style="bold"))
        for line in answer.splitlines():
            terminal.print(Text(line, style="cyan" if line.startswith("[") else ""), no_wrap=True)
        terminal.print()
    svg = terminal.export_svg(title="make chat")
    # Rich would fetch its typeface from elsewhere; whatever monospaced one is at hand will do.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    draw()
