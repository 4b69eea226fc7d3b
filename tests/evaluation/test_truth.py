"""What samples really are, which belong together, and that none of it reaches the system."""

import numpy as np
import pytest

from offline.evaluation.truth import Truth, classes_of, merge_groups, packs_of, read_truth, truth_of
from offline.pipeline.scan import LibraryError, Sample
from offline.pipeline.work import Settings, Work
from retrieval_core.taxonomy import Taxonomy
from tests.evaluation.conftest import work_of

TAXONOMY = Taxonomy.load()


@pytest.mark.parametrize(
    ("path", "class_first", "group"),
    [
        ("drums/TR-808/kick/long.wav", True, "TR-808"),
        ("keys/TR-808/tone.wav", True, "TR-808"),
        ("drums/kick/long.wav", True, "drums/kick/long.wav"),
        ("drums/one-shots/long.wav", True, "drums/one-shots/long.wav"),
        ("drums/long.wav", True, "drums/long.wav"),
        ("tdm/RolandR8/rolandr8-perc/Bongo L.wav", False, "tdm/RolandR8"),
        ("loose.wav", False, "loose.wav"),
    ],
)
def test_packs_and_machines_are_folders_that_are_no_class(path, class_first, group):
    others = ["drums/909/a.wav", "drums/b.wav", "c.wav"]
    assert packs_of([path, *others], ["drums"] * 4, class_first, TAXONOMY)[0] == group


@pytest.mark.parametrize(
    ("paths", "groups"),
    [
        (["drums/one-shots/a.wav", "keys/one-shots/b.wav"], None),
        (["wavs/a.wav", "wavs/b.wav", "wavs/c.wav"], None),
        (["drums/Vol 1/a.wav", "drums/Vol 1/b.wav", "keys/Vol 2/c.wav"], None),
        (
            ["drums/Mine/808/a.wav", "drums/Mine/909/b.wav", "keys/Mine/DX7/c.wav"],
            ["808", "909", "DX7"],
        ),
    ],
    ids=["what lies in it", "one folder around all", "one pack a class", "packs within a folder around all"],
)
def test_folders_that_tell_nothing_apart_are_no_packs(paths, groups):
    labels = [path.split("/")[0] for path in paths]
    assert packs_of(paths, labels, True, TAXONOMY) == (groups or paths)


def test_a_sample_counts_as_all_that_stands_above_its_class():
    assert classes_of("openhat", (), TAXONOMY) == ("openhat", "hihat", "drums")
    assert classes_of("Kicks", ("808",), TAXONOMY) == ("kick", "Kicks", "808", "drums")
    assert classes_of("Drums", (), TAXONOMY) == ("Drums", "drums")
    assert classes_of("other", ("loop", "808"), TAXONOMY)[-1] == "other", "the coarse class is last"
    assert classes_of("My own tapes", (), TAXONOMY) == ("My own tapes",)
    assert classes_of(None, ("808",), TAXONOMY) == ()


def test_groups_join_over_equal_content_and_nearly_equal_sound():
    audio = np.eye(5, dtype=np.float32)
    audio[4] = audio[3]
    truths = [Truth("kick", ("kick",), group) for group in ("808", "808", "909", "c", "d")]
    groups = merge_groups(truths, ["a", "b", "b", "x", "y"], audio)
    assert groups[0] == groups[1] == groups[2], "same pack, and the same file in another one"
    assert groups[3] == groups[4] != groups[0], "velocity layers: other files, the same sound"


def test_truth_from_a_csv_with_groups_and_tags(tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("path,coarse,fine,tags,group\na.wav,drums,openhat,808,kit 1\nb.wav,keys,piano,,\n")
    samples = [Sample(name, None, name, 1, 0) for name in ("a.wav", "b.wav", "unknown.wav")]
    settings = Settings(str(tmp_path), "none", "", "", "", truth=str(labels), label_column="fine")
    hat, piano, unknown = truth_of(samples, settings)
    assert (hat.label, hat.group) == ("openhat", "kit 1")
    assert set(hat.classes) == {"openhat", "808", "hihat", "drums"} | set(classes_of("808", (), TAXONOMY))
    assert (piano.label, piano.group) == ("piano", "b.wav")
    assert (unknown.label, unknown.classes) == (None, ())


def test_several_classes_in_a_cell_and_rows_that_contradict_each_other(tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("path,label\na.wav,kick; 808\nb.wav,kick\nb.wav,snare\nc.wav,\n")
    samples = [Sample(name, None, name, 1, 0) for name in ("a.wav", "b.wav", "c.wav")]
    both, torn, none = truth_of(samples, Settings(str(tmp_path), str(labels), "", "", ""))
    assert (both.label, both.classes) == ("kick", ("kick", "808", "drums"))
    assert torn.label is None and none.label is None


def test_a_truth_that_names_no_sample_is_refused(tmp_path):
    (tmp_path / "labels.csv").write_text("path,label\nother.wav,kick\n")
    settings = Settings(str(tmp_path), "none", "", "", "", truth=str(tmp_path / "labels.csv"))
    with pytest.raises(LibraryError, match="names no sample"):
        truth_of([Sample("a.wav", None, "", 1, 0)], settings)


def test_no_name_reaches_the_hidden_work_folder(tmp_path):
    work = work_of(tmp_path, ["drums/kick 808.wav", "keys/grand piano.wav"])
    hidden = Work(work.scratch / "hidden")
    assert [sample.path for sample in hidden.scan()[0]] == ["000000.wav", "000001.wav"]
    assert [truth.label for truth in read_truth(hidden)] == ["drums", "keys"]
