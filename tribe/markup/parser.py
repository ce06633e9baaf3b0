"""The parsers: CommonMark and what we add to it, without the rules that a hostile text abuses."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from mdurl import DECODE_DEFAULT_CHARS, decode

from tribe.base.text import has_ignorable
from tribe.markup.meaning import mention, note_meaning

# Beyond these a source is no longer writing, and the rules concerned take quadratic time.
MAX_BRACKETS = 2_000
MAX_ADDRESSES = 300
MAX_TASKS = 500
MAX_CELLS = 20_000
_BEFORE = re.compile(r"[\w)\]]")  # after these two strokes mean "or"
_AFTER = re.compile(r"\w")  # and before these


@dataclass(frozen=True)
class Switches:
    """Which rules a source is read with."""

    has_brackets: bool
    has_addresses: bool
    has_tasks: bool
    has_tables: bool

    @classmethod
    def of(cls, source: str) -> "Switches":
        """All of them for what people write."""
        lines = source.split("\n")
        return cls(
            has_brackets=source.count("[") <= MAX_BRACKETS,
            has_addresses=source.count("://") <= MAX_ADDRESSES,
            has_tasks=source.count("[ ]") + source.lower().count("[x]") <= MAX_TASKS,
            has_tables=max(line.count("|") for line in lines) * len(lines) <= MAX_CELLS,
        )


class _Parsers(threading.local):
    """Parsers by their switches, for each thread: linkify keeps notes while it works."""

    def __init__(self) -> None:
        self.made: dict[Switches, MarkdownIt] = {}


_parsers = _Parsers()


def parser_for(source: str) -> MarkdownIt:
    """The parser that suits a source."""
    switches = Switches.of(source)
    if switches not in _parsers.made:
        _parsers.made[switches] = _make_parser(switches)
    return _parsers.made[switches]


def _make_parser(switches: Switches) -> MarkdownIt:
    options = {"html": False, "linkify": switches.has_addresses, "breaks": True}
    parser = MarkdownIt("js-default", options)
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    parser.normalizeLinkText = _link_text  # type: ignore[method-assign, assignment]
    parser.use(footnote_plugin)
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    parser.add_render_rule("math_inline", _formula)
    parser.add_render_rule("math_inline_double", _formula)
    parser.add_render_rule("math_block", _formula_block)
    if switches.has_tasks:
        parser.use(tasklists_plugin, label=True)
    if not switches.has_tables:
        parser.disable("table")
    if not switches.has_brackets:
        parser.disable(["link", "image", "reference"])
        parser.disable(["footnote_def", "footnote_inline", "footnote_ref"])
    parser.inline.add_terminator_char("|")
    parser.inline.add_terminator_char("@")
    parser.inline.ruler.before("emphasis", "mention", mention)
    parser.inline.ruler.before("emphasis", "spoiler", _spoiler)
    parser.core.ruler.before("text_join", "meaning", note_meaning)
    return parser


def _formula(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, _e: EnvType
) -> str:
    """Formulas stay as they were written."""
    mark = "$$" if tokens[index].type == "math_inline_double" else "$"
    return f'<span class="math">{mark}{escape(tokens[index].content)}{mark}</span>'


def _formula_block(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, _e: EnvType
) -> str:
    return f'<div class="math">$${escape(tokens[index].content)}$$</div>\n'


def _link_text(url: str) -> str:
    """An address as it is read: its host stays as it is spelt, for letters may pass for others."""
    readable = decode(url, DECODE_DEFAULT_CHARS + "%")
    return url if has_ignorable(readable) else readable


def _spoiler(state: StateInline, silent: bool) -> bool:
    """||text|| is covered until one rests on it; a || b || c is not, where it means "or"."""
    start = state.pos
    if not state.src.startswith("||", start) or _BEFORE.match(state.src[max(start - 1, 0) : start]):
        return False
    end = state.src.find("||", start + 2, state.posMax)
    if end <= start + 2 or _AFTER.match(state.src, end + 2):
        return False
    if state.src[start + 2].isspace() or state.src[end - 1].isspace():
        return False
    if not silent:
        last = state.posMax
        state.pos, state.posMax = start + 2, end
        opening = state.push("spoiler_open", "span", 1)
        opening.attrs = {"class": "spoiler", "tabindex": "0"}
        state.md.inline.tokenize(state)
        state.push("spoiler_close", "span", -1)
        state.posMax = last
    state.pos = end + 2
    return True
