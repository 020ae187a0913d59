"""Words for a side and for how far down the leg it goes, as people write them in a cell."""

import re
from collections.abc import Mapping

_SIDES = {
    "left": "left l links linke linkes linker linken li gauche izquierda izquierdo izq sinistra sinistro sx esquerda esquerdo vänster"
    " vänstra venstre vasen vasemmalla lewa lewy lewo lewe levá levý vlevo bal balra sol слева левая левый левое ліва лівий зліва"
    " αριστερά 左 左侧 左側 왼쪽",
    "right": "right r rechts rechte rechtes rechter rechten re droite droit derecha derecho destra destro dx direita direito höger"
    " högra høyre højre oikea oikealla prawa prawy prawo prawe pravá pravý vpravo jobb jobbra sağ справа правая правый правое права"
    " правий δεξιά 右 右侧 右側 오른쪽",
    "both": "both bilateral beide beides beiden beidseits beidseitig deux bilatéral ambos ambas entrambi entrambe ambedue båda begge"
    " molemmat obie oba obě mindkettő mindkét оба обе обидва обидві δύο 両方 両側 双侧 兩側 양쪽",
}
_EXTENTS = {
    "none": "none nowhere nirgends keine nulle aucun aucune ninguna ninguno nessuna nessuno nenhuma nenhum nergens geen",
    "back": "back rücken kreuz dos espalda schiena costas rug rygg ryg selkä plecy záda hát спина",
    "buttock": "buttock buttocks gesäß gesäss po pobacke fesse fesses nalga nalgas glúteo gluteo natica nádega bil bilspier skinka"
    " seteballe balde pakara pośladek hýždě fenék ягодица",
    "thigh": "thigh oberschenkel cuisse muslo coscia coxa bovenbeen dij lår reisi udo stehno comb бедро",
    "calf": "calf wade unterschenkel mollet pantorrilla gemelo polpaccio panturrilha kuit vad legg læg pohje łydka lýtko vádli голень икра",
    "foot": "foot feet toe toes fuß fuss zeh zehen pied orteil orteils pie piede pé voet fot fod jalkaterä stopa chodidlo lábfej стопа",
}
# What may stand beside a side: its leg, and small words.
_WORDS_BESIDE_A_SIDE = """
    side sides leg legs and the on seite seiten bein beine und auf der im dem côté côtés jambe jambes les et à lado lados pierna piernas y
    lato lati gamba gambe e perna pernas zijde kant been benen en sida ben och og
"""
_BESIDE_A_SIDE = frozenset(_WORDS_BESIDE_A_SIDE.split())


def _by_word(words_of: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in words_of.items() for word in words.split()}


_SIDE_OF, _EXTENT_OF = _by_word(_SIDES), _by_word(_EXTENTS)


def side_in(text: str) -> str | None:
    """Return the side that a cell says, "left leg" or "links und rechts" among others; None when it says none."""
    words = set(re.findall(r"\w+", text.casefold()))
    sides = {_SIDE_OF[word] for word in words if word in _SIDE_OF}
    if not sides or words - _SIDE_OF.keys() - _BESIDE_A_SIDE:
        return None
    return sides.pop() if len(sides) == 1 else "both"


def extent_in(text: str) -> str | None:
    """Return how far down the leg a cell says that it goes, of check_in.PAIN_EXTENTS; None when it says none."""
    return _EXTENT_OF.get(text.strip(" .").casefold())
