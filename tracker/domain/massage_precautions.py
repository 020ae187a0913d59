"""Reasons to ask a doctor before a massage: the questions, asked once beside every massage form and booking.

Source: the safety advice on massage of the US National Center for Complementary and Integrative Health
(blood thinners and bleeding, clots, weak bones, broken or infected skin, surgery, cancer, pregnancy). They
are reasons to ask, not to forbid: whether massage suits a person is a doctor's answer.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class MassagePrecaution:
    """One reason to ask first, in plain words."""

    precaution_id: str
    question: str


MASSAGE_PRECAUTIONS = (
    MassagePrecaution("blood_thinners", "I take blood thinners, or I bruise or bleed easily"),
    MassagePrecaution("clot", "I have or had a blood clot, in a leg or anywhere else"),
    MassagePrecaution("pregnancy", "I am pregnant, or gave birth in the last six weeks"),
    MassagePrecaution("bones", "I have brittle bones, or a broken bone that is still healing"),
    MassagePrecaution("skin", "My skin is broken, burnt or infected where I would be massaged"),
    MassagePrecaution("cancer", "I have or had cancer, or am being treated for it"),
    MassagePrecaution("surgery", "I had an operation in the last three months"),
)
PRECAUTION_IDS = tuple(precaution.precaution_id for precaution in MASSAGE_PRECAUTIONS)
