"""Which files a library holds, and what class each has."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from offline.pipeline.scan import LibraryError, scan


def write_wav(file: Path, seed: int = 0) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, 4410)
    soundfile.write(file, noise, 44100)


def test_the_top_folder_is_the_class(tmp_path):
    write_wav(tmp_path / "Kicks/deep/boom.wav")
    write_wav(tmp_path / "Snares/crack.flac")
    samples, skipped = scan(tmp_path)
    assert [(s.path, s.label) for s in samples] == [
        ("Kicks/deep/boom.wav", "Kicks"),
        ("Snares/crack.flac", "Snares"),
    ]
    assert not skipped


def test_files_outside_any_folder_are_named_and_skipped(tmp_path):
    write_wav(tmp_path / "loose.wav")
    write_wav(tmp_path / "kicks/a.wav")
    samples, [skipped] = scan(tmp_path)
    assert [s.path for s in samples] == ["kicks/a.wav"]
    assert skipped.path == "loose.wav"
    assert "no class folder" in skipped.reason


def test_an_unlabelled_library_takes_every_file(tmp_path):
    write_wav(tmp_path / "loose.wav")
    write_wav(tmp_path / "kicks/a.wav")
    samples, skipped = scan(tmp_path, labels="none")
    assert {s.label for s in samples} == {None}
    assert len(samples) == 2
    assert not skipped


def test_classes_from_a_csv(tmp_path):
    write_wav(tmp_path / "library/a b.wav")
    write_wav(tmp_path / "library/not named.wav", seed=1)
    labels = tmp_path / "labels.csv"
    labels.write_text("path,label\na b.wav,kick\ngone.wav,snare\n")
    samples, skipped = scan(tmp_path / "library", labels=str(labels))
    assert [(s.path, s.label) for s in samples] == [("a b.wav", "kick")]
    assert {(s.path, s.reason) for s in skipped} == {
        ("not named.wav", "the label file gives it no class"),
        ("gone.wav", "the label file names it, and it is not there"),
    }


def test_names_in_any_script_and_the_same_name_twice(tmp_path):
    write_wav(tmp_path / "drums/kick ünïcode (1).wav")
    write_wav(tmp_path / "drums/ドラム.wav", seed=1)
    write_wav(tmp_path / "drums/x/same.wav", seed=2)
    write_wav(tmp_path / "drums/y/same.wav", seed=3)
    samples, _ = scan(tmp_path)
    assert len(samples) == 4
    assert len({s.sha256 for s in samples}) == 4


def test_a_name_that_is_not_in_utf8_is_told_as_far_as_it_can_be_read(tmp_path):
    write_wav(tmp_path / "drums/kick.wav")
    (tmp_path / "drums/kick.wav").rename(tmp_path / os.fsdecode(b"drums/caf\xe9.wav"))
    write_wav(tmp_path / "drums/snare.wav")
    samples, [skipped] = scan(tmp_path)
    assert [s.path for s in samples] == ["drums/snare.wav"]
    assert (skipped.path, skipped.reason) == ("drums/caf\ufffd.wav", "its name is not in UTF-8: rename it")


def test_links_that_leave_the_library_are_not_followed(tmp_path):
    write_wav(tmp_path / "secret/private.wav")
    write_wav(tmp_path / "library/drums/real.wav")
    (tmp_path / "library/drums/link.wav").symlink_to(tmp_path / "secret/private.wav")
    (tmp_path / "library/drums/within.wav").symlink_to(tmp_path / "library/drums/real.wav")
    (tmp_path / "library/more").symlink_to(tmp_path / "secret")
    (tmp_path / "library/drums/round.wav").symlink_to("round.wav")
    samples, skipped = scan(tmp_path / "library")
    assert [s.path for s in samples] == ["drums/real.wav", "drums/within.wav"]
    assert [(s.path, s.reason) for s in skipped] == [
        ("more", "it is a link to a folder, which is not followed"),
        ("drums/link.wav", "it is a link that leads out of the library"),
        ("drums/round.wav", "it is no regular file"),
    ]


@pytest.mark.parametrize(
    ("make", "labels", "sentence"),
    [
        (lambda folder: None, "folders", "there is no library at"),
        (lambda folder: folder.mkdir(), "folders", "holds no samples"),
        (lambda folder: folder.mkdir(), "gone.csv", "there is no label file"),
    ],
)
def test_what_cannot_be_indexed_is_refused_with_a_sentence(tmp_path, make, labels, sentence):
    make(tmp_path / "library")
    with pytest.raises(LibraryError, match=sentence):
        scan(tmp_path / "library", labels)


def test_a_label_file_without_the_columns_says_which_it_needs(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text("file,class\na.wav,kick\n")
    with pytest.raises(LibraryError, match=r"needs the columns path,label; it has file,class"):
        scan(tmp_path, str(tmp_path / "labels.csv"))


def test_columns_may_be_called_in_capitals(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text("Path, Label,Genre\na.wav,Kick,Techno\n")
    for column, label in ((None, "Kick"), ("Genre", "Techno")):
        [sample], _ = scan(tmp_path, str(tmp_path / "labels.csv"), column)
        assert sample.label == label


def test_blanks_around_what_a_label_file_says_mean_nothing(tmp_path):
    for name in ("a.wav", "b.wav", " c.wav"):
        write_wav(tmp_path / name)
    (tmp_path / "labels.csv").write_text("path , label\na.wav, kick\n b.wav,kick \n c.wav,electric  piano\n")
    samples, skipped = scan(tmp_path, str(tmp_path / "labels.csv"))
    assert {sample.path: sample.label for sample in samples} == {
        "a.wav": "kick",
        "b.wav": "kick",
        " c.wav": "electric piano",
    }
    assert not skipped


def test_the_first_of_several_classes_counts_and_rows_that_contradict_each_other_are_told(tmp_path):
    for name in ("a.wav", "b.wav", "c.wav"):
        write_wav(tmp_path / name)
    rows = ["a.wav,kick;drums", "b.wav,kick", "b.wav,snare", "c.wav,clap", "c.wav,clap", "a.wav,;"]
    (tmp_path / "labels.csv").write_text("\n".join(["path,label", *rows]))
    samples, [skipped] = scan(tmp_path, str(tmp_path / "labels.csv"))
    assert [(sample.path, sample.label) for sample in samples] == [("a.wav", "kick"), ("c.wav", "clap")]
    assert skipped.path == "b.wav"
    assert skipped.reason.startswith("the label file has it as kick and as snare: keep one row")


def test_a_label_file_of_headers_alone_says_that_rows_are_missing(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text("path,label\n,kick\n")
    with pytest.raises(LibraryError, match=r"below its columns \(path,label\) there is no row"):
        scan(tmp_path, str(tmp_path / "labels.csv"))


def test_another_kind_of_file_in_place_of_a_csv_is_refused_in_a_short_sentence(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.json").write_text(json.dumps({f"{i}.wav": {"path": "kick"} for i in range(1000)}))
    with pytest.raises(LibraryError, match=r"needs the columns path,label; it has \{") as refused:
        scan(tmp_path, str(tmp_path / "labels.json"))
    assert len(str(refused.value)) < 300


def test_a_label_file_for_another_folder_says_how_many_of_its_files_are_not_there(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text("path,label\nelsewhere/a.wav,kick\nelsewhere/b.wav,snare\n")
    with pytest.raises(
        LibraryError,
        match=r"gives no class to any .*: 2 of the files that it names are not there, such as elsewhere/a\.wav \(paths are",
    ):
        scan(tmp_path, str(tmp_path / "labels.csv"))


def test_a_label_file_in_another_encoding_is_refused_with_a_sentence(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_bytes("path,label\na.wav,große Trommel\n".encode("latin-1"))
    with pytest.raises(LibraryError, match="is no text in UTF-8"):
        scan(tmp_path, str(tmp_path / "labels.csv"))


@pytest.mark.parametrize(
    "written",
    [
        "path,label\nkicks/a.wav,kick\n".encode("utf-16"),
        b"path;label\r\nkicks/a.wav;kick\r\n",
        b"path\tlabel\nkicks/a.wav\tkick\n",
        b"path,label\nkicks\\a.wav,kick\n",
    ],
)
def test_a_label_file_is_read_as_spreadsheets_and_windows_write_it(tmp_path, written):
    write_wav(tmp_path / "library/kicks/a.wav")
    (tmp_path / "labels.csv").write_bytes(written)
    [sample], skipped = scan(tmp_path / "library", str(tmp_path / "labels.csv"))
    assert (sample.path, sample.label, skipped) == ("kicks/a.wav", "kick", [])


@pytest.mark.parametrize("rest", ["", 'c.wav,"kick"\n'])
def test_a_quote_that_is_not_closed_swallows_no_rows(tmp_path, rest):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text(f'path,label\na.wav,kick\n"b.wav,kick\na.wav,kick\n{rest}')
    with pytest.raises(LibraryError, match=r"labels\.csv, line 3: a quote is not closed"):
        scan(tmp_path, str(tmp_path / "labels.csv"))


def test_sounds_of_kinds_that_nobody_decodes_are_named(tmp_path):
    (tmp_path / "kicks").mkdir()
    (tmp_path / "kicks/a.M4A").write_bytes(b"ftyp")
    (tmp_path / "kicks/notes.txt").write_text("mine")
    with pytest.raises(LibraryError, match=r"of kicks/a\.M4A, \.m4a is not read: save it as wav or flac"):
        scan(tmp_path)
    soundfile.write(tmp_path / "kicks/b.aifc", np.zeros(10), 44100, format="AIFF")
    [sample], [skipped] = scan(tmp_path)
    assert (sample.path, skipped.path) == ("kicks/b.aifc", "kicks/a.M4A")


def test_a_row_of_a_label_file_that_breaks_off_names_nothing(tmp_path):
    write_wav(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text("label,path\nkick,a.wav\nsnare\n")
    samples, skipped = scan(tmp_path, str(tmp_path / "labels.csv"))
    assert [(sample.path, sample.label) for sample in samples] == [("a.wav", "kick")]
    assert not skipped
