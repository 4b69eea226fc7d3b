"""The conversation: prompts in, replies out, the same for every front end."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from bot import last_hits, naming, prompts, sentences
from bot.prompts.lexicon import LOOPED
from bot.reply import Reply, Speaker
from bot.search import search
from bot.turns import Turn
from db import LogError, QueryLog, Result
from retrieval_core import approaches
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever, UnknownApproach

log = logging.getLogger(__name__)

#: More than this many samples are never sent at once: what a Discord message holds.
MOST = 10

EXAMPLES = (
    "give me drum samples",
    "a dark piano loop around 90 bpm",
    "three punchy kicks",
    "more like the second one",
)

#: To what is taken for talk behind an answer, which it leaves as it was.
ASIDE = (
    "I left the search as it was. Say how the sounds should differ (“darker”, “shorter”, “more like 2”), ask about them "
    "(“what key is 3?”), or ask for others."
)

SMALLTALK = {
    "greeting": "Hello! Tell me what sound you are after, and I will dig it out.",
    "thanks": "You are welcome. Anything else to dig for?",
    "other": "I only know about sounds. Tell me what you would like to hear.",
}


class Conversation:
    """Answers people over one retriever, remembers their last turn and their choices, and logs each query.

    Safe to call from several threads at once.
    """

    def __init__(self, retriever: Retriever, query_log: QueryLog, front_end: str) -> None:
        self.retriever = retriever
        self.log = query_log
        self.front_end = front_end

    def pinned(self) -> Conversation:
        """The same on the build that answers now: what belongs to one answer is asked of one build."""
        return Conversation(self.retriever.pinned(), self.log, self.front_end)

    def ask(self, text: str, speaker: Speaker, k: int | None = None, approach: str | None = None) -> Reply:
        """Answer a prompt.

        Parameters:
            text: what was written.
            speaker: by whom and where.
            k, approach: where they are given apart from the words, they count.
        """
        request = self.understand(text, speaker, k, approach)
        return request if isinstance(request, Reply) else self.answer(request, speaker, text)

    def understand(
        self, text: str, speaker: Speaker, k: int | None = None, approach: str | None = None
    ) -> Request | Reply:
        """What a prompt asks to be searched for, to be given to `answer`; the reply itself where it asks for no search."""
        context = self._context(speaker)
        called = naming.called(text, self.retriever, context)
        if isinstance(called, Request):
            return replace(called, k=k or called.k, approach=approach)
        rest, files = prompts.filed(text)
        if files and prompts.is_filling(rest):
            request: Request | Reply = replace(context.request, skip=()) if context else Request(random=True)
        else:
            request = self._understood(rest, speaker, context)
        if isinstance(request, Request):
            request = prompts.with_files(request, files)
            request = replace(request, k=k or request.k, approach=approach or request.approach)
            request = naming.labelled(prompts.superlative(request, rest), self.retriever)
        if not called:
            return request
        if isinstance(request, Reply):
            unknown = context is None and request.text.startswith(SMALLTALK["other"])
            written = prompts.as_written(text)
            return Request(text=written, k=k or Request().k, first=called) if unknown else request
        # What changes the last request calls nothing by its name.
        anew = context is None or request.classes != context.request.classes
        return replace(request, first=called) if anew and not (request.like or request.parts) else request

    def _understood(self, text: str, speaker: Speaker, context: Turn | None) -> Request | Reply:
        """What a prompt asks for that calls no sample by its name."""
        request = self._read(text, context)
        if (said := self._said(request, text, speaker, context)) is not None:
            return said
        if context is not None and prompts.settles(text) and _only_approach(request, context.request):
            self._settle(request, speaker)
        return self._referred(request, text, context)

    def _read(self, text: str, context: Turn | None) -> Request:
        """What the words say, as grammar, reader and text encoder read them."""
        last = context.request if context else None
        request = prompts.parse(text, last)
        if last:
            request = prompts.followed(request, text, last)
            request = prompts.coloured(request, text, last, self.retriever.nearness)
            if turned := prompts.turned(request, text, last):
                return turned
        if request.intent in ("find", "help", *SMALLTALK) and (
            last is None or request == prompts.parse(text)
        ):
            # It stands for itself.
            request = prompts.reread(request, text, answering=last is not None)
            request = prompts.weighed(request, text, self.retriever.nearness)
        return prompts.apart(request, text)

    def _said(self, request: Request, text: str, speaker: Speaker, context: Turn | None) -> Reply | None:
        """The answer where a prompt asks for no search: talk, a question about what was shown, another approach."""
        if context and request.k == 1 and request.intent == "find" and (by := prompts.compared(text)):
            return self._most(by, context, speaker)
        if request.intent == "help":
            return Reply(self.help())
        if (
            request.intent == "other"
            and context
            and (asked := prompts.ranks_wondered_about(text)) is not None
        ):
            if beyond := context.beyond(asked):
                return _no_such(beyond, context)
            return Reply(f"{sentences.WONDERED}\n{last_hits.known(asked, context, self.retriever)}")
        if request.intent in SMALLTALK:
            self._note(prompts.ranks_spoken_of(text), context, speaker)
            if context and request.intent == "other":
                return Reply(ASIDE)
            return Reply(f"{SMALLTALK[request.intent]} For example: {EXAMPLES[0]}.")
        if request.approach and request == Request(k=request.k, approach=request.approach):
            return self.choose_approach(request.approach, speaker)
        if request.intent == "about":
            if context and (beyond := context.beyond(request.like_ranks)):
                return _no_such(beyond, context)
            known = last_hits.known(request.like_ranks, context, self.retriever, prompts.facts_asked(text))
            return Reply(f"{sentences.KNOWN}\n{known}" if prompts.asks_unknown(text) else known)
        if request.intent == "anew":
            self._forget(speaker)
            return Reply(f"Forgotten. What are you after? For example: {EXAMPLES[0]}.")
        return None

    def _referred(self, request: Request, text: str, context: Turn | None) -> Request | Reply:
        """A request with what it refers to, earlier turns and their hits, in place of the reference; a reply where that is not there."""
        if request.intent == "back":
            if context and (earlier := context.earlier(request)):
                return earlier.request
            if context and request.classes and {*request.classes} <= {*context.request.classes}:
                return context.request  # "the old clap" is the one that there is
            if not (request.classes or request.text):
                return Reply("There is nothing to go back to. What are you after?")
            request = replace(request, intent="find")
        if request.intent == "both" and context:
            return context.both()
        if request == Request(k=request.k):
            return Reply(f"What should it sound like? For example: {EXAMPLES[1]}.")
        if context is None:
            if request.intent == "more":
                return Reply("There is nothing yet to give more of. What are you after?")
            if request.like_ranks and not request.like:
                return Reply("I have not shown you anything yet to find more of. What are you after?")
            return request
        if context.is_meant_by(request) and prompts.likens(text):
            request = replace(request, like=(), like_ranks=context.spoken_of, skip=(), intent="find")
        if request.intent == "more":
            request = replace(request, intent="find", skip=context.shown)
        if request.like_ranks and not request.like:
            if beyond := context.beyond(request.like_ranks):
                return _no_such(beyond, context)
            hits = tuple(context.hit(rank) for rank in request.like_ranks)
            if request.intent == "without":
                return replace(context.request, skip=(*context.request.skip, *hits))
            request = replace(request, like=hits)
        if beyond := context.beyond(rank for _, rank in request.same):
            return _no_such(beyond, context)
        return last_hits.fitted(request, context, self.retriever)

    def answer(self, request: Request, speaker: Speaker, text: str, kind: str = "find") -> Reply:
        """Search for a request, log it as of that kind, and remember it as the speaker's last turn."""
        started = time.perf_counter()
        chosen = request.approach or self.chosen_approach(speaker)
        counts = request.intent == "count" and not (request.qualities or prompts.flavours(request.text))
        asked = request.k
        request = replace(request, approach=chosen, k=min(asked, MOST), intent="find")
        try:
            total = self.retriever.count(request) if counts else None
            each = self._counts(request) if counts else {}
            unheld = () if request.first else self.retriever.catalog.unheld(request.classes)
            hits, lost = search(self.retriever, request, unheld)
        except UnknownApproach as error:
            return Reply(f"{str(error)[0].upper()}{str(error)[1:]}.")
        milliseconds = (time.perf_counter() - started) * 1e3
        query_id = self._remember(request, speaker, text, hits, milliseconds, kind)
        doubt = self._doubt(request, hits)
        doubtful = bool(doubt) or (unheld != () and set(unheld) == set(request.classes))
        said = (
            sentences.missing(unheld, request.classes),
            doubt,
            sentences.unheard(hits, request),
            sentences.more_there_is(asked, hits) if len(hits) == MOST else "",
            sentences.found(hits, request, lost, doubtful, total, each),
        )
        return Reply(
            " ".join(part for part in said if part),
            hits,
            prompts.understood(request),
            chosen,
            request,
            query_id,
            milliseconds=milliseconds,
            doubtful=doubtful,
        )

    def similar(
        self, sound: str | Path | np.ndarray, speaker: Speaker, k: int = 5, name: str = "that"
    ) -> Reply:
        """Find samples that sound like an audio file, or like a waveform at the audio encoder's rate.

        Parameters:
            name: what a waveform is called in the answer; a file has its own.

        Raises:
            retrieval_core.audio.AudioError: the file is no audio that can be read; the message says why.
        """
        started = time.perf_counter()
        hits = self.retriever.similar(sound, k=min(k, MOST))
        milliseconds = (time.perf_counter() - started) * 1e3
        request = Request(k=k)
        name = name if isinstance(sound, np.ndarray) else Path(sound).name
        query_id = self._remember(request, speaker, name, hits, milliseconds, kind="similar")
        text = f"{sentences.count(hits)} like {name}:"
        return Reply(text, hits, approach=None, request=request, query_id=query_id, milliseconds=milliseconds)

    def choose_approach(self, name: str, speaker: Speaker, whole_server: bool = False) -> Reply:
        """Answer this person (or the whole server) by another approach from now on."""
        known = self.retriever.approaches
        if name not in known:
            return Reply(f"There is no approach {name!r}. There are {', '.join(known)}.")
        if whole_server:
            self.log.set_approach(name, server=speaker.server)
        else:
            self.log.set_approach(name, user=speaker.user)
        whom = "everybody here" if whole_server else "you"
        return Reply(
            f"From now on I answer {whom} with {name}: {approaches.get(name).DESCRIPTION}.", approach=name
        )

    def _forget(self, speaker: Speaker) -> None:
        """Forget what somebody asked last, as far as that can be noted."""
        try:
            self.log.set_context(speaker.user, speaker.channel, None)
        except LogError:
            log.exception("the last turn could not be forgotten")

    def _settle(self, request: Request, speaker: Speaker) -> None:
        """Keep to the approach of a request from now on; it is answered all the same where that cannot be noted."""
        if request.approach in self.retriever.approaches:
            try:
                self.log.set_approach(request.approach, user=speaker.user)
            except LogError:
                log.exception("the choice of approach could not be kept")

    def evaluation(self, approach: str | None = None) -> Reply:
        """The figures and confusion matrices that were measured when the live build was made."""
        build = self.retriever.build
        if approach is not None and approach not in build.approaches:
            return Reply(f"There is no approach {approach!r}. There are {', '.join(build.approaches)}.")
        names = [approach] if approach else list(build.approaches)
        metrics = json.loads(build.checked("evaluation/metrics.json").read_text(encoding="utf-8"))
        if not metrics["approaches"]:
            return Reply(f"Build {build.id} could not be evaluated: {metrics['note']}.")
        return Reply(
            sentences.evaluation(build, metrics, names),
            pictures=[build.checked(f"evaluation/{name}_cm.png") for name in names],
        )

    def suggestions(self, start: str, user: str, most: int) -> list[str]:
        """Prompts to offer to somebody who has begun to type: those that were asked before, then classes that there are."""
        try:
            asked = self.log.frequent_prompts(start, most, user)
        except LogError:
            log.exception("what was asked before cannot be read")
            asked = []
        classes = [name for name in self.retriever.catalog.class_counts() if start.lower() in name.lower()]
        fine = prompts.beginning(start)
        unheld = self.retriever.catalog.unheld(fine)
        names = [prompts.class_name(id) for id in fine if id not in unheld]
        return [text for text in dict.fromkeys([*asked, *classes, *names]) if text][:most]

    def help(self) -> str:
        """What can be said here."""
        counts = self.retriever.catalog.class_counts()
        classes = ", ".join(f"{name} ({n})" for name, n in list(counts.items())[:8])
        examples = "\n".join(f"  {example}" for example in EXAMPLES)
        return (
            f"Ask for a sound in plain words, for example:\n{examples}\n"
            f"The library holds {sum(counts.values())} samples: {classes}{', ...' if len(counts) > 8 else ''}."
        )

    def _note(self, ranks: Sequence[int], context: Turn | None, speaker: Speaker) -> None:
        """Remember which hits somebody spoke of, so that "more like that" means them, as far as that can be noted."""
        if context is None or not ranks or context.beyond(ranks):
            return
        try:
            turn = replace(context, spoken_of=tuple(ranks))
            self.log.set_context(speaker.user, speaker.channel, turn.to_dict())
        except LogError:
            log.exception("what was said of the hits could not be noted")

    def _most(self, by: tuple[str, str, int], context: Turn, speaker: Speaker) -> Reply:
        """Of the hits that were shown last the one that has most of something; the others stay in sight."""
        word, measure, direction = by
        best = last_hits.most(measure, direction, context, self.retriever)
        if best is None:
            return Reply(f"I cannot tell which of them is the {word}.")
        self._note((best.rank,), context, speaker)
        return Reply(f"Of what I showed you, number {best.rank} is the {word}:", [best])

    def _doubt(self, request: Request, hits: list[Hit]) -> str:
        """A sentence where only the text says what is wanted, and no sample is as near to it as those asked for mostly are."""
        if request.classes or request.qualities or request.like or request.first or not hits:
            return ""
        if prompts.says_nothing(request.text):
            return ""
        if prompts.is_foreign(request.text) and not self.retriever.catalog.words.named(request.text):
            return f"“{request.text}” names no sound that I know of."
        limit = self.retriever.limit(request.approach)
        if limit is None or max(hit.score for hit in hits) >= limit:
            return ""
        return f"I doubt that the library holds “{request.text}”."

    def _counts(self, request: Request) -> dict[str, int]:
        """How many samples fit of each class that is asked for, where there are several."""
        sorts = prompts.groups(id for id in request.classes if id not in LOOPED)
        if len(sorts) < 2 or request.parts:
            return {}
        loops = tuple(id for id in request.classes if id in LOOPED)
        counts = [self.retriever.count(replace(request, classes=(*sort, *loops))) for sort in sorts]
        return {prompts.class_name(sort[0], one=n == 1): n for sort, n in zip(sorts, counts, strict=True)}

    def chosen_approach(self, speaker: Speaker) -> str:
        """The approach that somebody, or somebody's server, has chosen; the build's default where nobody has."""
        try:
            chosen = self.log.approach_for(speaker.user, speaker.server)
        except LogError:
            log.exception("the choice of approach cannot be read")
            chosen = None
        build = self.retriever.build
        return chosen if chosen in build.approaches else build.default_approach

    def _context(self, speaker: Speaker) -> Turn | None:
        try:
            context = self.log.context(speaker.user, speaker.channel)
        except LogError:
            log.exception("the last turn cannot be read")
            return None
        return Turn.from_dict(context) if context and context["build"] == self.retriever.build.id else None

    def _remember(
        self,
        request: Request,
        speaker: Speaker,
        text: str,
        hits: list[Hit],
        milliseconds: float,
        kind: str = "find",
    ) -> int | None:
        """Log the query and keep the turn; an answer is never lost because the log could not be written."""
        ids = tuple(hit.id for hit in hits)
        last = self._context(speaker)
        # An empty page leaves the last one in sight.
        seen = ids or (last.hits if last and request.skip else ())
        # Who has gone back is where they were.
        if last and last.request == request:
            before = last.before
        else:
            before = last.before.before if last and last.before and last.before.request == request else last
        turn = Turn(replace(request, first=()), seen, (*request.skip, *ids), self.retriever.build.id, before)
        try:
            return self.log.log_query(
                self.front_end,
                speaker.user,
                speaker.channel,
                text,
                request.approach or "",
                request.k,
                self.retriever.build.id,
                milliseconds,
                [Result(hit.id, hit.name, hit.rank, hit.score, hit.sha256) for hit in hits],
                asdict(request),
                kind,
                turn.to_dict(),
            )
        except LogError:
            log.exception("the query could not be logged")
            return None


def _no_such(rank: int, last: Turn) -> Reply:
    return Reply(f"My last answer had {sentences.count(last.hits)}, so there is no number {rank}.")


def _only_approach(request: Request, last: Request) -> bool:
    """Whether a request differs from the last one in nothing but its approach."""
    return request.approach != last.approach and request == replace(last, approach=request.approach, skip=())
