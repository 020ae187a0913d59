"""The reasons to ask before a massage: each once, each a plain sentence, kept with the profile."""

import pytest

from tests.domain.refusals import refused
from tracker.domain.client import Client
from tracker.domain.massage_precautions import MASSAGE_PRECAUTIONS, PRECAUTION_IDS


def test_each_reason_stands_once_and_speaks_in_the_first_person() -> None:
    assert len(set(PRECAUTION_IDS)) == len(MASSAGE_PRECAUTIONS) == 7
    assert all(reason.question.startswith(("I ", "My ")) for reason in MASSAGE_PRECAUTIONS)


@pytest.mark.parametrize("ticked", [None, (), ("clot",), PRECAUTION_IDS])
def test_not_answered_and_none_of_them_are_two_things(ticked: tuple[str, ...] | None) -> None:
    assert Client(client_id="me", massage_precautions=ticked).massage_precautions == ticked


def test_an_unknown_reason_is_refused_and_the_order_is_always_the_same() -> None:
    with refused("massage_precautions", "does not know gout"):
        Client(client_id="me", massage_precautions=("gout",))
    assert Client(client_id="me", massage_precautions=("skin", "clot")).massage_precautions == (
        "clot",
        "skin",
    )
