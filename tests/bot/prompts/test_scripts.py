"""Prompts in Japanese, Chinese and Korean."""

import pytest

from bot.prompts import parse
from bot.prompts.language.lists import tables
from bot.prompts.language.scripts import translated


@pytest.mark.parametrize(
    ("prompt", "classes", "kind"),
    [
        ("手拍子の音がほしいです", ("clap",), None),
        ("ドラムループを探しています", ("drums",), "loop"),
        ("给我三个底鼓", ("kick",), None),
        ("어두운 피아노 루프 주세요", ("piano", "keysloop"), "loop"),
        ("オープンハイハット", ("openhat",), None),
        ("キックとスネアください", ("kick", "snare"), None),
    ],
)
def test_sounds_are_known(prompt: str, classes: tuple[str, ...], kind: str | None) -> None:
    request = parse(prompt)
    assert (request.classes, request.kind) == (classes, kind)


@pytest.mark.parametrize("prompt", ["スネア以外のドラム", "不要军鼓,要鼓", "스네어 말고 드럼"])
def test_a_sound_is_refused(prompt: str) -> None:
    request = parse(prompt)
    assert (request.classes, request.exclude) == (("drums",), ("snare",))


@pytest.mark.parametrize("prompt", ["军鼓, 不要808", "不要 808 的军鼓", "808なしのスネア"])
def test_a_machine_is_refused(prompt: str) -> None:
    request = parse(prompt)
    assert (request.classes, request.lacking) == (("snare",), ("808",))


@pytest.mark.parametrize(
    ("prompt", "duration", "tempo"),
    [
        ("军鼓 不超过1秒", (None, 1), None),
        ("キック 1秒から2秒", (1, 2), None),
        ("0.5秒以下のクラップ", (None, 0.5), None),
        ("스네어 2초 이상", (2, None), None),
        ("大于120 bpm 鼓循环", None, (120, None)),
        ("90から100 bpm ドラムループ", None, (90, 100)),
    ],
)
def test_limits(
    prompt: str,
    duration: tuple[float | None, float | None] | None,
    tempo: tuple[float | None, float | None] | None,
) -> None:
    request = parse(prompt)
    assert (request.duration, request.tempo, request.k) == (duration, tempo, 5)


def test_what_a_prompt_says_besides_is_read_as_well() -> None:
    request = parse("暗いピアノ、90 BPM、A minor")
    assert (request.qualities, request.tempo, request.key) == (("dark",), (88.0, 92.0), "A minor")
    assert parse("钢琴 a小调").key == "A minor"
    assert parse("もっと", request).intent == "more"
    assert parse("こんにちは").intent == "greeting"
    assert parse("谢谢").intent == "thanks"


def test_each_name_means_one_thing_that_the_grammar_knows() -> None:
    data = tables("scripts.toml")
    names = [
        name
        for part in ("sounds", "words", "counted")
        for said in data[part].values()
        for name in said.split()
    ]
    assert len(names) == len(set(names))
    for english in data["sounds"]:
        assert parse(english).classes, english


def test_other_scripts_stay_as_they_are() -> None:
    assert translated("нужна тарелка") == "нужна тарелка"
    assert translated("未知の言葉") == "未知の言葉"
