"""What the page asks and what it is told, without a browser."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
from base64 import b64decode
from types import SimpleNamespace
from typing import Any

import aiohttp
import numpy as np
import pytest
import soundfile

from bot.web.shown import sound
from bot.web.sounds import Shelf, playable
from retrieval_core.request import Hit
from tests.bot.web.conftest import ROOT

PIANO = ROOT / "data/keys"


async def asked(
    client: aiohttp.ClientSession, path: str, tab: str = "one", **body: Any
) -> list[dict[str, Any]]:
    """The events of an answer."""
    async with client.post(f"/api/{path}", json=body, headers={"X-Tab": tab}) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "application/x-ndjson"
        return [json.loads(line) for line in (await response.text()).splitlines()]


async def answer(client: aiohttp.ClientSession, path: str, tab: str = "one", **body: Any) -> dict[str, Any]:
    return (await asked(client, path, tab, **body))[-1]


async def test_first_what_was_understood_then_the_hits(client):
    understood, found = await asked(client, "ask", text="drum loops around 140 without hats")
    assert understood["event"] == "understood"
    assert [chip["text"] for chip in understood["chips"]] == ["drum loops", "135-145 bpm", "no hi-hats"]
    assert found["event"] == "answer"
    [hit] = found["hits"]
    assert (hit["label"], hit["kind"], hit["tempo"]) == ("drums", "loop", "140 bpm")
    assert "hits" not in understood


async def test_a_hit_has_its_outline_and_its_place(client, retriever):
    found = await answer(client, "ask", text="three kicks")
    assert len(found["hits"]) == 3
    for hit in found["hits"]:
        outline = np.frombuffer(b64decode(hit["peaks"]), np.uint8).reshape(2, -1)
        samples, _ = soundfile.read(retriever.sample(hit["id"]).path, always_2d=True)
        mono = samples.mean(axis=1)
        loudest = np.abs(mono).argmax() / len(mono) * outline.shape[1]
        assert abs(int((np.abs(outline.astype(int) - 128)).max(axis=0).argmax()) - loudest) <= 2
        assert all(0 <= part <= 65535 for part in hit["place"])


async def test_the_conversation_goes_on_in_each_tab_apart(client):
    first = await answer(client, "ask", tab="one", text="give me drum samples")
    await answer(client, "ask", tab="two", text="soft piano chords")
    more = await answer(client, "ask", tab="one", text="more like the second one")
    assert first["hits"][1]["path"] not in [hit["path"] for hit in more["hits"]]
    assert {hit["label"] for hit in more["hits"]} == {"drums"}
    alone = await answer(client, "ask", tab="three", text="more like the second one")
    assert not alone["hits"]


async def test_another_visitor_has_a_conversation_of_their_own(client, site):
    await answer(client, "ask", tab="one", text="give me drum samples")
    async with aiohttp.ClientSession(site.address) as stranger:
        assert not (await answer(stranger, "ask", tab="one", text="more like the second one"))["hits"]


@pytest.mark.parametrize("path", ["ask", "compare"])
async def test_a_command_is_no_prompt(client, path):
    said = await answer(client, path, text="/eval")
    assert said["text"].startswith("Commands are for the terminal") and not said["hits"]
    said = await answer(client, path, text="/help")
    assert said["text"].startswith("Ask for a sound") and "/forget deletes" in said["text"]


async def test_what_a_question_would_go_on_from_is_told_to_a_tab_that_was_loaded_anew(client):
    async def going_on(tab: str) -> str:
        async with client.get("/api/library", headers={"X-Tab": tab}) as response:
            return (await response.json())["going_on"]

    await answer(client, "ask", tab="one", text="dark kicks")
    assert [await going_on("one"), await going_on("two")] == ["“dark kicks”", ""]
    await client.post("/api/similar", data=next(PIANO.glob("*.wav")).read_bytes(), headers={"X-Tab": "two"})
    assert await going_on("two") == "your last answer"
    await answer(client, "ask", tab="one", text="start over")
    assert await going_on("one") == ""


async def test_where_nothing_was_compared_no_likeness_is_shown(client):
    drawn = await answer(client, "ask", text="surprise me")
    assert {hit["score"] for hit in drawn["hits"]} == {""}
    assert "" not in {hit["score"] for hit in (await answer(client, "ask", text="kicks"))["hits"]}


async def test_a_part_is_left_out(client):
    found = await answer(client, "ask", text="drum loops around 140")
    wider = await answer(client, "without", query=found["query"], part="tempo")
    assert [chip["text"] for chip in wider["chips"]] == ["drum loops"]
    assert len(wider["hits"]) > len(found["hits"])
    nothing = await answer(client, "without", query=wider["query"], part="classes:drums")
    assert "Nothing is left" in nothing["text"]
    gone = await answer(client, "without", query=wider["query"], part="tempo")
    assert gone["event"] == "error"


async def test_more_and_more_like_one(client):
    found = await answer(client, "ask", text="give me drum samples")
    assert found["more"]
    paths = {hit["path"] for hit in found["hits"]}
    following = await answer(client, "more", query=found["query"])
    assert following["hits"]
    assert not paths & {hit["path"] for hit in following["hits"]}
    alike = await answer(client, "like", query=found["query"], rank=2)
    assert found["hits"][1]["path"] not in {hit["path"] for hit in alike["hits"]}


async def test_more_like_a_sample_of_the_map(client, retriever):
    build = retriever.build.id
    alike = await answer(client, "like-sample", id=3, build=build)
    name = retriever.sample(3).path.name
    assert alike["hits"] and name not in {hit["name"] for hit in alike["hits"]}
    assert f"like “{name}”" in [chip["text"] for chip in alike["chips"]]
    for id, of in ((9999, build), (-1, build), (3, "old")):
        gone = await answer(client, "like-sample", id=id, build=of)
        assert "indexed anew" in gone["text"]


async def test_all_approaches_side_by_side(client, retriever):
    understood, *found = await asked(client, "compare", text="give me three kicks")
    assert understood["chips"]
    assert [one["approach"] for one in found] == list(retriever.approaches)
    assert all(len(one["hits"]) == 3 for one in found)
    chosen = next(one for one in found if one["approach"] == retriever.build.default_approach)
    following = await answer(client, "ask", text="more like the second one")
    assert chosen["hits"][1]["path"] not in [hit["path"] for hit in following["hits"]]


async def test_a_part_is_left_out_of_a_comparison(client, retriever):
    *_, found = await asked(client, "compare", text="drum loops around 140")
    understood, *wider = await asked(client, "compare-without", query=found["query"], part="tempo")
    assert [chip["text"] for chip in understood["chips"]] == ["drum loops"]
    assert [one["approach"] for one in wider] == list(retriever.approaches)
    assert (await answer(client, "ask", text="another two"))["approach"] == retriever.build.default_approach
    [nothing] = await asked(client, "compare-without", query=wider[0]["query"], part="classes:drums")
    assert "Nothing is left" in nothing["text"]


async def test_an_approach_is_chosen_and_stays(client):
    async with client.post("/api/approach", json={"name": "prototype"}) as response:
        assert response.status == 200
    answered = await answer(client, "ask", text="kick")
    assert answered["approach"] == answered["chosen"] == "prototype"
    async with client.get("/api/library") as response:
        assert (await response.json())["approach"] == "prototype"
    async with client.post("/api/approach", json={"name": "nonsense"}) as response:
        assert response.status == 400
        assert "There is no approach 'nonsense'" in (await response.json())["error"]


async def test_a_thumb_reaches_the_log_and_can_be_taken_back(client, query_log):
    found = await answer(client, "ask", text="give me drum samples")
    assert found["query"].isdecimal()
    for value in (1, -1, 0):
        async with client.post(
            "/api/thumb", json={"query": found["query"], "rank": 2, "value": value}
        ) as response:
            assert response.status == 200
        assert query_log.query(int(found["query"])).results[1].thumbs == value
    async with client.post("/api/thumb", json={"query": "12", "rank": 1, "value": 1}) as response:
        assert response.status == 400


async def test_a_file_is_found_by_ear(client):
    file = next(PIANO.glob("*.wav"))
    async with client.post(f"/api/similar?name={file.name}", data=file.read_bytes()) as response:
        [found] = [json.loads(line) for line in (await response.text()).splitlines()]
    assert found["hits"][0]["name"] == file.name
    assert file.name in found["text"]


@pytest.mark.parametrize("data", [b"", b"not a sound", b"RIFF\xff\xff\xff\xffWAVEfmt "])
async def test_what_is_no_sound_is_told_so(client, data):
    async with client.post("/api/similar?name=../../odd.wav", data=data) as response:
        [event] = [json.loads(line) for line in (await response.text()).splitlines()]
    assert event["event"] == "error"
    assert event["text"] == "odd.wav is no sound that I can read. I know wav, flac, aiff, ogg and mp3."


async def test_silence_is_told_so(client):
    soundfile.write(file := io.BytesIO(), np.zeros(4000), 44100, format="WAV")
    async with client.post("/api/similar?name=still.wav", data=file.getvalue()) as response:
        assert json.loads(await response.text())["text"] == "still.wav holds no sound, only silence."


async def test_what_is_kept_of_a_visitor_is_deleted_and_nothing_else(client, site, query_log):
    async with aiohttp.ClientSession(site.address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        mine = [await answer(client, "ask", text=text) for text in ("two kicks", "more like the second")]
        theirs = await answer(other, "ask", text="four kicks")
        for visitor in (client, other):
            async with visitor.post("/api/approach", json={"name": "prototype"}) as response:
                assert response.status == 200
        async with client.post("/api/forget", data={}) as response:
            assert response.status == 415  # as a form of another page would ask
        async with client.post("/api/forget", json={}) as response:
            assert (await response.json())["text"].startswith("Deleted: 2 questions, and everything else")
        assert [query_log.query(int(one["query"])) for one in mine] == [None, None]
        assert query_log.query(int(theirs["query"])).text == "four kicks"
        chosen = [(await answer(visitor, "ask", text="snare"))["approach"] for visitor in (client, other)]
        assert chosen[0] != chosen[1] == "prototype"


async def test_what_is_under_way_when_all_is_to_be_deleted_is_deleted_too(client, query_log, retriever):
    async with client.get("/") as response:
        assert response.status == 200  # and gives a cookie
    arriving, data = asyncio.Event(), next(PIANO.glob("*.wav")).read_bytes()

    async def sound():
        yield data[:4000]
        await arriving.wait()
        yield data[4000:]

    comparing = asyncio.create_task(asked(client, "compare", text="three rare birds"))
    hearing = asyncio.create_task(client.post("/api/similar?name=rare.wav", data=sound()))
    await asyncio.sleep(0.05)
    forgetting = asyncio.create_task(client.post("/api/forget", json={}))
    await asyncio.sleep(0.05)
    arriving.set()
    assert len(await comparing) > len(retriever.approaches)
    async with await hearing as heard, await forgetting as forgotten:
        assert heard.status == 200
        assert f"Deleted: {len(retriever.approaches) + 1} questions" in (await forgotten.json())["text"]
    assert not [query for query in query_log.recent(100) if "rare" in query.text]


async def test_suggestions_are_ones_own_prompts_and_classes(client, site):
    await answer(client, "ask", text="punchy kicks please")
    async with client.get("/api/suggestions?start=punchy") as response:
        assert await response.json() == ["punchy kicks please"]
    async with (
        aiohttp.ClientSession(site.address) as stranger,
        stranger.get("/api/suggestions?start=punchy") as response,
    ):
        assert await response.json() == []
    async with client.get("/api/suggestions?start=dru") as response:
        assert "drums" in await response.json()
    async with client.get("/api/suggestions?start=ki") as response:
        assert await response.json() == ["kicks"]
    async with client.get("/api/suggestions?start=choi") as response:
        assert await response.json() == []  # the library has none


async def test_the_map_has_every_sample(client, retriever):
    async with client.get("/api/map") as response:
        found = await response.json()
    assert len(found["points"]) == found["total"] == len(retriever.catalog)
    labels = retriever.catalog.labels()
    for id, x, y, number in found["points"]:
        assert found["classes"][number] == labels[id]
        assert 0 <= x <= found["scale"]
        assert 0 <= y <= found["scale"]
    async with client.get("/api/samples/0") as response:
        assert (await response.json())["path"] == retriever.sample(0).name
    async with client.get("/api/samples/9999") as response:
        assert response.status == 404


async def test_any_part_of_a_sound(client, retriever):
    hit = retriever.sample(0)
    data, url = hit.path.read_bytes(), sound(hit.name, hit.sha256)
    for asked_for, status, part in [
        ("bytes=0-99", 206, data[:100]),
        ("bytes=100-", 206, data[100:]),
        ("bytes=-50", 206, data[-50:]),
        (f"bytes=10-{len(data) + 99}", 206, data[10:]),
        (f"bytes={len(data)}-", 416, b""),
        ("bytes=nonsense", 200, data),
        ("bytes=0-1,3-4", 200, data),
        ("items=0-5", 200, data),
    ]:
        async with client.get(url, headers={"Range": asked_for}) as response:
            assert (response.status, await response.read()) == (status, part), asked_for
            assert status == 200 or response.headers["Content-Range"].endswith(f"/{len(data)}")
    async with client.get(url) as response:
        assert (response.status, response.content_type) == (200, "audio/wav")
        assert response.headers["Accept-Ranges"] == "bytes"
        assert await response.read() == data
    async with client.get(f"{url}?download") as response:
        assert response.headers["Content-Disposition"].startswith(f'attachment; filename="{hit.path.name}"')
        assert await response.read() == data


@pytest.mark.parametrize(
    ("format", "subtype", "within"),
    [
        ("AIFF", "PCM_24", 0.02),
        ("WAV", "DOUBLE", 0.02),
        ("WAV", "ULAW", 0.02),
        ("WAV", "GSM610", 0.25),
        ("AU", "PCM_16", 0.02),
    ],
)
def test_what_browsers_do_not_play_is_made_playable(format, subtype, within):
    samples = 0.5 * np.sin(np.arange(4000) * 0.05)
    file = io.BytesIO()
    soundfile.write(file, samples, 44100, subtype, format=format)
    sound = playable(file.getvalue())
    assert sound.type == "audio/wav"
    heard, rate = soundfile.read(io.BytesIO(sound.data))
    assert rate == 44100
    assert np.abs(heard[: len(samples)] - samples).max() < within


def test_files_that_are_the_same_keep_their_names(tmp_path):
    names = ("first.wav", "second.wav")
    for name in names:
        (tmp_path / name).write_bytes(b"RIFF")
    sha = hashlib.sha256(b"RIFF").hexdigest()
    hits = [Hit(1, id, tmp_path, name, "drums", 0.0, 1.0, sha256=sha) for id, name in enumerate(names)]
    rows = {hit.name: {"id": hit.id} for hit in hits}
    library = SimpleNamespace(
        pinned=lambda: library,
        catalog=SimpleNamespace(at=lambda paths: rows),
        sample=hits.__getitem__,
        build=SimpleNamespace(library=tmp_path),
    )
    shelf, asked_for = Shelf(), [*names, names[0]]
    assert [shelf.get(library, name, sha[:16], as_is=True)[1] for name in asked_for] == asked_for


async def test_the_report_of_the_live_build_leads_to_sounds_that_play(client):
    async with client.get("/evaluation") as response:
        text = await response.text()
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    links = set(re.findall(r'src="([^"]+)"', text))
    assert "How well sounds are found" in text
    assert links
    for link in links:
        async with client.get(link) as response:
            assert response.status == 200


async def test_what_the_browser_has_is_not_sent_again(client):
    async with client.get("/static/app.js") as response:
        tag = response.headers["ETag"]
    async with client.get("/static/app.js", headers={"If-None-Match": tag}) as response:
        assert (response.status, await response.read()) == (304, b"")


async def test_with_200_people_asking_the_page_waits_for_none_of_them(site):
    """What that is in seconds, `python -m tests.benchmarks.page` measures."""
    async with aiohttp.ClientSession(
        site.address, connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
    ) as crowd:
        order: list[str] = []

        async def ask() -> str:
            event = await answer(crowd, "ask", text="give me drum samples")
            order.append("answer")
            return event["event"]

        async def page() -> None:
            async with crowd.get("/") as response:
                await response.content.readany()
            order.append("page")

        asking = [asyncio.create_task(ask()) for _ in range(200)]
        await asyncio.sleep(0)
        await asyncio.gather(*(page() for _ in range(200)))
        assert await asyncio.gather(*asking) == ["answer"] * 200
    last_page = len(order) - order[::-1].index("page")
    assert order[:last_page].count("answer") < 100


async def test_one_person_who_floods_is_told_to_wait_in_whatever_tab_and_others_are_not(client, site):
    async with client.get("/") as response:
        assert response.status == 200  # and gives a cookie
    said: list[tuple[int, str]] = []

    async def flood(tab: int) -> None:
        async with client.post("/api/ask", json={"text": "snare"}, headers={"X-Tab": f"t{tab}"}) as response:
            said.append((response.status, await response.text()))

    flooding = [asyncio.create_task(flood(tab)) for tab in range(100)]
    await asyncio.sleep(0)
    async with aiohttp.ClientSession(site.address) as calm:
        assert (await answer(calm, "ask", text="snare"))["event"] == "answer"
    await asyncio.gather(*flooding)
    refused = [json.loads(text)["error"] for status, text in said if status == 429]
    assert len(refused) >= 30
    assert all("You ask faster than I can dig. Please try again in " in text for text in refused)
    waiting = [text for status, text in said if status == 200 and "Let me answer those first" in text]
    assert len(refused) + len(waiting) < 100
    async with client.post("/api/similar?name=a.wav", data=b"RIFF") as response:
        assert response.status == 429
