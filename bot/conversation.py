"""The conversation: prompts in, replies out, the same for every front end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot import about_hits, explanations, holdings, naming, prompts, sentences
from bot.last_hits import LastHits
from bot.memory import Memory
from bot.referred import before, gone_on_from, resolved
from bot.reply import Reply, Speaker
from bot.search import search
from bot.turns import Turn
from db import QueryLog
from retrieval_core.evaluated import PICTURE, newest
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever, UnknownApproach

#: More than this many samples are never sent at once: what a Discord message holds.
MOST = 10

#: To what only agrees.
OKAY = "All right."

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
        self.memory = Memory(query_log, front_end, retriever)
        self.front_end = front_end

    def pinned(self) -> Conversation:
        """The same on the build that answers now: what belongs to one answer is asked of one build."""
        return Conversation(self.retriever.pinned(), self.log, self.front_end)

    def ask(self, text: str, speaker: Speaker, k: int | None = None, approach: str | None = None) -> Reply:
        """Answer a prompt.

        Parameters:
            text: what was written.
            speaker: by whom and where.
            k, approach: where they are given apart from the words, they count; but where the words say of each sound how many, these do.
        """
        request = self.understand(text, speaker, k, approach)
        return request if isinstance(request, Reply) else self.answer(request, speaker, text)

    def understand(
        self, text: str, speaker: Speaker, k: int | None = None, approach: str | None = None
    ) -> Request | Reply:
        """What a prompt asks to be searched for, to be given to `answer`; the reply itself where it asks for no search."""
        context = self.memory.last_turn(speaker)
        text = prompts.behind_question(text[: prompts.MAX_CHARACTERS], self.memory.last_question(speaker))
        told, text = self._told(text, speaker, context)
        if told:
            return told
        if context:
            context, text = gone_on_from(context, text)
        text = self._spelt_out(text, context)
        called = naming.called(text, self.retriever, context)
        if isinstance(called, Reply):
            return called
        if isinstance(called, Request):
            return replace(called, k=k or called.k, approach=approach)
        rest, freed = text, None
        if context:
            rest, freed = prompts.freed_of_files(text, context.request)
            context = replace(context, request=freed or context.request)
        rest, folders = naming.placed(rest, self.retriever)
        asked = prompts.told_of_tempo(rest)
        rest, files = prompts.filed(asked)
        counts = "how many" in asked.casefold()
        if context and files and not counts and prompts.parse(asked, context.request).intent == "about":
            rest, files = asked, ()  # "is 4 mono?"
        if context and files:
            rest = LastHits(context, self.retriever).likened(rest, files)
        if (files or folders or freed) and prompts.is_filling(rest):
            last = replace(context.request, skip=()) if context else Request(random=True)
            last = replace(last, intent="count") if counts else last
            many = prompts.parse(rest).k  # "two wavs"
            found: Request | Reply = replace(last, k=many) if many != Request().k else last
        else:
            found = self._understood(rest, speaker, context)
        if isinstance(found, Request):
            request = prompts.with_files(found, files)
            request = replace(request, named=folders or request.named)
            request = naming.narrowed(request, rest, self.retriever)
        elif context is None and called and found.aside:
            return Request(text=prompts.as_written(text), k=k or Request().k, first=called)
        elif context is None or not found.aside:
            return found
        else:
            request = naming.narrowed(context.request, rest, self.retriever)
            if request == context.request:
                return found
        asked_for = request.k if request.counted else k or request.k
        request = replace(request, k=asked_for, approach=approach or request.approach)
        request = naming.labelled(prompts.superlative(request, rest), self.retriever)
        if request.most and not k and prompts.asks_for_one(rest):
            request = replace(request, k=1)
        # What changes the last request calls nothing by its name.
        names = context is None or prompts.parse(rest).classes != ()  # not so "open", behind hats
        anew = names and (context is None or request.classes != context.request.classes)
        if not called or not anew or request.like or request.parts:
            return request
        return replace(request, first=called)

    def _told(self, text: str, speaker: Speaker, context: Turn | None) -> tuple[Reply | None, str]:
        """The answer to what asks for no sounds, a farewell, what the library holds, what a word means; None elsewhere. And what is left to be understood."""
        terms, beside = prompts.asked_meaning(text)
        if topic := prompts.topic(text):
            reply = Reply(sentences.TOPICS[topic])
        elif sort := prompts.asks_sorts(text):
            reply = Reply(holdings.held(sort, self.retriever))
        elif terms and not beside:
            self.memory.note((), context or Turn(Request(), (), (), ""), speaker, text)
            reply = Reply(explanations.explained(terms, self.retriever))
        elif context and (named := prompts.wondered_about(beside or text, context.request)):
            reply = about_hits.held(named, self.retriever)
        else:
            return None, beside or text
        self.memory.keep_question(speaker, text, [])
        return reply, ""

    def _spelt_out(self, text: str, context: Turn | None) -> str:
        """A prompt with what it leaves to be understood, and with the ranks of the hits that it points at."""
        text = prompts.offered(prompts.with_length(text))
        if context is None:
            return text
        text = prompts.in_full(prompts.straightened(text), context.request)
        return prompts.pointed(text, LastHits(context, self.retriever).in_sight())

    def _understood(self, text: str, speaker: Speaker, context: Turn | None) -> Request | Reply:
        """What a prompt asks for that calls no sample by its name."""
        if context and prompts.asks_number(text):
            return replace(context.request, intent="count", skip=())
        if context and (steps := prompts.turns_back(text)):
            turn = before(context, steps)
            return turn.request if turn else Reply(sentences.NOTHING_BEFORE)
        if context and (told := about_hits.asked_on(text, LastHits(context, self.retriever))):
            self._keep_question(told, text, speaker, context, asked=context.asked)
            return told
        ranks = prompts.meant(text) if context and context.before and context.request.like_ranks else ()
        if context and context.before and ranks and max(ranks) <= len(context.before.hits):
            # Another one of the same answer: "I meant 2", behind "more like 3"; "I meant 10" are so many.
            again = replace(context.request, like=(), like_ranks=ranks, skip=(), intent="find")
            return resolved(again, text, context.before, self.retriever)
        heard = None
        if context is None:
            request = prompts.read(text, self.retriever.nearness)
        else:
            request = prompts.parse(text, context.request)
            heard = prompts.heard(request, text, context.request)
            request = self._read(request, text, context, heard)
        said = self._said(request, text, speaker, context)
        unsaid = said is None or said.aside
        spoken = prompts.remarked(heard, request, context.request) if context and heard and unsaid else None
        if spoken is not None:
            asks = spoken and ("?" in text or prompts.facts_asked(text))
            request = Request(intent="about" if asks else "other", like_ranks=spoken)
            said = self._said(request, text, speaker, context)
            self.memory.note(spoken, context, speaker)
        if said is not None:
            if said.hits or request.intent == "about":
                compares = prompts.compared(text) or prompts.contrasted(text)
                asked = text if request.intent == "about" or compares or prompts.hears(text) else ""
                self._keep_question(said, text, speaker, context, request.like_ranks, asked)
            return said
        return resolved(request, text, context, self.retriever)

    def _keep_question(
        self,
        told: Reply,
        text: str,
        speaker: Speaker,
        context: Turn | None,
        ranks: Sequence[int] = (),
        asked: str = "",
    ) -> None:
        """Log what was said of the hits that were shown last, and remember of which it was, and the question, where it was one."""
        self.memory.keep_question(speaker, text, told.hits)
        self.memory.note([hit.rank for hit in told.hits] or ranks, context, speaker, asked)

    def _read(self, request: Request, text: str, context: Turn, heard: prompts.Heard | None) -> Request:
        """What is said behind an answer, as reader and text encoder read it after the grammar."""
        last, near = context.request, self.retriever.nearness
        hits, picked = context.hits, () if context.asked else context.spoken_of
        if heard and (judged := prompts.at_hits(heard, request, text, last, len(hits))):
            # Of a kit a part may go.
            return (prompts.turned(judged, text, last, hits, picked) if last.parts else None) or judged
        unheld = self.retriever.catalog.unheld(request.classes) if request.random else ()
        if unheld and {*unheld} == {*request.classes} == {*last.classes}:
            request = replace(request, text="", classes=())  # "surprise me", where there were no strings
        request, text, does = prompts.taken(heard, request, text, last) if heard else (request, text, "")
        request = prompts.followed(request, text, last)
        request = prompts.coloured(request, text, last, near)
        if does != "anew" and (turned := prompts.turned(request, text, last, hits, picked, does)):
            return turned
        if request == prompts.parse(text):
            return prompts.read(text, near, before=last.classes)
        return prompts.apart(request, text)

    def _said(self, request: Request, text: str, speaker: Speaker, context: Turn | None) -> Reply | None:
        """The answer where a prompt asks for no search: talk, a question about what was shown, another approach."""
        last = LastHits(context, self.retriever) if context else None
        if last and (told := about_hits.answered(request, text, last)):
            return told
        if request.intent == "help" or (request.intent == "other" and prompts.asks_of_library(text)):
            return Reply(self.help())
        wonders = request.intent == "other" or (prompts.of_shown(text) and prompts.judges(text))
        if wonders and last and (asked := prompts.ranks_wondered_about(text)) is not None:
            if beyond := last.turn.beyond(asked):
                return about_hits.no_such(beyond, last.turn)
            self.memory.note(asked, context, speaker)
            lead = sentences.JUDGED if prompts.judges(text) else sentences.WONDERED
            return Reply(f"{lead}\n{last.known(asked)}")
        if request.intent in SMALLTALK:
            ranks = request.like_ranks or prompts.ranks_spoken_of(text)
            self.memory.note(ranks, context, speaker)
            if last and (beyond := last.turn.beyond(ranks)):
                return about_hits.no_such(beyond, last.turn)
            if last and request.intent == "other":
                said = OKAY if prompts.agrees(text) else sentences.aside(ranks, last.turn.hits)
                return Reply(said, aside=said != OKAY)
            if last and request.intent == "thanks" and (ranks or prompts.praises(text)):
                return Reply(sentences.liked(hits := last.of(ranks)), hits)
            talk = f"{SMALLTALK[request.intent]} For example: {sentences.EXAMPLES[0]}."
            return Reply(talk, aside=request.intent == "other")
        if request.approach and request == Request(k=request.k, approach=request.approach):
            return self.choose_approach(request.approach, speaker)
        if request.intent == "about":
            if last is None:
                return Reply(sentences.NOTHING_SHOWN)
            if beyond := last.turn.beyond(request.like_ranks):
                return about_hits.no_such(beyond, last.turn)
            # "Where is it?", behind the one that was picked out.
            of_it = last.turn.spoken_of if prompts.is_of_it(text) else ()
            return Reply(last.known(request.like_ranks or of_it, prompts.facts_asked(text)))
        if request.intent == "anew":
            self.memory.forget(speaker)
            return Reply(f"Forgotten. What are you after? For example: {sentences.EXAMPLES[0]}.")
        return None

    def answer(
        self, request: Request, speaker: Speaker, text: str, kind: str = "find", by: str | None = None
    ) -> Reply:
        """Search for a request, log it as of that kind, and remember it as the speaker's last turn.

        Parameters:
            by: the approach, where the request names none; the one that is chosen by then, if None. What goes on from the answer is
                answered by it only if it was named.
        """
        if request.lost:
            return Reply(sentences.TAKEN_OUT)
        started = time.perf_counter()
        chosen = request.approach or by or self.chosen_approach(speaker)
        counts = request.intent == "count" and not prompts.flavours(request.text)
        asked = request.k
        request = replace(request, k=min(asked, MOST), intent="find")
        try:
            total = self.retriever.count(request) if counts else None
            each = self._counts(request) if counts else {}
            unheld = () if request.first else self.retriever.catalog.unheld(request.classes)
            hits, lost = search(self.retriever, replace(request, approach=chosen), unheld)
        except UnknownApproach as error:
            return Reply(f"{str(error)[0].upper()}{str(error)[1:]}.")
        milliseconds = (time.perf_counter() - started) * 1e3
        last = self.memory.last_turn(speaker)
        settles = last and kind == "find" and prompts.settles(text) and _only_approach(request, last.request)
        settled = settles and self.memory.settle(chosen, speaker)
        query_id = self.memory.keep(request, speaker, text, hits, milliseconds, kind, last, chosen)
        if counts:
            self.memory.note((), self.memory.last_turn(speaker), speaker, prompts.COUNTED)
        doubt = self._doubt(request, hits, chosen)
        doubtful = bool(doubt) or (unheld != () and set(unheld) == set(request.classes))
        terms, _ = prompts.asked_meaning(text)
        said = (
            explanations.explained(terms, self.retriever, alone=False) if terms else "",
            sentences.settled(chosen) if settled else "",
            sentences.SAME
            if last
            and kind == "find"
            and not counts
            and asked <= MOST
            and _changes_nothing(text, request, hits, last)
            else "",
            sentences.beside(unheld, request) or sentences.missing(unheld, request),
            doubt,
            sentences.unheard(hits, request),
            sentences.carried(request, last.request, prompts.parse(text)) if last and kind == "find" else "",
            sentences.left_aside(request),
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
        name = name if isinstance(sound, np.ndarray) else Path(sound).name
        # The sound itself is not kept: "more" and "longer ones" go on from what is nearest to it.
        request = Request(k=k, like=tuple(hit.id for hit in hits[:1]), like_ranks=(1,))
        last = self.memory.last_turn(speaker)
        query_id = self.memory.keep(request, speaker, name, hits, milliseconds, "similar", last)
        text = f"{sentences.count(hits)} like {name}:"
        return Reply(text, hits, approach=None, request=request, query_id=query_id, milliseconds=milliseconds)

    def choose_approach(self, name: str | None, speaker: Speaker, whole_server: bool = False) -> Reply:
        """Answer this person (or the whole server) by another approach from now on; None gives the choice back to the server's or the build's default."""
        known = self.retriever.approaches
        if name is not None and name not in known:
            return Reply(f"There is no approach {name!r}. There are {', '.join(known)}.")
        if whole_server:
            self.log.choices.set_approach(name, server=speaker.server)
        else:
            self.log.choices.set_approach(name, user=speaker.user)
            self.memory.drop_approach(speaker)
        default = self.retriever.build.default_approach if whole_server else self.chosen_approach(speaker)
        whom = "everybody here" if whole_server else "you"
        return Reply(sentences.settled(name or default, whom, name is None), approach=name or default)

    def forget(self, speaker: Speaker) -> Reply:
        """Delete all that is kept of somebody."""
        questions = sentences.counted(self.log.forget(speaker.user), "question")
        return Reply(f"Deleted: {questions}, and everything else that I kept of you.")

    def evaluation(self, approach: str | None = None, operator: bool = False) -> Reply:
        """The figures and confusion matrices of the live build, as they were measured last; for an operator with what to type in a shell."""
        build = self.retriever.build
        if approach is not None and approach not in build.approaches:
            return Reply(f"There is no approach {approach!r}. There are {', '.join(build.approaches)}.")
        names = [approach] if approach else list(build.approaches)
        measured = newest(build)
        if not measured.metrics["approaches"]:
            note, hint = measured.metrics["note"], measured.metrics.get("hint") if operator else ""
            return Reply(f"Build {build.id} could not be evaluated: {note}{f' ({hint})' if hint else ''}.")
        return Reply(
            sentences.evaluation(build, measured.metrics, names),
            pictures=[measured.file(PICTURE.format(name)) for name in names],
        )

    def suggestions(self, start: str, user: str, most: int) -> list[str]:
        """Prompts to offer to somebody who has begun to type: those that were asked before, then classes that there are."""
        asked = self.memory.asked_before(start, most, user)
        classes = [name for name in self.retriever.catalog.class_counts() if start.lower() in name.lower()]
        fine = prompts.beginning(start)
        unheld = self.retriever.catalog.unheld(fine)
        names = [prompts.class_name(id) for id in fine if id not in unheld]
        return [text for text in dict.fromkeys([*asked, *classes, *names]) if text][:most]

    def help(self) -> str:
        """What can be said here."""
        counts = self.retriever.catalog.class_counts()
        examples = "\n".join(f"  {example}" for example in sentences.EXAMPLES)
        folders = [name for name in self.retriever.catalog.folders if name not in counts]
        within = f" They lie in {', '.join(folders[:12])}{', ...' if len(folders) > 12 else ''}."
        return (
            f"Ask for a sound in plain words, for example:\n{examples}\n"
            f"The library holds {sum(counts.values())} samples: {holdings.classes(self.retriever, 8)}."
            f"{within if folders else ''}"
        )

    def _doubt(self, request: Request, hits: list[Hit], approach: str) -> str:
        """A sentence where only the text says what is wanted, and no sample is as near to it as those asked for mostly are."""
        if request.classes or request.qualities or request.like or request.first or not hits:
            return ""
        if prompts.says_nothing(prompts.unmeasured(request.text)):
            return ""
        if prompts.is_foreign(request.text) and not self.retriever.catalog.words.named(request.text):
            return f"“{request.text}” names no sound that I know of."
        if not self.retriever.doubts(request.text, approach):
            return ""
        return f"I doubt that the library holds “{request.text}”."

    def _counts(self, request: Request) -> dict[str, int]:
        """How many samples fit of each class that is asked for, where there are several."""
        sorts = prompts.sorts(request.classes)
        if len(sorts) < 2 or request.parts:
            return {}
        counts = [self.retriever.count(replace(request, classes=sort)) for sort in sorts]
        return {prompts.class_name(sort[0], one=n == 1): n for sort, n in zip(sorts, counts, strict=True)}

    def chosen_approach(self, speaker: Speaker) -> str:
        """The approach that somebody, or somebody's server, has chosen; the build's default where nobody has."""
        chosen = self.memory.approach(speaker)
        build = self.retriever.build
        return chosen if chosen in build.approaches else build.default_approach


def _changes_nothing(text: str, request: Request, hits: list[Hit], last: Turn) -> bool:
    """Whether a turn that was to change the last answer has left it as it was: "scarier", where nothing tells that apart."""
    same = replace(request, text="", first=()) == replace(last.request, text="")
    if not same or len(hits) < 2 or prompts.filed(text)[1] or last.hits != tuple(hit.id for hit in hits):
        return False
    alone = prompts.parse(text)
    limits = (alone.kind, alone.tempo, alone.key, alone.duration, *alone.like_ranks)
    asked_again = any(limits) or {*alone.classes} == {*request.classes} != set()
    return not asked_again and alone.intent == prompts.parse(text, last.request).intent == "find"


def _only_approach(request: Request, last: Request) -> bool:
    """Whether a request differs from the last one in nothing but its approach."""
    return request.approach != last.approach and request == replace(last, approach=request.approach, skip=())
