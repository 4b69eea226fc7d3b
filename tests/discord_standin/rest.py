"""The REST API: the routes that the bot may use, and 404 for every other."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.discord_standin import interactions, limits, payloads
from tests.discord_standin.limits import Refused
from tests.discord_standin.sending import apply_edit, new_message, read_body
from tests.discord_standin.state import Channel, World

WORLD = web.AppKey("world", World)
GATEWAY = web.AppKey("gateway", Any)  # type: ignore[type-abstract]
API = "/api/v10"
OPEN_ROUTES = ("/interactions/", "/webhooks/")
routes = web.RouteTableDef()


def answer(body: Any = None, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON whose content type carries no charset, as discord.py insists; 204 where there is no body."""
    if body is None:
        return web.Response(status=204, headers=headers)
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"} | (headers or {}),
    )


@web.middleware
async def guard(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    """Faults that a test ordered, the token, refusals as JSON, and the record of every request."""
    world = request.app[WORLD]
    if not request.path.startswith(API):
        return await handler(request)
    path = request.path.removeprefix(API)
    status = 500
    try:
        response = await _answered(request, handler, world, path)
        status = response.status
    except Refused as refusal:
        status = refusal.status
        response = answer(refusal.body(), status)
    except web.HTTPNotFound:
        status = 404
        world.unknown_routes.append(f"{request.method} {path}")
        response = answer({"message": "404: Not Found", "code": 0}, 404)
    finally:
        world.requests.append((request.method, path, status))
        world.changed()
    return response


async def _answered(request: web.Request, handler: Any, world: World, path: str) -> web.StreamResponse:
    for fault in world.faults:
        if fault.times and fault.method == request.method and re.fullmatch(fault.path, path):
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            await asyncio.sleep(fault.delay)
            if fault.status:
                await request.read()
                return answer(fault.body, fault.status, fault.headers)
    if not path.startswith(OPEN_ROUTES) and request.headers.get("Authorization") != f"Bot {world.token}":
        raise Refused(401, 0, "401: Unauthorized")
    if (request.content_length or 0) > limits.REQUEST_BYTES:
        raise Refused(413, 40005, "Request entity too large")
    return await handler(request)


def channel_of(request: web.Request) -> Channel:
    return request.app[WORLD].find_channel(int(request.match_info["channel"]))


# Who am I, and where is the gateway


@routes.get(API + "/users/@me")
async def me(request: web.Request) -> web.Response:
    return answer(payloads.user(request.app[WORLD].bot) | {"verified": True, "mfa_enabled": False})


@routes.get(API + "/oauth2/applications/@me")
async def application(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    owner = payloads.user(world.bot) | {"id": "1", "username": "owner", "bot": False}
    return answer(
        {
            "id": str(world.bot.id),
            "name": world.bot.name,
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": owner,
            "verify_key": "0" * 64,
            "flags": (1 << 19) if world.approved & (1 << 15) else 0,
        }
    )


@routes.get(API + "/gateway/bot")
async def gateway_bot(request: web.Request) -> web.Response:
    gateway = request.app[GATEWAY]
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
    return answer({"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit})


# Channels and messages


@routes.post(API + "/users/@me/channels")
async def open_dm(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    person = world.users[int((await request.json())["recipient_id"])]
    for channel in world.channels.values():
        if channel.person is person:
            return answer(payloads.channel(channel))
    raise Refused(403, 50007, "Cannot send messages to this user")


@routes.get(API + "/channels/{channel:\\d+}")
async def get_channel(request: web.Request) -> web.Response:
    channel = channel_of(request)
    request.app[WORLD].require(channel)
    return answer(payloads.channel(channel))


@routes.post(API + "/channels/{channel:\\d+}/typing")
async def typing(request: web.Request) -> web.Response:
    channel = channel_of(request)
    request.app[WORLD].require(channel, "send_messages")
    request.app[WORLD].typing.append(channel.id)
    return answer()


@routes.post(API + "/channels/{channel:\\d+}/messages")
async def create_message(request: web.Request) -> web.Response:
    world, channel = request.app[WORLD], channel_of(request)
    payload, files = await read_body(request)
    world.require(channel, "send_messages")
    if files:
        world.require(channel, "attach_files")
    if payload.get("embeds"):
        world.require(channel, "embed_links")
    reference = payload.get("message_reference")
    if reference is not None:
        world.require(channel, "read_message_history")
        referenced = world.messages.get(int(reference["message_id"]))
        if referenced is None or referenced.deleted or referenced.channel is not channel:
            if reference.get("fail_if_not_exists", True):
                raise limits.invalid("message_reference", "Unknown message")
            reference = None
    if payload.get("enforce_nonce") and (known := world.nonces.get((channel.id, payload["nonce"]))):
        return answer(payloads.message(world, known))
    message = new_message(world, channel, payload, files, channel.file_limit)
    if payload.get("nonce"):
        world.nonces[channel.id, payload["nonce"]] = message
    message.reference = int(reference["message_id"]) if reference else None
    world.store(message)
    await request.app[GATEWAY].announce("MESSAGE_CREATE", message)
    return answer(payloads.message(world, message))


@routes.get(API + "/channels/{channel:\\d+}/messages/{message:\\d+}")
async def get_message(request: web.Request) -> web.Response:
    world, channel = request.app[WORLD], channel_of(request)
    world.require(channel, "read_message_history")
    message = world.find_message(channel, int(request.match_info["message"]))
    return answer(
        payloads.message(world, message, blanked=payloads.needs_blanking(world, message, world.approved))
    )


@routes.patch(API + "/channels/{channel:\\d+}/messages/{message:\\d+}")
async def edit_message(request: web.Request) -> web.Response:
    world, channel = request.app[WORLD], channel_of(request)
    message = world.find_message(channel, int(request.match_info["message"]))
    if message.author is not world.bot:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    payload, files = await read_body(request)
    apply_edit(world, message, payload, files, channel.file_limit)
    await request.app[GATEWAY].announce("MESSAGE_UPDATE", message)
    return answer(payloads.message(world, message))


@routes.delete(API + "/channels/{channel:\\d+}/messages/{message:\\d+}")
async def delete_message(request: web.Request) -> web.Response:
    world, channel = request.app[WORLD], channel_of(request)
    message = world.find_message(channel, int(request.match_info["message"]))
    if message.author is not world.bot:
        world.require(channel, "manage_messages")
    message.deleted = True
    return answer()


# Commands


@routes.get(API + "/applications/{application}/commands")
@routes.get(API + "/applications/{application}/guilds/{guild}/commands")
async def get_commands(request: web.Request) -> web.Response:
    guild = request.match_info.get("guild")
    return answer(request.app[WORLD].commands.get(int(guild) if guild else None, []))


@routes.put(API + "/applications/{application}/commands")
@routes.put(API + "/applications/{application}/guilds/{guild}/commands")
async def put_commands(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    guild = int(request.match_info["guild"]) if "guild" in request.match_info else None
    if guild is not None and guild not in world.guilds:
        raise Refused(403, 50001, "Missing Access")
    commands = await request.json()
    if len([command for command in commands if command.get("type", 1) == 1]) > 100:
        raise Refused(400, 30032, "Maximum number of application commands reached (100)")
    for number, command in enumerate(commands):
        limits.check_command(command)
        command |= {"id": str(9000 + number), "application_id": str(world.bot.id), "version": "1"}
        command.setdefault("description", "")
        if guild is not None:
            command["guild_id"] = str(guild)
    world.commands[guild] = commands
    world.syncs.append(guild)
    return answer(commands)


# Interactions


@routes.post(API + "/interactions/{id:\\d+}/{token}/callback")
async def callback(request: web.Request) -> web.Response:
    return answer(await interactions.respond(request, request.app[WORLD], request.app[GATEWAY]))


@routes.post(API + "/webhooks/{application}/{token}")
async def follow_up(request: web.Request) -> web.Response:
    return answer(await interactions.follow_up(request, request.app[WORLD]))


@routes.get(API + "/webhooks/{application}/{token}/messages/{message}")
@routes.patch(API + "/webhooks/{application}/{token}/messages/{message}")
@routes.delete(API + "/webhooks/{application}/{token}/messages/{message}")
async def interaction_message(request: web.Request) -> web.Response:
    return answer(await interactions.message(request, request.app[WORLD]))


# Files


@routes.get("/attachments/{channel}/{attachment}/{name}")
async def download(request: web.Request) -> web.Response:
    entry = request.app[WORLD].attachments.get(int(request.match_info["attachment"]))
    if entry is None:
        raise web.HTTPNotFound
    return web.Response(body=entry.data, content_type="application/octet-stream")
