"""The answer of a fair try on its page: as Progress shows it, and the coins by which anybody can check it."""

from functools import partial

import streamlit as st

from tracker.access.fingerprint import answers_query, fingerprint
from tracker.access.visit import Visit
from tracker.components.answers import answers
from tracker.domain.coin import in_text, sealed_text
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_words import kept_words
from tracker.domain.period import named_range


def show_answer(visit: Visit, fair_try: FairTry) -> None:
    """Show the answer of a complete try: with its chart for the latest, in words for one before; how much was kept of any other."""
    complete = [candidate for candidate in visit.record.fair_tries.all() if candidate.end == TryEnd.COMPLETE]
    if fair_try.end != TryEnd.COMPLETE:
        st.text(kept_words(fair_try, visit.today))
    elif fair_try.try_id == complete[0].try_id:
        _with_chart(visit)
    else:
        _in_words(visit, fair_try)


def _with_chart(visit: Visit) -> None:
    record, first_day = visit.record, visit.record.entries.first_day()
    period = named_range("all", visit.today, first_day)
    query = partial(answers_query, record, visit.identity, "all", period, share=st.query_params.get("share"))
    mark = fingerprint(record, visit.identity, visit.flags.tier, visit.today)
    answers(query(question="fair-try"), mark, "sections", key="answers_fair_try")


def _in_words(visit: Visit, fair_try: FairTry) -> None:
    for answer in visit.record.fair_tries.answers(visit.profile.unit, try_id=fair_try.try_id):
        for sentence in (answer.sentence, *answer.further, *answer.cannot_say):
            st.text(sentence)


def show_coins(fair_try: FairTry) -> None:
    """Show all coins of a try that is over, and how anybody checks that they are those of its start."""
    if fair_try.nonce is None:
        st.caption("The coins to come were not in the file that it was brought in from.")
        return
    st.caption("All coins, in the order of the pairs, and the text whose SHA-256 is the seal of the start.")
    st.code(
        f"{in_text(fair_try.protocol.kind, fair_try.coins)}\n{sealed_text(fair_try.coins, fair_try.nonce)}",
        language=None,
        wrap_lines=True,
    )
