"""Answers to slash commands, buttons, selects and autocompletion: once, in time, and of a kind that fits."""

import time
from typing import Any

from aiohttp import web

from tests.discord_standin import limits, payloads
from tests.discord_standin.limits import Refused
from tests.discord_standin.sending import apply_edit, new_message, read_body
from tests.discord_standin.state import Interaction, Message, World

TOKEN_LIFE = 15 * 60
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
FITTING = {COMMAND: (4, 5), COMPONENT: (4, 5, 6, 7), AUTOCOMPLETE: (8,)}


async def respond(request: web.Request, world: World, gateway: Any) -> dict[str, Any]:
    """The first answer: refused when late (10062), double (40060) or of a kind that does not fit."""
    entry = world.interactions.get(request.match_info["token"])
    body, files = await read_body(request)
    if entry is None or entry.id != int(request.match_info["id"]):
        raise Refused(404, 10062, "Unknown interaction")
    waited = time.monotonic() - entry.born
    if waited > world.deadline:
        raise Refused(404, 10062, "Unknown interaction")
    if entry.callback is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    kind, data = body["type"], body.get("data") or {}
    if kind not in FITTING[entry.kind]:
        raise limits.invalid(
            "type", f"Callback type {kind} does not fit an interaction of type {entry.kind}."
        )
    _apply(world, entry, kind, data, files)
    entry.callback, entry.answered_after = kind, waited
    inner: dict[str, Any] = {"id": str(entry.id), "type": entry.kind}
    resource: dict[str, Any] = {"type": kind}
    if entry.original is not None:
        inner |= {
            "response_message_id": str(entry.original.id),
            "response_message_loading": entry.original.loading,
            "response_message_ephemeral": entry.original.ephemeral,
        }
        if kind in (4, 7):
            resource["message"] = payloads.message(world, entry.original)
            if not entry.original.ephemeral:
                await gateway.announce("MESSAGE_CREATE" if kind == 4 else "MESSAGE_UPDATE", entry.original)
    return {"interaction": inner, "resource": resource}


def _apply(world: World, entry: Interaction, kind: int, data: dict[str, Any], files: Any) -> None:
    if kind == 8:
        limits.check_choices(data["choices"])
        entry.choices = data["choices"]
    elif kind == 4:
        entry.original = new_message(world, entry.channel, data, files, entry.file_limit, interaction=True)
    elif kind == 5:
        flags = data.get("flags", 0) & limits.EPHEMERAL
        entry.original = Message(entry.channel, world.bot, flags=flags, loading=True)
    else:
        entry.original = entry.source
        if kind == 7:
            assert entry.source is not None
            apply_edit(world, entry.source, data, files, entry.file_limit, interaction=True)
    if entry.original is not None:
        if kind in (4, 5):
            entry.original.interaction = entry
        world.store(entry.original)


def _alive(request: web.Request, world: World) -> Interaction:
    entry = world.interactions.get(request.match_info["token"])
    if int(request.match_info["application"]) != world.bot.id or entry is None:
        raise Refused(404, 10015, "Unknown Webhook")
    if time.monotonic() - entry.born > TOKEN_LIFE:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return entry


async def follow_up(request: web.Request, world: World) -> dict[str, Any]:
    """A further message; the first one after a deferral takes the place of the "thinking" message."""
    entry = _alive(request, world)
    payload, files = await read_body(request)
    if entry.callback is None:
        raise Refused(404, 10015, "Unknown Webhook")
    original = entry.original
    if entry.callback == 5 and original is not None and original.loading and not original.deleted:
        payload["flags"] = (payload.get("flags", 0) & ~limits.EPHEMERAL) | original.flags
        fresh = new_message(world, entry.channel, payload, files, entry.file_limit, interaction=True)
        for name in ("content", "embeds", "components", "attachments", "pinged", "loading"):
            setattr(original, name, getattr(fresh, name))
        world.store(original)
        return payloads.message(world, original)
    message = new_message(world, entry.channel, payload, files, entry.file_limit, interaction=True)
    message.interaction = entry
    world.store(message)
    entry.followups.append(message)
    return payloads.message(world, message)


async def message(request: web.Request, world: World) -> dict[str, Any] | None:
    """Read, change or delete the first answer ("@original") or a follow-up."""
    entry = _alive(request, world)
    wanted = request.match_info["message"]
    own = [entry.original, *entry.followups] if entry.callback is not None else []
    found = next((one for one in own if one and (wanted == "@original" or int(wanted) == one.id)), None)
    if found is None or found.deleted:
        raise Refused(404, 10008, "Unknown Message")
    if request.method == "DELETE":
        found.deleted = True
        return None
    if request.method == "PATCH":
        payload, files = await read_body(request)
        apply_edit(world, found, payload, files, entry.file_limit, interaction=True)
    return payloads.message(world, found)
