"""The page in a real browser: what a person sees, hears and can reach."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Route, expect

from bot.conversation import Conversation
from bot.web.server import Server
from tests import page_picture
from tests.bot.web.conftest import ROOT

Visit = Callable[..., Page]
#: How far the sound at hand has come, in seconds: of the audio element, or of the clock that loops run by.
CURRENT = """async () => {
  const { state, position } = await import("/static/player.js");
  return { playing: state.playing, name: state.hit?.name, at: position() * (state.hit?.seconds ?? 0) };
}"""
#: Where one of the dots of the map lies on the page.
PLACE = """async () => {
  const { points, scale } = await (await fetch("/api/map")).json();
  const canvas = document.getElementById("sky"), box = canvas.getBoundingClientRect();
  const { placeOnPage } = await import("/static/map.js");
  const [x, y] = placeOnPage(points[7][1] / scale, points[7][2] / scale);
  return [box.x + x, box.y + y];
}"""
#: Two frames on, whatever was asked to be drawn is drawn.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
#: Milliseconds after which a dot that one has moved to surely tells its name.
ARRIVAL = 5000


def ask(page: Page, prompt: str) -> None:
    page.fill("#prompt", prompt)
    page.press("#prompt", "Enter")
    last(page).locator(".hit").first.wait_for()


def last(page: Page):
    return page.locator(".turn").last


def wait_until_playing(page: Page, after: float = 0.0) -> dict:
    """Wait until the sound at hand has moved on from a second."""
    page.wait_for_function(
        f"async () => {{ const now = await ({CURRENT})(); return now.playing && now.at > {after}; }}"
    )
    return page.evaluate(CURRENT)


def test_a_prompt_is_typed_and_hits_come(visit: Visit) -> None:
    page = visit()
    ask(page, "three punchy kicks")
    expect(last(page).locator(".question")).to_have_text("three punchy kicks")
    expect(last(page).locator(".hit")).to_have_count(3)
    expect(last(page).locator(".chip")).to_have_text(["3 samples", "punchy", "kicks"])
    first = last(page).locator(".hit").first
    expect(first.locator(".facts")).to_contain_text("drums")
    expect(first.locator(".words")).to_have_text(re.compile(r"^[a-z, ]+ kick one-shot$"))
    painted = first.locator(".wave").evaluate(
        "(canvas) => new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer).filter(Boolean).length"
    )
    assert painted > 500


def test_a_hit_plays(visit: Visit) -> None:
    page = visit()
    ask(page, "a crash cymbal")
    page.click(".hit .play >> nth=0")
    page.wait_for_function("() => document.getElementById('player').currentTime > 0.05")


def test_a_hit_that_has_not_come_yet_does_not_claim_to_play(visit: Visit) -> None:
    page = visit(color_scheme="dark")  # a browser of its own, which keeps no sound from before
    held: list[Route] = []
    page.route("**/sounds/**", lambda route: held.append(route))
    ask(page, "a crash cymbal")
    page.click(".hit .play >> nth=0")
    expect(page.locator(".hit.loading")).to_have_count(1)
    expect(page.locator(".hit.playing")).to_have_count(0)
    for route in held:
        route.continue_()
    page.unroute("**/sounds/**")
    expect(page.locator(".hit.playing")).to_have_count(1)
    expect(page.locator(".hit.loading")).to_have_count(0)


def test_one_sound_at_a_time_and_pause(visit: Visit) -> None:
    page = visit()
    ask(page, "drum loops")
    page.click(".hit .play >> nth=0")
    wait_until_playing(page)
    page.click(".hit .play >> nth=1")
    assert wait_until_playing(page)["name"] == page.locator(".hit .name >> nth=1").text_content()
    expect(page.locator(".hit.playing")).to_have_count(1)
    page.click(".hit .play >> nth=1")
    expect(page.locator(".hit.playing")).to_have_count(0)
    assert not page.evaluate(CURRENT)["playing"]


def test_a_loop_runs_through_its_end_without_a_gap(visit: Visit) -> None:
    page = visit()
    # The ear is an analyser between the loop and the loudspeaker.
    page.add_init_script(
        """const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode && this instanceof GainNode) {
            window.ear = new AnalyserNode(this.context, { fftSize: 2048 });
            connect.call(this, window.ear);
          }
          return connect.call(this, target, ...rest);
        };"""
    )
    page.reload()
    page.wait_for_selector("#examples button")
    ask(page, "a house drum loop")
    hit = last(page).locator(".hit").first
    box = hit.locator(".wave").bounding_box()
    hit.locator(".wave").click(position={"x": box["width"] * 0.8, "y": 10})
    wait_until_playing(page)
    around = page.evaluate(
        """async () => {
          const { state, position } = await import("/static/player.js");
          const heard = new Float32Array(2048);
          let loudest = 0;
          for (let last = position(); ; ) {
            await new Promise(requestAnimationFrame);
            window.ear?.getFloatTimeDomainData(heard);
            loudest = Math.max(loudest, ...heard.map(Math.abs));
            const now = position();
            if (now < last) return { playing: state.playing, loudest };
            last = now;
          }
        }"""
    )
    assert around["playing"]
    assert around["loudest"] > 0.01


def test_a_chip_is_removed_and_the_question_asked_again(visit: Visit) -> None:
    page = visit()
    ask(page, "drum loops around 140 without hats")
    expect(last(page).locator(".hit")).to_have_count(1)
    last(page).get_by_role("button", name="Leave out: 135-145 bpm").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(last(page).locator(".chip")).to_have_text(["drum loops", "no hi-hats"])
    last(page).locator(".hit").first.wait_for()
    assert last(page).locator(".hit").count() > 1


@pytest.mark.parametrize("height", [600, 800])
def test_more_like_this_and_more_of_these(visit: Visit, height: int) -> None:
    page = visit(height=height)
    ask(page, "give me drum samples")
    name = page.locator(".hit .name").nth(1).text_content()
    page.click(".hit .more-like >> nth=1")
    expect(page.locator(".turn")).to_have_count(2)
    last(page).locator(".hit").first.wait_for()
    assert name not in last(page).locator(".hit .name").all_text_contents()
    wait_until_on_top(page)
    page.get_by_role("button", name="More of these").first.click()
    expect(page.locator(".turn")).to_have_count(3)
    last(page).locator(".hit").first.wait_for()
    wait_until_on_top(page)
    expect(page.get_by_role("button", name="More of these")).to_have_count(2)


def wait_until_on_top(page: Page) -> None:
    """Wait until the last turn begins where the conversation does."""
    page.wait_for_function(
        """() => [...document.querySelectorAll(".turn")].at(-1).getBoundingClientRect().top
          - document.getElementById("chat").getBoundingClientRect().top <= 30"""
    )


def test_a_page_that_was_loaded_anew_says_what_it_goes_on_from(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#going-on")).to_be_hidden()
    ask(page, "dark kicks")
    page.reload()
    expect(page.locator("#going-on")).to_contain_text("Going on from “dark kicks”.")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#going-on")).to_be_hidden()
    page.fill("#prompt", "more like the second one")
    page.press("#prompt", "Enter")
    expect(last(page)).to_contain_text("What are you after?")
    expect(last(page).locator(".hit")).to_have_count(0)


def test_back_leads_from_view_to_view(visit: Visit) -> None:
    page, view = visit(), "document.body.dataset.view"
    for name in ("map", "evaluation", "evaluation", "chat"):
        page.click(f"[data-show={name}]")
    seen = []
    for _ in range(3):
        page.go_back()
        seen.append(page.evaluate(view))
    assert seen == ["evaluation", "map", "chat"]
    page.go_forward()
    page.reload()
    page.wait_for_selector("#legend button")
    assert page.evaluate(view) == "map"


def test_a_long_prompt_leaves_its_answer_in_sight(visit: Visit) -> None:
    page = visit(390, 844)
    story = "I walked along the river and thought of nothing at all. " * 25
    ask(page, f"{story} Please give me a kick.")
    expect(last(page).locator(".hit").nth(1)).to_be_in_viewport(ratio=1)
    last(page).get_by_role("button", name="Show all of it").first.click()
    headline = last(page).locator(".question")
    expect(headline).to_be_focused()
    assert headline.evaluate("(one) => one.scrollHeight === one.clientHeight")
    ask(page, "kicks")
    expect(last(page).get_by_role("button", name="Show all of it")).to_have_count(0)


def test_a_prompt_that_is_too_long_is_told_so_and_stays_to_be_cut(visit: Visit) -> None:
    page, text = visit(failing=True), "kick " * 900
    page.fill("#prompt", text)
    page.press("#prompt", "Enter")
    expect(last(page).get_by_role("alert")).to_have_text("A question has at most 4000 characters.")
    expect(page.locator("#prompt")).to_have_value(text.strip())


def test_a_thumb_is_kept(visit: Visit, query_log) -> None:
    page = visit()
    ask(page, "give me snares")
    up, down = last(page).locator('[data-thumb="1"]').first, last(page).locator('[data-thumb="-1"]').first
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(down).to_have_attribute("aria-pressed", "true")
    assert query_log.recent(1)[0].results[0].thumbs == -1


def test_a_hit_is_downloaded_and_dragged_out_as_a_file(visit: Visit) -> None:
    page = visit()
    ask(page, "one snare")
    name = last(page).locator(".name").text_content()
    with page.expect_download() as started:
        last(page).locator(".save").click()
    assert started.value.suggested_filename == name
    [original] = (ROOT / "data").rglob(name)
    assert Path(started.value.path()).read_bytes() == original.read_bytes()
    dragged = (
        last(page)
        .locator(".hit")
        .evaluate(
            "(row) => { const data = new DataTransfer(); row.dispatchEvent(new DragEvent('dragstart', { dataTransfer: data, bubbles: true })); return data.getData('DownloadURL'); }"
        )
    )
    kind, called, url = dragged.split(":", 2)
    assert (kind, called) == ("audio/wav", name)
    assert page.request.get(url).body() == original.read_bytes()


def test_a_file_is_dropped_on_the_page(visit: Visit) -> None:
    page = visit()
    file = next((ROOT / "data/keys").glob("*.wav"))
    page.evaluate(
        """([name, bytes]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: "audio/wav" }));
          for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [file.name, b64encode(file.read_bytes()).decode()],
    )
    last(page).locator(".hit").first.wait_for()
    expect(last(page).locator(".hit .name").first).to_have_text(file.name)


def test_a_file_is_chosen(visit: Visit) -> None:
    page = visit()
    file = next((ROOT / "data/drums").glob("*.wav"))
    page.set_input_files("#chosen", file)
    expect(last(page).locator(".hit .name").first).to_have_text(file.name)


def test_what_is_no_sound_is_told_so(visit: Visit) -> None:
    page = visit()
    page.set_input_files("#chosen", {"name": "odd.wav", "mimeType": "audio/wav", "buffer": b"no sound"})
    expect(page.get_by_role("alert")).to_contain_text("odd.wav")


def test_two_seconds_from_the_microphone(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        "() => { const { fetch } = window; window.fetch = (url, options) => { if (options?.body instanceof Blob) window.sent = options.body; return fetch(url, options); }; }"
    )
    page.click("#record")
    page.click("#record")  # again, and in vain
    expect(page.locator("#notice")).to_contain_text("Recording two seconds")
    page.wait_for_function("() => window.sent")
    expect(page.locator("#notice")).to_be_hidden()
    data = page.evaluate(
        "() => new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result.split(',')[1]); reader.readAsDataURL(window.sent); })"
    )
    heard, rate = soundfile.read(io.BytesIO(b64decode(data)))
    assert len(heard) == 2 * rate
    assert abs(heard).max() > 0.01  # the microphone of the test beeps
    last(page).locator(".hit").first.wait_for()
    expect(page.locator(".question")).to_have_text(["Like what I heard.wav"])


def test_all_approaches_side_by_side(visit: Visit, retriever) -> None:
    page = visit()
    page.click("#compare")
    ask(page, "three piano loops")
    expect(last(page).locator(".columns h3")).to_have_text(list(retriever.approaches))
    columns = last(page).locator(".columns > div")
    tops = [columns.nth(i).bounding_box()["y"] for i in range(columns.count())]
    assert max(tops) - min(tops) < 1
    last(page).locator(".play").nth(7).click()
    wait_until_playing(page)
    page.click("[data-show=map]")
    pane = last(page).locator(".columns").bounding_box()
    third = columns.nth(2).bounding_box()
    assert 0 < pane["x"] + pane["width"] - third["x"] < 40, "two are seen whole, and that there are others"
    cut = (
        "(all) => all.filter((one) => one.scrollHeight > one.clientHeight + 2).map((one) => one.textContent)"
    )
    assert last(page).locator(".name").evaluate_all(cut) == []


def test_another_approach_answers(visit: Visit) -> None:
    page = visit()
    with page.expect_response("**/api/approach"):
        page.select_option("#approach", "prototype")
    ask(page, "kick")
    expect(last(page).locator(".how")).to_contain_text("prototype")
    tab = page.context.new_page()
    tab.goto(page.url)
    expect(tab.locator("#approach")).to_have_value("prototype")
    with page.expect_response("**/api/approach"):
        page.select_option("#approach", "contrastive")
    ask(tab, "kick")
    expect(tab.locator("#approach")).to_have_value("contrastive")
    tab.close()


def test_what_is_kept_of_a_visitor_is_deleted_when_they_are_sure(visit: Visit, query_log) -> None:
    page = visit()
    ask(page, "give me four snares please")
    kept = query_log.recent(1)[0]
    page.fill("#prompt", "/forget")
    page.press("#prompt", "Enter")
    dialog = page.get_by_role("dialog", name="Delete what is kept of you?")
    expect(dialog).to_contain_text("cannot be undone")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_be_hidden()
    page.reload()  # what was said is gone from sight, and the way to delete it is there again
    page.get_by_role("button", name="Delete what is kept of me").click()
    assert query_log.query(kept.id).text == "give me four snares please"
    dialog.get_by_role("button", name="Delete").click()
    expect(page.locator("#notice")).to_contain_text("Deleted: 1 question, and everything else")
    assert query_log.query(kept.id) is None
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_who_asks_too_often_reads_when_to_come_back(visit: Visit) -> None:
    page, said = visit(failing=True), "You ask faster than I can dig. Please try again in 7 seconds."
    page.route("**/api/ask", lambda route: route.fulfill(status=429, json={"error": said}))
    page.fill("#prompt", "snares")
    page.press("#prompt", "Enter")
    expect(last(page).get_by_role("alert")).to_have_text(said)


def test_suggestions_while_one_types(visit: Visit) -> None:
    page = visit()
    page.locator("#prompt").press_sequentially("dru")
    expect(page.get_by_role("option", name="drums")).to_be_visible()
    page.press("#prompt", "ArrowDown")
    assert page.get_attribute("#prompt", "aria-activedescendant") == "suggestion-0"
    page.press("#prompt", "Enter")
    expect(last(page).locator(".question")).to_have_text("drums")


def test_the_map_lights_up_hits_and_plays_under_the_pointer(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#sky")).to_have_attribute("aria-label", "Map of 40 sounds")
    expect(page.locator("#legend li")).to_have_count(2)
    before = page.locator("#sky").screenshot()
    ask(page, "give me three kicks")
    page.evaluate(DRAWN)
    assert page.locator("#sky").screenshot() != before
    place = page.evaluate(PLACE)
    page.mouse.move(*place)
    expect(page.locator("#spot")).to_be_visible()
    wait_until_playing(page)
    page.mouse.move(place[0] + 400, 5)
    page.wait_for_function(f"async () => !(await ({CURRENT})()).playing")
    page.mouse.dblclick(*place)
    expect(last(page).locator(".question")).to_contain_text("More like ")
    last(page).locator(".hit").first.wait_for()
    seen = """async () => {
      const { points, scale } = await (await fetch("/api/map")).json();
      const { placeOnPage } = await import("/static/map.js");
      const { clientWidth, clientHeight } = document.getElementById("sky");
      return points.map((point) => placeOnPage(point[1] / scale, point[2] / scale))
        .filter(([x, y]) => x > 0 && y > 0 && x < clientWidth && y < clientHeight).length;
    }"""
    for _ in range(12):
        page.click("#zoom-in")
    assert 0 < page.evaluate(seen) < 20
    page.mouse.move(place[0], place[1])
    page.mouse.down()
    page.mouse.move(place[0] - 900, place[1] - 900)
    page.mouse.up()
    assert page.evaluate(seen), "what is pulled away stops at the last dot"


def test_a_dot_is_touched(visit: Visit) -> None:
    page = visit(390, 844, has_touch=True, is_mobile=True)
    page.tap("[data-show=map]")
    page.locator("#legend button").first.wait_for()
    page.evaluate(DRAWN)
    page.touchscreen.tap(*page.evaluate(PLACE))
    expect(page.locator("#spot")).to_be_visible()
    wait_until_playing(page)
    expect(page.locator("#spot")).to_be_visible()
    page.get_by_role("button", name="More like this").tap()
    page.tap("[data-show=chat]")
    expect(last(page).locator(".question")).to_contain_text("More like ")
    last(page).locator(".hit").first.wait_for()


def test_a_library_that_was_indexed_anew_is_drawn_anew(visit: Visit) -> None:
    page = visit()
    page.route("**/api/map", lambda route: route.fulfill(json={**route.fetch().json(), "build": "old"}))
    page.reload()
    page.locator("#legend button").first.wait_for()
    page.unroute("**/api/map")
    page.focus("#sky")
    page.evaluate("document.querySelectorAll('#legend button').forEach((key) => { key.dataset.old = ''; })")
    page.keyboard.press("ArrowRight")
    page.locator("#legend button:not([data-old])").first.wait_for()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#spot")).to_be_visible()


def test_an_answer_of_another_build_shows_the_library_anew_and_no_class_changes_its_colour(
    visit: Visit,
) -> None:
    page = visit()
    colours = """() => Object.fromEntries([...document.querySelectorAll("#legend button")].map(
      (key) => [key.textContent, key.style.getPropertyValue("--tint")]))"""
    page.locator("#legend button").first.wait_for()
    before = page.evaluate(colours)

    def turned(route: Route) -> None:
        data = route.fetch().json()
        last_one = len(data["classes"])
        points = [[id, x, y, last_one - number] for id, x, y, number in data["points"]]
        route.fulfill(json=data | {"classes": ["new", *data["classes"][::-1]], "points": points})

    def another(route: Route) -> None:
        build = page.evaluate("async () => (await import('/static/dom.js')).live.build")
        route.fulfill(body=route.fetch().text().replace(build, "another"))

    page.route("**/api/map", turned)
    page.route("**/api/ask", another)
    page.route("**/api/library", lambda route: route.fulfill(json={**route.fetch().json(), "samples": 41}))
    ask(page, "three kicks")
    expect(page.locator("#legend button")).to_have_text(["new", *[*before][::-1]])
    expect(page.locator("#holds")).to_contain_text("41 samples")
    after = page.evaluate(colours)
    assert {name: after[name] for name in before} == before and after["new"] not in before.values()


def test_a_class_is_seen_alone(visit: Visit) -> None:
    page = visit()
    key = page.get_by_role("button", name="keys", exact=True)
    key.click()
    page.mouse.move(5, 5)
    page.evaluate(DRAWN)
    expect(key).to_have_attribute("aria-pressed", "true")
    alone = page.locator("#sky").screenshot()
    key.click()
    page.mouse.move(5, 5)
    page.evaluate(DRAWN)
    expect(key).to_have_attribute("aria-pressed", "false")
    assert page.locator("#sky").screenshot() != alone


def test_what_goes_wrong_is_told_where_one_looks_and_changes_nothing(visit: Visit) -> None:
    page = visit(failing=True, color_scheme="dark")  # a browser of its own, which keeps no sound from before
    ask(page, "give me drum samples")
    page.context.set_offline(True)
    gone, told = "Cratedigger does not answer", page.locator("#notice")
    first = last(page).locator(".hit").first
    first.locator(".play").click()
    expect(told).to_contain_text(gone)
    expect(page.locator(".hit.playing")).to_have_count(0)
    first.locator('[data-thumb="1"]').click()
    expect(first.locator('[data-thumb="1"]')).to_have_attribute("aria-pressed", "false")
    chosen = page.input_value("#approach")
    page.select_option("#approach", "prototype")
    expect(page.locator("#approach")).to_have_value(chosen)
    page.fill("#prompt", "snares")
    page.press("#prompt", "Enter")
    expect(last(page).get_by_role("alert")).to_contain_text(gone)
    expect(page.locator("#prompt")).to_have_value("snares")
    more = page.get_by_role("button", name="More of these")
    more.click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(more).to_be_visible()
    page.get_by_role("button", name="Evaluation").click()
    expect(page.locator("#evaluation")).to_contain_text(gone)
    page.context.set_offline(False)
    page.get_by_role("button", name="Chat").click()
    ask(page, "snares")
    page.route("**/sounds/**", lambda route: route.fulfill(status=404, json={"error": "It has gone."}))
    last(page).locator(".save").first.click()
    expect(told).to_contain_text("It has gone.")


def test_a_sound_that_did_not_come_is_asked_for_again(visit: Visit) -> None:
    page = visit(failing=True, color_scheme="dark")  # a browser of its own, which keeps no sound from before
    told, loading = page.locator("#notice"), page.locator(".hit.loading")
    page.route("**/sounds/**", lambda route: route.fulfill(status=404, json={"error": "It has gone."}))
    ask(page, "a crash cymbal")
    for place in (".wave", ".play", ".play"):
        page.evaluate("document.getElementById('notice').textContent = ''")
        page.locator(f".hit {place}").first.click()
        expect(told).to_contain_text("It has gone.")
        expect(loading).to_have_count(0)
    page.unroute("**/sounds/**")
    page.locator(".hit .play").first.click()
    expect(page.locator(".hit.playing")).to_have_count(1)


def test_a_tab_that_was_duplicated_has_a_conversation_of_its_own(visit: Visit) -> None:
    page = visit()
    name = "sessionStorage.getItem('tab')"
    mine = page.evaluate(name)
    ask(page, "three drum samples")
    with page.expect_popup() as opened:
        page.evaluate("window.open('/')")
    other = opened.value
    other.wait_for_function(f"() => {name} !== {mine!r}")
    expect(other.locator("#going-on")).to_be_hidden()
    ask(other, "soft piano chords")
    other.close()
    ask(page, "another two")
    expect(last(page).locator(".chip")).to_have_text(["2 samples", "drums"])
    assert page.evaluate(name) == mine


def test_letters_and_signs_are_for_the_hit_that_one_is_at(visit: Visit) -> None:
    page = visit()
    ask(page, "drum loops")
    page.click(".hit .play >> nth=0")
    wait_until_playing(page)
    page.focus("#theme")
    for key in "md+-":
        page.keyboard.press(key)
    page.keyboard.press("Space")  # which switches the theme
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator('.hit [aria-pressed="true"]')).to_have_count(0)


def test_a_browser_that_keeps_nothing_asks_all_the_same(visit: Visit) -> None:
    page = visit(color_scheme="dark")  # a browser of its own
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
          configurable: true, get() { throw new DOMException("blocked", "SecurityError"); } });"""
    )
    page.reload()
    page.wait_for_selector("#examples button")
    ask(page, "drum loops")
    page.click("#theme")


def test_the_map_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.locator("#legend button").first.wait_for()  # the map is there
    page.focus("#sky")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#spot")).to_be_visible()
    first = page.locator("#spot b").text_content()
    page.keyboard.press("ArrowUp")
    # Nothing may lie above what is in the middle; then something lies below it.
    with suppress(AssertionError):
        expect(page.locator("#spot b")).not_to_have_text(first, timeout=ARRIVAL)
    if page.locator("#spot b").text_content() == first:
        page.keyboard.press("ArrowDown")
    expect(page.locator("#spot b")).not_to_have_text(first)
    before = page.locator("#sky").screenshot()
    page.keyboard.press("+")
    page.evaluate(DRAWN)
    assert page.locator("#sky").screenshot() != before


def test_escape_silences_while_one_types_too(visit: Visit) -> None:
    page = visit()
    ask(page, "a house drum loop")
    page.click(".hit .play >> nth=0")
    wait_until_playing(page)
    page.locator("#prompt").press_sequentially("dru")
    page.get_by_role("option", name="drums").wait_for()
    page.keyboard.press("Escape")  # closes the suggestions
    assert page.evaluate(CURRENT)["playing"]
    page.keyboard.press("Escape")
    assert not page.evaluate(CURRENT)["playing"]
    expect(page.locator("#prompt")).to_have_value("dru")


def test_everything_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#prompt")).to_be_focused()
    page.keyboard.type("give me drum samples")
    page.keyboard.press("Enter")
    last(page).locator(".hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit .play").first).to_be_focused()
    page.keyboard.press("Space")
    wait_until_playing(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit .play").nth(1)).to_be_focused()
    second = page.locator(".hit .name").nth(1).text_content()
    page.wait_for_function(f"async () => (await ({CURRENT})()).name === {second!r}")
    page.keyboard.press("Escape")
    page.wait_for_function(f"async () => !(await ({CURRENT})()).playing")
    page.keyboard.press("+")
    expect(page.locator('.hit:nth-child(2) [data-thumb="1"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    expect(page.locator(".turn")).to_have_count(2)
    last(page).locator(".hit").first.wait_for()
    expect(last(page).locator(".play").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#prompt")).to_be_focused()
    reached = set()
    for _ in range(100):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"chip", "play", "sky", "theme", "approach", "compare", "record", "file"} <= reached


def test_the_evaluation_of_the_live_build(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Evaluation").click()
    expect(
        page.frame_locator("iframe").get_by_role("heading", name="How well sounds are found")
    ).to_be_visible()
    # It follows the theme that is chosen on the page, of which it is no part.
    page.click("#theme")
    page.frame_locator("iframe").locator("html[style*='dark']").wait_for()


@pytest.mark.parametrize("width", [320, 360, 390])
@pytest.mark.parametrize("view", ["chat", "map"])
def test_at_phone_width_nothing_sticks_out(visit: Visit, view: str, width: int) -> None:
    page = visit(width, 844, has_touch=True, is_mobile=True)
    ask(page, "dark piano loops around 90 bpm")
    page.click(f"[data-show={view}]")
    root = "document.documentElement"
    assert page.evaluate(f"[{root}.scrollWidth, {root}.scrollHeight]") == [width, 844]
    outside = page.evaluate(
        """(width) => [...document.querySelectorAll("button, a, input, select, h2, li")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && getComputedStyle(one).visibility === "visible" && (box.left < 0 || box.right > width + 1) && !one.closest(".columns, .skip");
        }).map((one) => one.outerHTML.slice(0, 80))""",
        width,
    )
    assert outside == []
    if view == "chat":
        last(page).locator(".play").first.tap()
        wait_until_playing(page)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_checker_of_accessibility_finds_nothing_serious(visit: Visit, theme: str, width: int) -> None:
    page = visit(width, color_scheme=theme)
    page.click("#forget")
    assert serious(page) == []
    page.get_by_role("button", name="Keep").click()
    assert serious(page) == []
    ask(page, "drum loops around 140 without hats")
    page.click("#compare")
    ask(page, "give me three kicks")
    page.locator(".play").first.click()
    for view in ("chat", "map", "evaluation"):
        page.click(f"[data-show={view}]")
        assert serious(page) == []


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What a checker finds that keeps somebody from using the page as it is now."""
    found = [
        one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")
    ]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def test_the_token_is_asked_for_and_opens_the_page(browser, retriever, query_log) -> None:
    token = "correct-horse-battery-staple"
    with (
        Server(Conversation(retriever, query_log, "web"), port=0, token=token) as server,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(server.address)
        page.get_by_label("Token").fill("hunter2")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("That is not the token.")
        page.get_by_label("Token").fill(token)
        page.keyboard.press("Enter")
        expect(page.locator("#examples button").first).to_be_visible()


def test_the_theme_is_switched_and_stays(visit: Visit) -> None:
    page = visit(color_scheme="light")
    page_colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(page_colour)
    page.click("#theme")
    dark = page.evaluate(page_colour)
    assert dark != light
    page.reload()
    assert page.evaluate(page_colour) == dark


def test_the_pictures_of_the_readme_are_of_this_page(browser, site, tmp_path) -> None:
    for file in page_picture.take(browser, site.address, tmp_path):
        with Image.open(file) as picture:
            assert len(picture.convert("RGB").resize((320, 190)).getcolors(1 << 17)) > 100, file.name
        assert (ROOT / "docs" / file.name).exists()
