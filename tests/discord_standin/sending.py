"""What a bot sends: reading the body of a request, and making or changing a message by it."""

import json
import re
from typing import Any

from aiohttp import web

from tests.discord_standin import limits
from tests.discord_standin.state import Attachment, Channel, Message, World

Files = dict[int, tuple[str, bytes]]


async def read_body(request: web.Request) -> tuple[dict[str, Any], Files]:
    """The JSON payload and the files by number, of a JSON or a multipart request."""
    if request.content_type != "multipart/form-data":
        return await request.json(), {}
    payload: dict[str, Any] = {}
    files: Files = {}
    received = 0
    async for part in await request.multipart():
        data = bytes(await part.read())  # type: ignore[union-attr]
        received += len(data)
        if received > limits.REQUEST_BYTES:
            raise limits.Refused(413, 40005, "Request entity too large")
        name = part.name or ""  # type: ignore[union-attr]
        if name == "payload_json":
            payload = json.loads(data)
        elif match := re.fullmatch(r"files\[(\d+)\]", name):
            files[int(match[1])] = (part.filename or "", data)  # type: ignore[union-attr]
        else:
            raise limits.invalid(name, "Neither payload_json nor files[n].")
    return payload, files


def new_message(
    world: World,
    channel: Channel,
    payload: dict[str, Any],
    files: Files,
    limit: int,
    *,
    interaction: bool = False,
) -> Message:
    """The message that a payload asks for, checked against every limit; not yet stored."""
    described = payload.get("attachments", [])
    limits.check_files(files, described, limit)
    limits.check_message(payload, [name for name, _ in files.values()], interaction=interaction)
    limits.check_not_empty(payload, len(files))
    message = Message(
        channel,
        world.bot,
        content=payload.get("content") or "",
        embeds=payload.get("embeds") or [],
        components=payload.get("components") or [],
        flags=payload.get("flags", 0),
    )
    message.attachments = [_attached(entry, files) for entry in described]
    message.pinged = pinged(message.content, payload.get("allowed_mentions"))
    return message


def _attached(entry: dict[str, Any], files: Files) -> Attachment:
    name, data = files[int(entry["id"])]
    return Attachment(entry.get("filename") or name, data, description=entry.get("description"))


def apply_edit(
    world: World,
    message: Message,
    payload: dict[str, Any],
    files: Files,
    limit: int,
    *,
    interaction: bool = False,
) -> None:
    """Change the fields that a payload names; attachments that it does not list are dropped."""
    kept = {attachment.id: attachment for attachment in message.attachments}
    described = payload.get("attachments")
    if described is not None:
        limits.check_files(files, [entry for entry in described if int(entry["id"]) not in kept], limit)
        if len(described) > limits.FILES_PER_MESSAGE:
            raise limits.invalid("attachments", "Must be 10 or fewer in length.")
        after = [kept.get(int(entry["id"])) or _attached(entry, files) for entry in described]
    else:
        limits.check_files(files, [{"id": number} for number in files], limit)
        after = message.attachments + [Attachment(name, data) for name, data in files.values()]
    limits.check_message(payload, [attachment.filename for attachment in after], interaction=interaction)
    message.attachments = after
    message.content = (payload["content"] or "") if "content" in payload else message.content
    message.embeds = (payload["embeds"] or []) if "embeds" in payload else message.embeds
    message.components = (payload["components"] or []) if "components" in payload else message.components
    limits.check_not_empty(vars(message), len(after))
    message.pinged = pinged(message.content, payload.get("allowed_mentions"))
    message.loading = False
    message.edits += 1
    world.store(message)


def pinged(content: str, allowed: dict[str, Any] | None) -> list[str]:
    """Whom a text rings, given ``allowed_mentions``; None rings everybody whom the text mentions."""
    found = {
        "users": re.findall(r"<@!?(\d+)>", content),
        "roles": re.findall(r"<@&(\d+)>", content),
        "everyone": ["everyone"] if re.search(r"@(everyone|here)", content) else [],
    }
    if allowed is None:
        return [name for names in found.values() for name in names]
    rung = []
    for kind, names in found.items():
        listed = {str(entry) for entry in allowed.get(kind, [])}
        rung += names if kind in allowed.get("parse", []) else [name for name in names if name in listed]
    return rung + (["replied user"] if allowed.get("replied_user") else [])
