"""What Discord refuses, with the status and code that it refuses with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024
FILES_PER_MESSAGE = 10
REQUEST_BYTES = 25 * MIB
FILE_BYTES_BY_TIER = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}

EPHEMERAL = 1 << 6
SENDABLE_FLAGS = (1 << 2) | (1 << 12)
COMPONENTS_V2 = 1 << 15

SLASH_NAME = re.compile(r"[-_\w]{1,32}")


@dataclass
class Refused(Exception):
    """An answer of Discord other than 2xx."""

    status: int
    code: int
    message: str
    errors: Mapping[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        return body | {"errors": self.errors} if self.errors else body


def invalid(field: str, reason: str) -> Refused:
    """A 400 "Invalid Form Body" that names the field."""
    errors = {field: {"_errors": [{"code": "INVALID", "message": reason}]}}
    return Refused(400, 50035, "Invalid Form Body", errors)


def check_length(field: str, text: str | None, most: int, least: int = 0) -> None:
    if text is not None and not least <= len(text) <= most:
        raise invalid(field, f"Must be between {least} and {most} in length, not {len(text)}.")


def check_files(files: Mapping[int, tuple[str, bytes]], described: Sequence[Mapping], limit: int) -> None:
    """Refuse more than ten files, a file over ``limit`` bytes, a file that the payload does not describe."""
    if len(described) > FILES_PER_MESSAGE or len(files) > FILES_PER_MESSAGE:
        raise invalid("attachments", f"Must be {FILES_PER_MESSAGE} or fewer in length.")
    for number, (name, data) in files.items():
        if len(data) > limit:
            raise Refused(413, 40005, f"Request entity too large: {name} has {len(data)} of {limit} bytes")
        if not name:
            raise invalid(f"files[{number}]", "A file needs a name.")
    if set(files) - {int(entry["id"]) for entry in described}:
        raise invalid("attachments", "A file was sent that no attachment describes.")


def check_message(payload: Mapping[str, Any], file_names: Sequence[str], *, interaction: bool) -> None:
    """Refuse content, embeds, components and flags that Discord would refuse."""
    check_length("content", payload.get("content"), 2000)
    check_embeds(payload.get("embeds") or [], file_names)
    check_components(payload.get("components") or [])
    check_length("nonce", payload.get("nonce"), 25)
    flags = payload.get("flags", 0)
    allowed = SENDABLE_FLAGS | COMPONENTS_V2 | (EPHEMERAL if interaction else 0)
    if flags & ~allowed:
        raise invalid("flags", f"Flags {flags & ~allowed:#x} cannot be sent here.")
    if flags & COMPONENTS_V2 and (payload.get("content") or payload.get("embeds")):
        raise invalid("content", "The 'content' and 'embeds' fields cannot be used with components v2.")


def check_not_empty(payload: Mapping[str, Any], files: int) -> None:
    if not (payload.get("content") or payload.get("embeds") or files or payload.get("components")):
        raise Refused(400, 50006, "Cannot send an empty message")


def check_embeds(embeds: Sequence[Mapping[str, Any]], file_names: Sequence[str]) -> None:
    if len(embeds) > 10:
        raise invalid("embeds", "Must be 10 or fewer in length.")
    for embed in embeds:
        check_length("embeds.title", embed.get("title"), 256)
        check_length("embeds.description", embed.get("description"), 4096)
        check_length("embeds.footer.text", embed.get("footer", {}).get("text"), 2048)
        check_length("embeds.author.name", embed.get("author", {}).get("name"), 256)
        if len(embed.get("fields", [])) > 25:
            raise invalid("embeds.fields", "Must be 25 or fewer in length.")
        for field in embed.get("fields", []):
            check_length("embeds.fields.name", field.get("name", ""), 256, least=1)
            check_length("embeds.fields.value", field.get("value", ""), 1024, least=1)
        for picture in ("image", "thumbnail"):
            url = embed.get(picture, {}).get("url")
            if url is None or url.startswith(("http://", "https://")):
                continue
            if not url.startswith("attachment://") or url.removeprefix("attachment://") not in file_names:
                raise invalid(
                    f"embeds.{picture}.url", f"{url} is neither a web address nor an attached file."
                )
    total = sum(len(text) for embed in embeds for text in _texts(embed))
    if total > 6000:
        raise invalid("embeds", f"Embed size exceeds maximum size of 6000: {total}.")


def _texts(embed: Mapping[str, Any]) -> Iterator[str]:
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    yield embed.get("footer", {}).get("text") or ""
    yield embed.get("author", {}).get("name") or ""
    for field in embed.get("fields", []):
        yield field["name"]
        yield field["value"]


def check_components(rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse all but up to five rows of up to five buttons, or of one select, with distinct custom ids."""
    if len(rows) > 5:
        raise invalid("components", "Must be 5 or fewer in length.")
    seen: set[str] = set()
    for row in rows:
        items = row.get("components", [])
        if row.get("type") != 1 or not 1 <= len(items) <= 5:
            raise invalid("components", "A row holds one to five components.")
        if len(items) > 1 and any(item["type"] != 2 for item in items):
            raise invalid("components", "A select needs a row of its own.")
        for item in items:
            if item["type"] == 2:
                _check_button(item)
            elif item["type"] == 3:
                _check_select(item)
            else:
                raise invalid("components", f"Component type {item['type']} does not go into a row.")
            if (custom_id := item.get("custom_id")) is not None:
                check_length("components.custom_id", custom_id, 100, least=1)
                if custom_id in seen:
                    raise invalid(
                        "components.custom_id", f"Component custom id cannot be duplicated: {custom_id}"
                    )
                seen.add(custom_id)


def _check_button(item: Mapping[str, Any]) -> None:
    check_length("components.label", item.get("label"), 80)
    if not item.get("label") and not item.get("emoji"):
        raise invalid("components.label", "A button needs a label or an emoji.")
    if (item.get("style") == 5) != ("url" in item) or ("url" in item) == ("custom_id" in item):
        raise invalid("components.style", "A button has a custom id, or it is a link with a url.")


def _check_select(item: Mapping[str, Any]) -> None:
    options = item.get("options", [])
    check_length("components.placeholder", item.get("placeholder"), 150)
    if not 1 <= len(options) <= 25:
        raise invalid("components.options", "Must be between 1 and 25 in length.")
    for option in options:
        check_length("components.options.label", option["label"], 100, least=1)
        check_length("components.options.value", option["value"], 100, least=1)
        check_length("components.options.description", option.get("description"), 100)
    if len({option["value"] for option in options}) < len(options):
        raise invalid("components.options.value", "The specified option value is already used.")
    if item.get("max_values", 1) > len(options):
        raise invalid("components.max_values", "More values than options.")


def check_choices(choices: Sequence[Mapping[str, Any]]) -> None:
    if len(choices) > 25:
        raise invalid("choices", "Must be 25 or fewer in length.")
    for choice in choices:
        check_length("choices.name", choice["name"], 100, least=1)
        if isinstance(choice["value"], str):
            check_length("choices.value", choice["value"], 100, least=1)


def check_command(command: Mapping[str, Any]) -> None:
    """Refuse a command that Discord would not register."""
    check_length("name", command["name"], 32, least=1)
    if command.get("type", 1) != 1:
        if command.get("description") or command.get("options"):
            raise invalid("description", "Context menu commands cannot have a description or options.")
        return
    _check_named(command)


def _check_named(entry: Mapping[str, Any]) -> None:
    if not SLASH_NAME.fullmatch(entry["name"]) or entry["name"] != entry["name"].lower():
        raise invalid("name", f"Command name is invalid: {entry['name']}")
    check_length("description", entry.get("description", ""), 100, least=1)
    options = entry.get("options", [])
    if len(options) > 25:
        raise invalid("options", "Must be 25 or fewer in length.")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        raise invalid("options", "Required options must be placed before non-required options.")
    for option in options:
        _check_named(option)
        if option.get("choices"):
            check_choices(option["choices"])
            if option.get("autocomplete"):
                raise invalid("autocomplete", "Choices and autocomplete exclude each other.")
