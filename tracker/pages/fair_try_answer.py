"""The answer of a fair try on its page: the sentence, the chart, what it rests on, what it cannot say."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.coin import in_text
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_words import kept_words


def show_answer(visit: Visit, fair_try: FairTry) -> None:
    """Show the answer of a complete try, and the coins of any that is over."""
    if fair_try.end != TryEnd.COMPLETE:
        st.text(kept_words(fair_try, visit.today))
    for answer in visit.record.fair_try_answers(visit.profile.unit):
        if answer.fair_try.try_id == fair_try.try_id:
            st.markdown("**The answer**")
            st.text(answer.sentence)
            for sentence in answer.further:
                st.text(sentence)
            st.markdown("**What it cannot say**")
            for sentence in answer.cannot_say:
                st.text(sentence)


def show_coins(fair_try: FairTry) -> None:
    """Show all coins of a try that is over, and how anybody checks that they are those of its start."""
    if fair_try.nonce is None:
        st.caption("The coins to come were not in the file that it was brought in from.")
        return
    digits = "".join("1" if is_first else "0" for is_first in fair_try.known)
    st.caption("All coins, in the order of the pairs, and the text whose SHA-256 is the seal of the start.")
    st.code(
        f"{in_text(fair_try.protocol.kind, fair_try.known)}\n{digits} {fair_try.nonce}",
        language=None,
        wrap_lines=True,
    )
