"""What the page is made of, the evaluation's report, and the question for the token."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web

from bot.errors import explain
from bot.web import shown
from bot.web.room import MOST_JSON_BYTES, ROOM, Refused, read
from retrieval_core.build import BuildError
from retrieval_core.evaluated import REPORT, newest
from retrieval_core.retriever import Retriever

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
#: The report is one file with its style inside, and runs nothing.
REPORT_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
_LINK = re.compile(r'(href|src)="(?!#|data:)([^"]*)"')

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, as it is and packed."""

    data: bytes
    packed: bytes
    type: str
    tag: str


ASSETS = web.AppKey("assets", dict[str, Asset])


def read_assets() -> dict[str, Asset]:
    """All files of the page by name; nothing else is ever looked for on disk."""
    assets = {}
    for file in STATIC.iterdir():
        if file.suffix in TYPES:
            data = file.read_bytes()
            tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
            assets[file.name] = Asset(data, gzip.compress(data, mtime=0), TYPES[file.suffix], tag)
    return assets


def asset(request: web.Request, name: str, status: int = 200) -> web.Response:
    """A file of the page, unless the browser has it already."""
    found = request.app[ASSETS].get(name)
    if found is None:
        raise web.HTTPNotFound
    headers = {
        "Cache-Control": "no-cache",
        "Content-Type": found.type,
        "ETag": found.tag,
        "Vary": "Accept-Encoding",
    }
    if status == 200 and request.headers.get("If-None-Match") == found.tag:
        return web.Response(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(status=status, body=found.packed, headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(status=status, body=found.data, headers=headers)


@routes.get("/")
async def page(request: web.Request) -> web.Response:
    return asset(request, "index.html")


@routes.get("/static/{name}")
async def static(request: web.Request) -> web.Response:
    return asset(request, request.match_info["name"])


@routes.get("/favicon.ico")
async def icon(request: web.Request) -> web.Response:
    return asset(request, "icon.svg")


@routes.get("/login")
async def login(request: web.Request) -> web.Response:
    return asset(request, "login.html")


@routes.post("/login")
async def log_in(request: web.Request) -> web.Response:
    """Take the token, and give a cookie for it."""
    guard = request.app[ROOM].guard
    fields = await read(request, MOST_JSON_BYTES, "That is too long for a token.")
    given = re.search(rb"(?:^|&)token=([^&]*)", fields)
    token = unquote(given[1].decode("ascii", "replace").replace("+", " ")) if given else ""
    if not guard.token or not await guard.knows_token(token):
        return asset(request, "login-again.html", 401)
    response = web.HTTPSeeOther("/")
    guard.give_cookie(response, guard.new_session())
    raise response


@routes.get("/evaluation")
async def evaluation(request: web.Request) -> web.Response:
    """How well the live build finds what is asked for, as it was measured last."""
    room = request.app[ROOM]
    text = await room.on_thread(request, lambda: report(room.conversation.retriever))
    headers = {"Content-Security-Policy": REPORT_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return web.Response(text=text, content_type="text/html", headers=headers)


def report(retriever: Retriever) -> str:
    """The live build's report, its links to sounds leading here."""
    build = retriever.build
    try:
        measured = newest(build)
        if not measured.metrics["approaches"]:
            reason = html.escape(f"Build {build.id} has no report: there was nothing to score it by.")
            return f'<!doctype html><html lang="en"><title>Evaluation</title><p>{reason}</p></html>'
        text = measured.file(REPORT).read_text(encoding="utf-8")
    except BuildError as error:
        raise Refused(explain(error), 503) from error
    folder, library = measured.folder, build.library.resolve()
    found: dict[str, str | None] = {}
    for _, link in _LINK.findall(text):
        file = (folder / unquote(html.unescape(link))).resolve()
        found[link] = file.relative_to(library).as_posix() if file.is_relative_to(library) else None
    rows = retriever.catalog.at(path for path in found.values() if path)

    def lead_here(match: re.Match[str]) -> str:
        row = rows.get(found[match[2]] or "")
        return f'{match[1]}="{shown.sound(row["path"], row["sha256"])}"' if row else ""

    return _LINK.sub(lead_here, text)
