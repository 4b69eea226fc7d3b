"""What the page is made of, the evaluation's report, and the question for the token."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path, PurePath
from urllib.parse import parse_qs, unquote

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


ASSETS = web.AppKey("assets", dict[str, bytes])


def read_assets() -> dict[str, bytes]:
    """All files of the page by name; nothing else is ever looked for on disk."""
    return {file.name: file.read_bytes() for file in STATIC.iterdir() if file.suffix in TYPES}


def asset(request: web.Request, name: str) -> web.Response:
    """A file of the page, unless the browser has it already."""
    data = request.app[ASSETS].get(name)
    if data is None:
        raise web.HTTPNotFound
    headers = {
        "Cache-Control": "no-cache",
        "Content-Type": TYPES[PurePath(name).suffix],
        "ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    response = web.Response(body=data, headers=headers)
    response.enable_compression()
    return response


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
    [token, *_] = parse_qs(fields.decode("ascii", "replace")).get("token", [""])
    if not guard.token or not await guard.knows_token(token):
        text = request.app[ASSETS]["login.html"].replace(b" hidden>", b">")
        return web.Response(status=401, body=text, headers={"Content-Type": TYPES[".html"]})
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
