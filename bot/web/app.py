"""The application: its rooms, its rules, and what happens when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.conversation import Conversation
from bot.errors import explain
from bot.followups import Gone
from bot.queue import Busy
from bot.upkeep import keep_up
from bot.web import api, pages, sounds
from bot.web.room import ROOM, Refused, Room
from bot.web.security import Guard, refusal
from db import LogError

#: Seconds between two looks for a new build.
POLL_SECONDS = 5.0


def make_app(conversation: Conversation, guard: Guard) -> web.Application:
    """The page of a conversation, under the rules of a guard."""
    app = web.Application(middlewares=[guard.middleware, told])
    app[ROOM] = Room(conversation, guard)
    app[sounds.SHELF] = sounds.Shelf()
    app[pages.ASSETS] = pages.read_assets()
    for routes in (pages.routes, api.routes, sounds.routes):
        app.add_routes(routes)
    app.on_response_prepare.append(guard.sign)
    app.cleanup_ctx.append(beside)
    return app


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A sentence for whatever goes wrong, and the details for the log."""
    try:
        return await handler(request)
    except Refused as refused:
        return refused.response
    except (web.HTTPRedirection, web.HTTPTooManyRequests):
        raise
    except web.HTTPException as error:
        return refusal(error.status, f"{error.reason}.")
    except ConnectionError:
        raise  # nobody is there to be told
    except Gone as error:
        return refusal(404, explain(error))
    except (Busy, LogError) as error:
        return refusal(503, explain(error))
    except Exception as error:
        return refusal(500, explain(error))


async def beside(app: web.Application) -> AsyncIterator[None]:
    """Keep up with builds and the log, as long as the page is served."""
    room = app[ROOM]
    upkeep = asyncio.create_task(keep_up(room.conversation, POLL_SECONDS))
    yield
    upkeep.cancel()
    await asyncio.wait({upkeep})
    room.queue.close()
