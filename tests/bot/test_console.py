"""The chat on a pipe, as a program of its own: python -m bot --console."""

import getpass
import io
import json
import logging
import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import soundfile

from bot.__main__ import log_to_terminal
from bot.console import Console
from bot.conversation import Conversation
from bot.reply import Reply
from db import QueryLog
from retrieval_core import Retriever
from retrieval_core.evaluated import Evaluation
from retrieval_core.request import Hit

ROOT = Path(__file__).parents[2]


@pytest.fixture
def chat(tmp_path):
    """Type lines into a console chat over the live build, and read what it prints."""

    def chat(*lines: str, options: tuple[str, ...] = (), status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "--console", *options],
            input="\n".join(lines),
            env={**os.environ, "CRATEDIGGER_DB": str(tmp_path / "log.db")},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == status, done.stderr
        return done.stdout if status == 0 else done.stderr

    return chat


@pytest.fixture
def answers(chat):
    """The same, one dictionary an answer."""
    return lambda *lines: [json.loads(line) for line in chat(*lines, options=("--json",)).splitlines()]


def test_give_me_drum_samples(answers):
    [answer] = answers("give me drum samples")
    assert len(answer["hits"]) == 5
    for hit in answer["hits"]:
        assert hit["label"] == "drums"
        assert 0 < hit["duration"] <= soundfile.info(hit["path"]).duration + 0.01  # as long as it is heard


def test_how_many_are_wanted_is_understood(answers):
    [three, two] = answers("give me three kicks", "a couple of piano chords")
    assert len(three["hits"]) == 3
    assert len(two["hits"]) == 2
    assert all("kick" in hit["name"].lower() for hit in three["hits"])


def test_the_approach_can_be_changed_and_stays(answers):
    replies = answers("/approach prototype", "piano", "/approach nonsense")
    assert replies[1]["approach"] == "prototype"
    assert "There is no approach 'nonsense'. There are contrastive" in replies[2]["text"]


def test_an_approach_is_known_in_capitals_too(answers):
    chosen, figures = answers("/approach Prototype", "/eval PROTOTYPE")
    assert chosen["approach"] == "prototype"
    assert "prototype: accuracy" in figures["text"]


def test_what_is_kept_of_somebody_is_deleted(answers):
    *_, deleted, after = answers("/approach prototype", "two kicks", "/forget", "more like the second")
    assert deleted["text"] == "Deleted: 1 question, and everything else that I kept of you."
    assert not after["hits"]


def test_a_folder_is_no_file(answers):
    [told] = answers(f"/similar {ROOT}")
    assert told["text"] == f"{ROOT} is a folder. Name an audio file in it."


def test_more_like_the_second_one(answers):
    first, more = answers("give me drum samples", "more like the second one")
    assert more["hits"]
    assert first["hits"][1]["name"] not in [hit["name"] for hit in more["hits"]]


def test_similar_to_a_file_finds_the_file_itself_first(answers):
    [found] = answers("give me one snare")
    path = found["hits"][0]["path"]
    [answer] = answers(f"/similar {path}")
    assert answer["hits"][0]["path"] == path


@pytest.mark.parametrize("line", ["hello", "thanks!", "how are you?"])
def test_what_asks_for_no_sound_gets_a_friendly_word(answers, line):
    [answer] = answers(line)
    assert not answer["hits"]
    assert "give me drum samples" in answer["text"]


def test_eval_names_every_approach_and_its_picture(answers):
    [answer] = answers("/eval")
    assert {"prototype", "linear_projection", "contrastive"} <= {
        Path(p).stem.removesuffix("_cm") for p in answer["pictures"]
    }
    for picture in answer["pictures"]:
        assert Path(picture).read_bytes().startswith(b"\x89PNG")


def test_eval_says_what_helps_where_there_are_no_figures(conversation, monkeypatch):
    metrics = {"approaches": {}, "note": "nothing to be scored against", "hint": "`python -m offline` helps"}
    monkeypatch.setattr("bot.conversation.newest", lambda build: Evaluation(build, build.folder, metrics))
    said = Console(conversation, io.StringIO()).answer("/eval").text
    assert said.endswith("nothing to be scored against (`python -m offline` helps).")


@pytest.mark.parametrize(
    ("prompt", "first"),
    [
        ("808 kick", "808_Kick_Long_01"),
        ("house piano", "House_Piano_Chords_Fm_124bpm"),
        ("trap drum loop", "Drum_Loop_Trap_140bpm"),
        ("acoustic snare", "Acoustic_Snare_01"),
    ],
)
def test_what_a_name_states_and_no_sound_tells_comes_first(answers, prompt, first):
    [answer] = answers(prompt)
    assert Path(answer["hits"][0]["name"]).stem == first


@pytest.mark.parametrize("prompt", ["a house kit", "a full trap kit"])
def test_no_part_of_a_kit_takes_the_sound_of_another(answers, prompt):
    [answer] = answers(prompt)
    assert len(answer["hits"]) == 5


def test_hits_are_listed_with_class_score_length_and_path(chat):
    printed = chat("give me drum samples", "/help", "/quit", "never reached")
    assert " 1. drums/" in printed
    assert str(ROOT / "data/drums") in printed
    assert re.search(r"^     an? .*\bloop, \d+ bpm, \d", chat("a drum loop"), re.MULTILINE), "the caption"
    assert "/similar PATH" in printed
    assert "never reached" not in printed


@pytest.mark.parametrize(
    "line",
    [
        *("/nonsense", "/similar", "/similar /nowhere.wav", "/similar '/nowhere.wav'", "/similar README.md"),
        *("/APPROACH", "🥁🥁🥁", "1e400 kicks", "x" * 5000),
    ],
)
def test_bad_input_gets_an_answer(answers, line):
    [answer] = answers(line)
    assert answer["text"]
    assert "Traceback" not in answer["text"]


def test_without_a_build_the_chat_says_which_command_makes_one(chat, tmp_path):
    assert "make build" in chat("kick", options=("--index", str(tmp_path)), status=1)


def test_what_goes_wrong_is_a_sentence_on_the_terminal_and_a_traceback_in_the_file(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(logging.root, "handlers", [])
    log_to_terminal(held=False, beside=tmp_path / "log.db")
    try:
        raise ValueError("a detail")
    except ValueError:
        logging.getLogger("bot").exception("no answer to %r", "kick")
    assert capsys.readouterr().err == "ERROR bot: no answer to 'kick'\n"
    assert "ValueError: a detail" in (tmp_path / "chat.log").read_text()
    assert (tmp_path / "chat.log").stat().st_mode & 0o777 == 0o600


class Terminal(io.StringIO):
    """What a person at a terminal sees."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def conversation(tmp_path: Path) -> Iterator[Conversation]:
    with QueryLog.open(tmp_path / "log.db") as log:
        yield Conversation(Retriever.open(ROOT / "data/index"), log, "console")


def test_long_names_lose_their_middle_and_the_figures_stay_on_the_screen(conversation, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    hits = [
        Hit(1, 1, Path("/library"), f"drums/{'very_' * 40}long_kick.wav", "drums", 0.91, 1.5),
        Hit(2, 2, Path("/library"), "drums/snare.wav", "drums", 0.85, 0.5),
    ]
    Console(conversation, output := Terminal()).show(Reply("Two samples:", hits))
    _, first, second, *_ = output.getvalue().splitlines()
    assert first[:80].startswith("  1. drums/very_very")
    assert "…" in first
    for line, figures in ((first, "drums     0.91    1.50 s"), (second, "drums     0.85    0.50 s")):
        assert line[:80].rstrip().endswith(figures)
    assert first[:56].rstrip().endswith("long_kick.wav")
    assert first.endswith(f"no longer there: /library/drums/{'very_' * 40}long_kick.wav"), (
        "the path is whole, to be copied"
    )
    Console(conversation, pipe := io.StringIO()).show(Reply("Two samples:", hits))
    assert "…" not in pipe.getvalue()
    assert len(pipe.getvalue().splitlines()[2]) < 150, "a short name is not filled up to the longest"


def test_a_choice_of_approach_is_kept_and_said_to_be(conversation):
    console = Console(conversation, io.StringIO())
    assert "as you chose" not in console.greeting()
    assert console.answer("/approach prototype").text.endswith("until you choose another.")
    assert "until" not in console.answer("/approach nonsense").text
    assert "answered by prototype, as you chose" in Console(conversation, io.StringIO()).greeting()


def test_where_nothing_was_compared_no_likeness_is_shown(conversation):
    hit = Hit(1, 1, Path("/library"), "drums/kick.wav", "drums", 0.0, 0.5)
    Console(conversation, output := io.StringIO()).show(Reply("One sample:", [hit]))
    assert "0.00" not in output.getvalue()
    assert "0.50 s" in output.getvalue()


def test_somebody_without_a_name_is_known_by_number(conversation, monkeypatch):
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert Console(conversation, io.StringIO()).speaker.user == str(os.getuid())


def test_an_index_that_cannot_be_looked_at_stops_no_answer(conversation, monkeypatch):
    def broken(*_: object) -> bool:
        raise KeyError("CURRENT")

    monkeypatch.setattr(Retriever, "reload_if_changed", broken)
    assert Console(conversation, io.StringIO()).answer("two kicks").hits


class Interrupted(Conversation):
    """One in which Ctrl+C is pressed while it looks for the first sound."""

    def ask(self, text: str, *rest: Any) -> Reply:
        if "first" in text:
            signal.raise_signal(signal.SIGINT)
        return super().ask(text, *rest)


def test_ctrl_c_drops_an_answer_and_the_chat_goes_on(conversation):
    interrupted = Interrupted(conversation.retriever, conversation.log, "console")
    Console(interrupted, output := io.StringIO()).run(["the first kick", "one kick"], dropping=True)
    assert output.getvalue().startswith("\nDropped.")
    assert "  1. drums/" in output.getvalue()
    with pytest.raises(KeyboardInterrupt):  # as on a pipe
        Console(interrupted, output).run(["the first kick", "one kick"])


def test_ctrl_c_at_the_prompt_leaves_politely(tmp_path):
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # which whoever runs the tests in the background ignores
        command = [sys.executable, "-m", "bot", "--console", "--log", str(tmp_path / "log.db")]
        os.execv(sys.executable, command)
    seen = b""
    try:
        while not seen.endswith(b"> "):
            assert select.select([terminal], [], [], 60)[0], seen
            seen += os.read(terminal, 1 << 16)
        with suppress(OSError):  # how the end of a terminal reads
            for _ in range(
                60
            ):  # one that comes before the line editor listens is lost, and whoever types it tries again
                os.write(terminal, b"\x03")
                while select.select([terminal], [], [], 1)[0] and (more := os.read(terminal, 1 << 16)):
                    seen += more
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert status == 0
        assert b"Traceback" not in seen
    finally:
        os.close(terminal)
