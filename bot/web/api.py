"""What the page asks: questions, answered line by line as they are found, and small facts."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from aiohttp import web

from bot import followups, hearing, prompts, sentences
from bot.conversation import Conversation
from bot.errors import explain
from bot.reply import Reply, Speaker
from bot.web import shown
from bot.web.room import ROOM, Refused, read_json, save, speaker_of
from bot.web.security import PERSON
from db import LogError
from retrieval_core import approaches
from retrieval_core.audio import AudioError
from retrieval_core.request import Request

LONGEST = 4000
MOST_SUGGESTIONS = 8
#: What the terminal and Discord take for a command.
_COMMAND = re.compile(r"/[a-z]+( .*)?", re.IGNORECASE)
HERE = (
    "Here the approach is chosen above the prompt, the evaluation is a click away, a file is dropped on the page, ? lists the "
    "keys, and /forget deletes what I keep of you."
)
#: Points of a map; of a larger library as many, spread evenly over it.
MOST_POINTS = 10_000

Emit = Callable[[dict[str, Any]], None]
Ask = Callable[[Conversation, Speaker], Reply]

LINES = "application/x-ndjson"

routes = web.RouteTableDef()


async def stream(request: web.Request, *jobs: Callable[[Emit], None]) -> web.StreamResponse:
    """Answer with a line of JSON for each event that the jobs emit, as soon as it is there.

    Parameters:
        jobs: run on a thread one after the other, each when it is the person's turn.
    """
    room, events = request.app[ROOM], asyncio.Queue[dict[str, Any] | None]()
    room.admit(request)
    loop = asyncio.get_running_loop()
    response = web.StreamResponse(headers={"Content-Type": LINES})

    def emit(event: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(events.put_nowait, event)

    async def work() -> None:
        try:
            with room.queue.under_way(request[PERSON]):
                for job in jobs:
                    await room.on_thread(request, lambda job=job: job(emit))  # type: ignore[misc]
        except Exception as error:
            events.put_nowait({"event": "error", "text": explain(error)})
        finally:
            events.put_nowait(None)

    working = asyncio.create_task(work())
    try:
        while (event := await events.get()) is not None:
            if not response.prepared:  # only now, so that who waits in line costs the others nothing
                await response.prepare(request)
            await response.write(line(event))
    finally:
        working.cancel()
    await response.write_eof()
    return response


def line(event: dict[str, Any]) -> bytes:
    """An event as it is sent."""
    return f"{json.dumps(event, ensure_ascii=False, default=str)}\n".encode("utf-8", "replace")


async def answered(request: web.Request, ask: Ask) -> web.StreamResponse:
    """Answer with one reply."""
    room, speaker = request.app[ROOM], speaker_of(request)

    def job(emit: Emit) -> None:
        conversation = room.conversation.pinned()
        emit(shown.answer(ask(conversation, speaker), conversation, speaker))

    return await stream(request, job)


@routes.post("/api/ask")
async def ask(request: web.Request) -> web.StreamResponse:
    """A prompt: first what was understood, then the answer."""
    room, speaker, [text] = request.app[ROOM], speaker_of(request), await read_json(request, text=str)
    text = checked(text)

    def job(emit: Emit) -> None:
        conversation = room.conversation.pinned()
        wish = wish_of(text, conversation, speaker)
        if isinstance(wish, Request):
            emit(shown.understood(wish))
            wish = conversation.answer(wish, speaker, text)
        emit(shown.answer(wish, conversation, speaker))

    return await stream(request, job)


@routes.post("/api/compare")
async def compare(request: web.Request) -> web.StreamResponse:
    """A prompt through every approach."""
    speaker, [text] = speaker_of(request), await read_json(request, text=str)
    text = checked(text)
    return await compared(request, lambda conversation: wish_of(text, conversation, speaker), text)


def wish_of(text: str, conversation: Conversation, speaker: Speaker) -> Request | Reply:
    """What a prompt asks to be searched for, or the reply to it; "/help", and that other commands are for elsewhere."""
    if text.lower() == "/help":
        return Reply(f"{conversation.help()}\n\n{HERE}")
    if _COMMAND.fullmatch(text):
        return Reply(f"Commands are for the terminal and Discord. {HERE}")
    return conversation.understand(text, speaker)


@routes.post("/api/compare-without")
async def compare_without(request: web.Request) -> web.StreamResponse:
    """The same question less one of its parts, through every approach."""
    query, part = await read_json(request, query=str, part=str)

    def wish(conversation: Conversation) -> Request | Reply:
        left = followups.less(conversation, number(query), part)
        return left if isinstance(left, Reply) else replace(left, approach=None)

    return await compared(request, wish)


async def compared(
    request: web.Request, ask: Callable[[Conversation], Request | Reply], text: str | None = None
) -> web.StreamResponse:
    """Answer through every approach, each as it is found; the conversation goes on from the chosen one's."""
    room, speaker = request.app[ROOM], speaker_of(request)
    conversation = room.conversation.pinned()
    wish: Request | Reply = Reply("")

    def understand(emit: Emit) -> None:
        nonlocal wish
        wish = ask(conversation)
        if isinstance(wish, Request):
            emit(shown.understood(wish))
        else:
            emit(shown.answer(wish, conversation, speaker))

    def through(name: str) -> Callable[[Emit], None]:
        def job(emit: Emit) -> None:
            if isinstance(wish, Reply):
                return
            chosen = name == (wish.approach or conversation.chosen_approach(speaker))
            # What is looked at beside it is nothing to go on from, and takes no room in the memory of each tab.
            where = speaker if chosen else replace(speaker, channel=f"beside: {name}")
            words = text or prompts.understood(wish)
            named = name if name == wish.approach else None
            reply = conversation.answer(replace(wish, approach=named), where, words, kind="compare", by=name)
            emit(shown.answer(reply, conversation, speaker))

        return job

    names = conversation.retriever.approaches
    return await stream(request, understand, *(through(name) for name in names))


@routes.post("/api/more")
async def more(request: web.Request) -> web.StreamResponse:
    """The next hits of an answer."""
    [query] = await read_json(request, query=str)
    return await answered(
        request, lambda conversation, speaker: followups.more(conversation, number(query), speaker)
    )


@routes.post("/api/like")
async def like(request: web.Request) -> web.StreamResponse:
    """What sounds like a hit of an answer."""
    query, rank = await read_json(request, query=str, rank=int)
    return await answered(
        request, lambda conversation, speaker: followups.like(conversation, number(query), rank, speaker)
    )


@routes.post("/api/like-sample")
async def like_sample(request: web.Request) -> web.StreamResponse:
    """What sounds like a sample of the map."""
    id, build = await read_json(request, id=int, build=str)

    def ask(conversation: Conversation, speaker: Speaker) -> Reply:
        hit = conversation.retriever.sample(id)
        if hit is None or build != conversation.retriever.build.id:
            raise followups.Gone("The library has been indexed anew. Please look at the map again.")
        name = PurePath(hit.name).name.encode("utf-8", "ignore").decode()  # a file's name may be no text
        return conversation.answer(Request(text=name, like=(id,)), speaker, f"more like {name}", kind="like")

    return await answered(request, ask)


@routes.post("/api/without")
async def without(request: web.Request) -> web.StreamResponse:
    """The same question less one of its parts."""
    query, part = await read_json(request, query=str, part=str)
    return await answered(
        request, lambda conversation, speaker: followups.without(conversation, number(query), part, speaker)
    )


@routes.post("/api/similar")
async def similar(request: web.Request) -> web.StreamResponse:
    """What sounds like the file in the body."""
    name = PurePath(request.query.get("name", "")).name[:80] or "that sound"
    room, speaker = request.app[ROOM], speaker_of(request)
    room.admit(request)

    @asynccontextmanager
    async def arrived() -> AsyncIterator[str]:
        async with room.uploads:
            with tempfile.NamedTemporaryFile(prefix="crate-") as file:
                await save(request, file, hearing.MOST_BYTES, hearing.too_large(name))
                file.flush()
                yield file.name

    def job(path: str) -> dict[str, Any]:
        conversation = room.conversation.pinned()
        waveform = hearing.hear_file(name, path, conversation.retriever.sample_rate)
        return shown.answer(conversation.similar(waveform, speaker, name=name), conversation, speaker)

    try:
        async with room.queue.turn(speaker.user, job, arrived) as event:
            return web.Response(body=line(event), content_type=LINES)
    except AudioError as error:
        return web.Response(body=line({"event": "error", "text": explain(error)}), content_type=LINES)


@routes.post("/api/thumb")
async def thumb(request: web.Request) -> web.Response:
    """A thumb on a hit: 1, -1, or 0 to take it back."""
    query, rank, value = await read_json(request, query=str, rank=int, value=int)
    room, speaker = request.app[ROOM], speaker_of(request)
    try:
        await room.on_thread(
            request, lambda: room.conversation.log.vote(number(query), rank, speaker.user, value)
        )
    except LogError as error:
        raise Refused(explain(error)) from error
    return web.json_response({"value": value})


@routes.post("/api/forget")
async def forget(request: web.Request) -> web.Response:
    """Delete all that the log has of the person who asks."""
    await read_json(request)
    room, speaker = request.app[ROOM], speaker_of(request)
    reply = await room.on_thread(request, lambda: room.conversation.forget(speaker), ordered=True)
    return web.json_response({"text": reply.text})


@routes.post("/api/approach")
async def choose(request: web.Request) -> web.Response:
    """The approach that answers from now on."""
    [name] = await read_json(request, name=str)
    room, speaker = request.app[ROOM], speaker_of(request)
    reply = await room.on_thread(request, lambda: room.conversation.choose_approach(name, speaker))
    if reply.approach is None:
        raise Refused(reply.text)
    return web.json_response({"text": reply.text, "approach": reply.approach})


@routes.get("/api/library")
async def library(request: web.Request) -> web.Response:
    """What there is to ask, and how it may be answered."""
    room, speaker = request.app[ROOM], speaker_of(request)

    def job() -> dict[str, Any]:
        conversation = room.conversation.pinned()
        retriever = conversation.retriever
        counts = retriever.catalog.class_counts()
        return {
            "build": retriever.build.id,
            "samples": sum(counts.values()),
            "classes": counts,
            "approaches": [
                {"name": name, "about": approaches.get(name).DESCRIPTION} for name in retriever.approaches
            ],
            "approach": conversation.chosen_approach(speaker),
            "examples": sentences.EXAMPLES,
            "going_on": shown.going_on(conversation, speaker),
        }

    return web.json_response(await room.on_thread(request, job))


@routes.get("/api/suggestions")
async def suggestions(request: web.Request) -> web.Response:
    """Prompts that somebody may be about to type."""
    room, speaker, start = request.app[ROOM], speaker_of(request), request.query.get("start", "")[:100]
    found = await room.on_thread(
        request, lambda: room.conversation.suggestions(start, speaker.user, MOST_SUGGESTIONS)
    )
    return web.json_response(found)


@routes.get("/api/map")
async def sound_map(request: web.Request) -> web.Response:
    """Every sample's place and class, or as many of them as can be drawn."""
    room = request.app[ROOM]

    def job() -> dict[str, Any]:
        retriever = room.conversation.retriever.pinned()
        ids, places, labels = retriever.map(MOST_POINTS)
        classes = {name: number for number, name in enumerate(retriever.catalog.class_counts())}
        points = [
            [i, x, y, classes[label]]
            for i, (x, y), label in zip(ids, shown.on_map(places), labels, strict=True)
        ]
        return {
            "build": retriever.build.id,
            "scale": shown.SCALE,
            "classes": list(classes),
            "points": points,
            "total": len(retriever.catalog),
        }

    response = web.json_response(await room.on_thread(request, job))
    response.enable_compression()
    return response


@routes.get(r"/api/samples/{id:\d{1,9}}")
async def sample(request: web.Request) -> web.Response:
    """One sample of the map."""
    room = request.app[ROOM]

    def job() -> dict[str, Any]:
        retriever = room.conversation.retriever.pinned()
        hit = retriever.sample(int(request.match_info["id"]))
        if hit is None:
            raise Refused("There is no such sample.", 404)
        return shown.samples([hit], retriever)[0] | {"build": retriever.build.id}

    return web.json_response(await room.on_thread(request, job))


def checked(text: str) -> str:
    """A prompt, if it is not too long."""
    if len(text) > LONGEST:
        raise Refused(f"A question has at most {LONGEST} characters.")
    return text


def number(query: str) -> int:
    """The number of an answer in the log."""
    if not query.isdecimal() or len(query) > 19 or int(query) >= 1 << 63:
        raise followups.Gone("There is no such answer. Please ask again.")
    return int(query)
