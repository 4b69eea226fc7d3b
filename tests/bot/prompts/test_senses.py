"""Names that mean something by what stands beside them: sounds for a voice, things that fall, sounds told by others."""

import pytest

from bot.prompts import parse


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("people talking", ("texture",)),
        ("a whispering voice", ("vocal",)),
    ],
)
def test_voices_are_heard_or_spoken(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("keys with a hard attack", ("keys",)),
        ("a kick hitting the floor hard", ("kick",)),
        ("snapping branches", ("foley",)),
        ("snapping fingers", ("snap",)),
        ("a ride with a long tail", ("ride",)),
        ("horn of plenty", ("brass",)),
        ("train whistle", ("foley",)),
        ("kick in the face", ("foley",)),
        ("the basses of 808", ("bass",)),
        ("the noise a dj makes, a scratch", ("scratch",)),
        ("noise that does not hurt", ("noise",)),
        ("old tv switching off", ("foley",)),
        ("could I get a reverse cymbal to lead into the chorus?", ("cymbal",)),
    ],
)
def test_names_that_are_also_things(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("drum of japan, the very big one", ("taiko",)),
        ("drums from africa", ("djembe",)),
        ("the sound of an orchestra", ("strings",)),
        ("anything with 303 acid vibes", ("synthbass",)),
        ("I want to hear vibes", ("mallet",)),
        ("a pad like strings", ("pad",)),
        ("a snare like a gunshot", ("snare",)),
        ("drums like congas", ("conga",)),
        ("drum like thunder", ("drums",)),
        ("two plates you smash together", ("crash",)),
        ("smashing plates", ("foley",)),
        ("the instrument you scrape", ("guiro",)),
        ("scraping metal", ("foley",)),
        ("the wooden box you sit on", ("djembe",)),
        ("stick on the side of the snare", ("rim",)),
        ("organ bass", ("synthbass",)),
        ("log drum", ("synthbass",)),
        ("tambor", ("drums",)),
        ("braaaaam like inception", ("impact",)),
        ("elevator music", ("keys",)),
        ("elevator", ("foley",)),
        ("in edm when everything goes up", ("riser",)),
        ("a clap, everything goes", ("clap",)),
        ("that sound when it builds up higher and higher", ("riser",)),
        ("the shhhhh that gets louder and then the drop comes", ("riser",)),
        ("a low humming tone that never changes", ("drone",)),
        ("one long low note that just goes on", ("drone",)),
        ("mallet rolls on a cymbal, swelling", ("cymbal",)),
        ("mallets in F", ("mallet",)),
        ("a low humming voice", ("vocal",)),
        ("singing without words in the background", ("choir",)),
        ("singing without reverb", ("vocal",)),
        ("the church keyboard sound", ("organ",)),
        ("guitar skank and an organ bubble", ("guitar", "organ")),
        ("the thing jazz drummers do with those little brooms", ("snare",)),
        ("ended up with a fart noise. can i just have a normal snare", ("snare",)),
        ("the bleeping sounds of old games", ("fx",)),
        ("a soft whoosh and a little ding", ("sweep", "fx")),
        ("what do you call this shaking egg", ("shaker",)),
        # What is behind a genre is asked for as well, what is behind other things is not.
        ("a bass one shot for garage and a rim", ("bass", "rim")),
        ("some pads for my film and a piano", ("pad", "piano")),
        ("a snare to go with the kick and a bass", ("snare",)),
        ("thunder rumble and a hat", ("foley", "hihat")),
    ],
)
def test_sounds_told_by_others(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("a sound between two worlds", ()),
        ("something to make people cry", ()),
        ("people crying", ("vocal",)),
        ("crowd clapping", ("foley",)),
        ("just clapping", ("clap",)),
        ("whistle blow of a referee", ("foley",)),
        ("gnarly growls for dubstep", ("synthbass",)),
        ("monster growl in a trap", ("foley",)),
        ("growling bear", ("foley",)),
        ("low rumble of an earthquake", ("foley",)),
        ("drums and wind instruments", ("drums",)),
        ("that scratchy sound djs make", ("scratch",)),
        ("walking in wet leaves", ("foley",)),
    ],
)
def test_who_is_heard_and_what_it_is_for(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("kick things off with a snare", ("snare",)),
        ("a track called Snare Attack needs kicks", ("kick",)),
        ("kick me off with a snare", ("snare",)),
        ("a kick with a clap", ("kick",)),
        ("take the lead: a marimba", ("mallet",)),
        ("a pad my mother would like", ("pad",)),
        ("snap out of it, kicks!", ("kick",)),
        ("a drum called cajon", ("djembe",)),
        ("hi tom, snare", ("tom", "snare")),
        ("tom, snare", ("tom", "snare")),
    ],
)
def test_idioms_are_no_sounds(prompt: str, classes: tuple[str, ...]) -> None:
    request = parse(prompt)
    assert (request.classes, request.exclude) == (classes, ())


def test_no_pressure_is_no_way_to_sound() -> None:
    assert parse("no pressure, just a kick").qualities == ()


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("triangle wave bass", ("synthbass",)),
        ("drum pad sounds", ("drums",)),
        ("vox organ", ("organ",)),
        ("plucked guitar", ("guitar",)),
        ("plucked", ("plucked",)),
        ("7 string metal guitar", ("guitar",)),
        ("bass boosted kick", ("kick",)),
        ("drum & bass snares", ("snare",)),
        ("drum'n'bass drums", ("drums",)),
        ("drums & bass", ("drums", "bass")),
    ],
)
def test_compounds_are_one_sound(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("bd sd ch oh", ("kick", "snare", "hihat", "openhat")),
        ("BD, SD, OH, CH", ("kick", "snare", "openhat", "hihat")),
        ("oh, kick please", ("kick",)),
        ("chh and oh", ("hihat", "openhat")),
        ("need ch and oh one shots", ("hihat", "openhat")),
        ("nice kick, chat", ("kick",)),
        ("909 kick, oh nice", ("kick",)),
        ("pls pls a clap", ("clap",)),
        ("need BDs and SDs", ("kick", "snare")),
        ("pno", ("piano",)),
        ("el. piano", ("epiano",)),
        ("synth bs", ("synthbass",)),
        ("ticking in the background that goes tss tss tss, quick and thin", ()),
        ("shakerloop", ("shaker", "drumloop")),
        ("hatloops", ("hihat", "drumloop")),
        ("drumloop", ("drums",)),
    ],
)
def test_short_forms(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("trappy hats", "trappy hats"),
        ("slappy snare", "slappy snare"),
        ("brassy synth", "brassy synth"),
        ("creaky door", "creaky door"),
        ("snapy snare", "snappy snare"),
        ("a realy loud kick", "loud kick"),
    ],
)
def test_adjectives_of_nouns_are_no_typos(prompt: str, text: str) -> None:
    assert parse(prompt).text == text


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("a low piano note, held", None),
        ("yall got hat loops", "loop"),
        ("does anyone wanna share vocal loops", "loop"),
    ],
)
def test_forms_that_are_asked_for(prompt: str, kind: str | None) -> None:
    request = parse(prompt)
    assert request.kind == kind and request.classes


@pytest.mark.parametrize("prompt", ["anyone want to check my drums", "anyone know a good drum teacher"])
def test_what_people_are_asked_for_else_is_talk(prompt: str) -> None:
    assert parse(prompt).intent == "other"
