"""Decides what a widget's answer is: the newest tap, unless the caller has since passed another value.

A tap and a rerun cross on the wire all the time, so "whoever wrote last" is not enough. The browser
numbers its taps; the server remembers the highest number it has seen and, when the caller passes a
new value, which taps that value overrules: those seen by then and none later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

T = TypeVar("T")
STATE = "choice"


@dataclass(frozen=True)
class Answer(Generic[T]):
    """The answer after one run, and what is needed to judge the next one."""

    given: T
    value: T
    seen: int = 0
    overruled: int = 0


def ask(
    mount: ComponentRenderer,
    *,
    key: str,
    initial: T,
    accept: Callable[[Any], T],
    data: Mapping[str, object] | Callable[[T], Mapping[str, object]],
) -> T:
    """Show the widget and return its answer; `data` is what its script needs, or makes that from the answer.

    `given` is the value the caller passes; passing a different one than before, unless it is the
    answer handed back, starts the widget afresh, and so does deleting `st.session_state[key]`.
    `accept` turns what the browser sent into an answer or raises ValueError.
    """
    slot = f"{key}:answer"
    last: Answer[T] | None = st.session_state.get(slot)
    settled = settle(last, initial, st.session_state.get(key), accept)
    more = data(settled.value) if callable(data) else data
    state = mount(
        key=key, width="stretch", data={**more, "key": key, "value": settled.value, "seen": settled.seen}
    )
    now = settle(last, initial, state, accept)
    st.session_state[slot] = now
    return now.value


def settle(last: Answer[T] | None, initial: T, state: object, accept: Callable[[Any], T]) -> Answer[T]:
    """Return this run's answer from the last one, the caller's value and the browser's state.

    The state is {"choice": {"value": ..., "tap": n}} with n counting up from 1, or has no choice.
    """
    last = last or Answer(initial, initial)
    tap, choice = _newest_tap(state, accept)
    overruled = last.overruled
    is_new_value = initial not in (last.given, last.value)
    is_withdrawn = tap == 0 and last.seen > last.overruled
    if is_new_value or is_withdrawn:
        overruled = last.seen
    value = initial if choice is None or tap <= overruled else choice[0]
    return Answer(initial, value, max(tap, last.seen), overruled)


def tapped(value: object, tap: int = 1) -> dict[str, object]:
    """Return the state of a widget whose `tap`-th tap chose `value`: for tests without a browser."""
    return {STATE: {"value": value, "tap": tap}}


def _newest_tap(state: object, accept: Callable[[Any], T]) -> tuple[int, tuple[T] | None]:
    """The number and the value of the newest tap; (0, None) when there is none that makes sense.

    The value is boxed, since None is an answer too.
    """
    choice = state.get(STATE) if isinstance(state, Mapping) else None
    if not isinstance(choice, Mapping) or type(choice.get("tap")) is not int or choice["tap"] < 1:
        return 0, None
    try:
        return choice["tap"], (accept(choice.get("value")),)
    except ValueError:
        return 0, None
