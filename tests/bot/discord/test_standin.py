"""The stand-in itself, with the smallest of bots: what Discord would refuse, it refuses."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from discord import app_commands

from tests.discord_standin import Attachment, Discord, InteractionFailed, NotOffered


class TinyBot(discord.Client):
    """Does what the message says, right or wrong."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents.default(),
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=5.0,
            guild_ready_timeout=0.02,
        )
        self.tree = app_commands.CommandTree(self)
        self.seen: list[discord.Message] = []
        self.problems: list[Exception] = []
        self.resumed = 0
        add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message)
        if message.author == self.user:
            return
        try:
            await self.obey(message)
        except discord.HTTPException as problem:
            self.problems.append(problem)

    async def obey(self, message: discord.Message) -> None:
        words = message.content.split()
        if len(words) < 2 or not words[-1].isdigit():
            return
        order, number = words[-2], int(words[-1])
        if order == "echo":
            await message.reply(f"echo {number} @everyone {message.author.mention}")
        elif order == "long":
            await message.reply("x" * number)
        elif order == "file":
            await message.reply(file=discord.File(io.BytesIO(bytes(number)), "sound.wav"))
        elif order == "files":
            await message.channel.send(
                files=[discord.File(io.BytesIO(b"RIFF"), f"{i}.wav") for i in range(number)]
            )
        elif order == "embed":
            await message.reply(embed=discord.Embed(description="y" * number))
        elif order == "picture":
            await message.reply(embed=discord.Embed().set_image(url="attachment://none.png"))
        elif order == "read":
            await message.reply(f"{len(await message.attachments[0].read())} bytes")
        elif order == "type":
            async with message.channel.typing():
                await message.reply("typed")


def add_commands(bot: TinyBot) -> None:
    @bot.tree.command(description="Find sounds")
    @app_commands.describe(prompt="What to find", k="How many")
    async def find(
        interaction: discord.Interaction, prompt: str, k: app_commands.Range[int, 1, 10] = 5
    ) -> None:
        if prompt == "late":
            await asyncio.sleep(0.4)
        if prompt == "defer":
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.followup.send("deferred", file=discord.File(io.BytesIO(b"RIFF"), "a.wav"))
            await interaction.followup.send("and more")
            return
        try:
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="More", custom_id="more"))
            view.add_item(
                discord.ui.Select(custom_id="like", options=[discord.SelectOption(label="#1", value="1")])
            )
            await interaction.response.send_message(f"{prompt} {k}", view=view)
            if prompt == "twice":
                await interaction.client.http.request(  # the library itself would not send a second answer
                    discord.http.Route(
                        "POST", f"/interactions/{interaction.id}/{interaction.token}/callback"
                    ),
                    json={"type": 4, "data": {"content": "again"}},
                )
        except discord.HTTPException as problem:
            bot.problems.append(problem)

    @find.autocomplete("prompt")
    async def complete(interaction: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
        count = 26 if text == "too many" else 3
        choices = [app_commands.Choice(name=f"{text}{i}", value=f"{text}{i}") for i in range(count)]
        try:
            await interaction.response.autocomplete(choices)
        except discord.HTTPException as problem:
            bot.problems.append(problem)
        return []

    @bot.tree.context_menu(name="Find similar")
    async def similar(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{message.attachments[0].filename}", ephemeral=True)

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        custom_id = (interaction.data or {}).get("custom_id")
        if custom_id == "more":
            await interaction.response.edit_message(content="page 2")
        elif custom_id == "like":
            await interaction.response.defer()
            await interaction.followup.send("like #1")


@asynccontextmanager
async def running(standin: Discord, bot: TinyBot | None = None) -> AsyncIterator[TinyBot]:
    bot = bot or TinyBot()
    task = asyncio.create_task(bot.start(standin.world.token))
    try:
        await standin.ready(timeout=5)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def refused(bot: TinyBot) -> discord.HTTPException:
    for _ in range(200):
        if bot.problems:
            problem = bot.problems.pop()
            assert isinstance(problem, discord.HTTPException)
            return problem
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was refused")


async def test_a_reply_comes_back_and_rings_nobody(standin: Discord) -> None:
    ana = standin.person("ana")
    room = standin.room(standin.server("club"), "general", ana)
    async with running(standin):
        reply = await standin.say(room, ana, f"{standin.bot.mention} echo 7")
        assert reply.content.startswith("echo 7")
        assert reply.pinged == []


async def test_files_and_attachments_travel_both_ways(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin):
        reply = await standin.say(standin.dm(ana), ana, "file 1000")
        assert [(a.filename, len(a.data)) for a in reply.attachments] == [("sound.wav", 1000)]
        reply = await standin.say(standin.dm(ana), ana, "read 1", [Attachment("a.wav", bytes(300))])
        assert reply.content == "300 bytes"


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ("long 2001", 400, 50035),
        ("file 10485761", 413, 40005),
        ("files 11", 400, 50035),
        ("embed 4097", 400, 50035),
        ("picture 1", 400, 50035),
        ("long 0", 400, 50006),
    ],
)
async def test_what_discord_refuses_is_refused(standin: Discord, order: str, status: int, code: int) -> None:
    ana = standin.person("ana")
    async with running(standin) as bot:
        await standin.post(standin.dm(ana), ana, order)
        problem = await refused(bot)
        assert (problem.status, problem.code) == (status, code)


async def test_a_boosted_server_takes_larger_files(standin: Discord) -> None:
    ana = standin.person("ana")
    room = standin.room(standin.server("club", tier=2), "general", ana)
    async with running(standin):
        reply = await standin.say(room, ana, f"{standin.bot.mention} file 10485761")
        assert reply.attachments[0].size == 10485761


async def test_missing_permissions_and_deleted_messages(standin: Discord) -> None:
    ana = standin.person("ana")
    club = standin.server("club")
    mute = standin.room(club, "mute", ana, denied=["send_messages"])
    bare = standin.room(club, "bare", ana, denied=["attach_files"])
    async with running(standin) as bot:
        await standin.post(mute, ana, f"{standin.bot.mention} echo 1")
        assert (await refused(bot)).code == 50013
        await standin.post(bare, ana, f"{standin.bot.mention} file 10")
        assert (await refused(bot)).code == 50013
        note = await standin.post(bare, ana, f"{standin.bot.mention} echo 1")
        await standin.delete(note)
        assert (await refused(bot)).status == 400


async def test_content_is_blank_without_the_intent(standin: Discord) -> None:
    ana = standin.person("ana")
    room = standin.room(standin.server("club"), "general", ana)
    async with running(standin) as bot:
        await standin.post(room, ana, "hidden", [Attachment("a.wav", b"RIFF")])
        await standin.say(room, ana, f"{standin.bot.mention} echo 1")
        await standin.say(standin.dm(ana), ana, "echo 2")
        hidden, mentioned, *_ = bot.seen
        assert (hidden.content, hidden.attachments) == ("", [])
        assert mentioned.content.endswith("echo 1")


async def test_an_unapproved_intent_closes_with_4014(standin: Discord) -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    async with TinyBot(intents) as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await asyncio.wait_for(bot.start(standin.world.token), 5)
    assert standin.gateway.closed_with == [4014]


async def test_a_wrong_token_is_401(standin: Discord) -> None:
    async with TinyBot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("another.token.0")


async def test_commands_must_be_synced_and_options_known(standin: Discord) -> None:
    ana = standin.person("ana")
    room = standin.room(standin.server("club"), "general", ana)
    async with running(standin):
        assert (await standin.slash(room, ana, "find", prompt="kick", k=3)).content == "kick 3"
        assert standin.world.syncs == [None]
        for command, options in [
            ("lose", {}),
            ("find", {}),
            ("find", {"prompt": "kick", "n": 3}),
            ("find", {"prompt": "kick", "k": 11}),
        ]:
            with pytest.raises(NotOffered):
                await standin.slash(room, ana, command, **options)


async def test_interactions_are_answered_once_and_in_time(standin: Discord) -> None:
    ana = standin.person("ana")
    standin.world.deadline = 0.3
    async with running(standin) as bot:
        dm = standin.dm(ana)
        with pytest.raises(InteractionFailed):
            await standin.slash(dm, ana, "find", prompt="late")
        assert (await refused(bot)).code == 10062
        await standin.slash(dm, ana, "find", prompt="twice")
        assert (await refused(bot)).code == 40060


async def test_a_deferred_answer_is_filled_in_later(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin):
        answer = await standin.slash(standin.dm(ana), ana, "find", prompt="defer")
        assert answer.content == "deferred"
        assert answer.ephemeral
        assert answer.attachments[0].data == b"RIFF"
        assert answer.interaction is not None
        await standin.world.until(lambda: answer.interaction.followups, 2)
        assert answer.interaction.followups[0].content == "and more"


async def test_autocomplete_offers_at_most_25(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin) as bot:
        assert await standin.autocomplete(standin.dm(ana), ana, "find", "prompt", "ki") == [
            "ki0",
            "ki1",
            "ki2",
        ]
        assert await standin.autocomplete(standin.dm(ana), ana, "find", "prompt", "too many") == []
        assert (await refused(bot)).code == 50035


async def test_buttons_selects_and_menus(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin):
        answer = await standin.slash(standin.dm(ana), ana, "find", prompt="kick")
        assert (await standin.press(answer, "More", ana)).content == "page 2"
        assert (await standin.select(answer, "like", "#1", ana)).content == "like #1"
        with pytest.raises(NotOffered):
            await standin.press(answer, "Less", ana)
        note = await standin.post(standin.dm(ana), ana, "hear this", [Attachment("a.wav", b"RIFF")])
        menu = await standin.context_menu(ana, "Find similar", note)
        assert (menu.content, menu.ephemeral) == ("a.wav", True)


async def test_rate_limits_are_waited_out(standin: Discord) -> None:
    ana = standin.person("ana")
    standin.rate_limit("POST", r"/channels/\d+/messages", times=2)
    standin.rate_limit("POST", r"/interactions/.*", times=1)
    async with running(standin):
        reply = await standin.say(standin.dm(ana), ana, "file 1000")
        assert reply.attachments[0].size == 1000
        assert (await standin.slash(standin.dm(ana), ana, "find", prompt="kick")).content == "kick 5"
        assert [status for *_, status in standin.requests("POST", "/messages")] == [429, 429, 200]


@pytest.mark.parametrize("loss", ["op 7", "op 9", "close 4000", "abort"])
async def test_a_lost_connection_is_resumed_with_what_was_missed(standin: Discord, loss: str) -> None:
    ana = standin.person("ana")
    async with running(standin) as bot:
        await standin.say(standin.dm(ana), ana, "echo 1")
        connection = standin.gateway.connected[0]
        await {
            "op 7": standin.gateway.ask_to_reconnect,
            "op 9": lambda: standin.gateway.invalidate(resumable=True),
            "close 4000": standin.gateway.close,
            "abort": standin.gateway.abort,
        }[loss]()
        assert (await standin.say(standin.dm(ana), ana, "echo 2")).content.startswith("echo 2")
        await standin.world.until(
            lambda: standin.gateway.connected and standin.gateway.connected[0] is not connection, 5
        )
        assert (standin.gateway.resumes, standin.gateway.identifies) == (1, 1)
        assert len([m for m in bot.seen if m.content == "echo 1"]) == 1


async def test_a_dead_session_identifies_anew(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin):
        await standin.gateway.invalidate(resumable=False)
        await standin.world.until(lambda: standin.gateway.identifies == 2 and standin.gateway.connected, 5)
        assert (await standin.say(standin.dm(ana), ana, "echo 2")).content.startswith("echo 2")


async def test_typing_is_recorded_and_unknown_routes_are_404(standin: Discord) -> None:
    ana = standin.person("ana")
    async with running(standin) as bot:
        await standin.say(standin.dm(ana), ana, "type 1")
        assert standin.world.typing == [standin.dm(ana).id]
        with pytest.raises(discord.NotFound):
            await bot.fetch_guild(1)
        assert standin.world.unknown_routes.pop().startswith("GET /guilds/1")
