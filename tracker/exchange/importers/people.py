"""Whose rows a table holds: a record is of one person, so a table of several is refused."""

import re
from collections.abc import Iterable

from tracker.errors import ImportRefused
from tracker.exchange.importers.text_table import TextTable

# Whose rows they are; "name" alone may be that of an entry.
_PEOPLE = re.compile(
    r"(?:patient|client|customer|invitee|respondent|user|participant|person|kunde|kundin|klient|patientin|teilnehmer|benutzer|utilisateur|paciente|paziente|cliente"
    r"|usuario|utente|usu\u00e1rio|pati\u00ebnt|\u60a3\u8005)[\s_-]?(?:(?:first|last|full)[\s_-]?)?(?:name|id|code|email|nr\.?|no\.?)?"
    r"|(?:subject|first|last|full|family)[\s_-]?(?:name|id)|e-?mail(?:[\s_-]?address|-adresse)?|vorname|nachname|pr\u00e9nom",
    re.IGNORECASE,
)
# A question, or a column of a list, that is answered with who somebody is.
_WHO = re.compile(
    r"\b(?:your|(?:client|patient|customer|participant|member|athlete)(?:['\N{RIGHT SINGLE QUOTATION MARK}]?s)?)"
    r" (?:(?:full|first|last|family) )?(?:name|initials)\b"
    r"|\b(?:ihr|dein|euer) (?:\w+[- ]?)?name\b|\bwie hei(?:\u00df|ss)(?:en|t)\b|\b(?:votre|ton) (?:pr\u00e9)?nom\b|\b(?:su|tu) nombre\b"
    r"|\b(?:il )?(?:suo|tuo) nome\b|\b(?:o )?seu nome\b|\b(?:uw|je) naam\b|^(?:initials|initialen|initiales|iniziali)$"
    r"|^(?:athlete|(?:member|mobile|(?:tele)?phone|handy|telefon)[\s_-]?(?:number|no\.?|nummer))$|\bname \((?:first|last|full)\b",
    re.IGNORECASE,
)


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_CLIENT = _any(
    """
    patient kunde klient teilnehmer studienteilnehmer versuchsteilnehmer versicherte patientin kundin klientin
    client cliente patiente paciente utente usuario usuário paziente utilisateur
    cliënt patiënt klant kund pasient deltaker deltager användare asiakas potilas pacjent pacjentka klientka pacient pácient páciens ügyfél beteg
    müşteri danışan пациент пациентка клиент клиентка пацієнт клієнт ασθενής πελάτης customer participant
    """
)
# As they are written with "name" or a number behind. Spanish "hasta" alone is "until", and "Kunden" may be how many came.
_CLIENT_BEFORE = rf"(?:{_CLIENT}|hasta|asiakkaa|potilaa|ügyfel)(?:e?n?s?|nen|[:/*_]?in(?:nen)?|n?[ıi]n)?"
_IN_GERMAN_OF_BOTH = r"(?:[:/*_]-?in(?:nen)?)?"
_NAME = _any("name nom nombre nome naam namn navn nimi imię jméno név neve nume numele adı имя ім'я όνομα")
_NUMBER = _any("id number nummer numer numero número numéro n° nº nr no code codice código kennung kürzel")
_OF = _any(
    r"of des der du del de do da di van of\sthe of\sa de\sla de\sl['’] dell['’] dello della van\sde på"
)
_FURTHER_NAME = _any(
    """
    vorname surname prénom prenom apellidos? cognome sobrenome achternaam nazwisko příjmení priezvisko familienname zuname
    etternavn efternavn efternamn vezetéknév фамилия прізвище
    """
)
_FIRST_NAME = rf"(?:{_NAME}|{_any('fornavn förnamn voornaam meno')})"
_AND = _any("et y e en und and i a og och ja и")
_BESIDE = rf"(?:,? | ?/ ?)(?:{_AND} )?"
_WHO_ELSEWHERE = re.compile(
    "|".join(
        (
            rf"^{_CLIENT}{_IN_GERMAN_OF_BOTH}$",
            # German and its kin write the client and "name" as a single word, Romance languages turn them round.
            rf"^{_CLIENT_BEFORE}[\s_.:(-]*(?:{_NAME}|{_NUMBER}\.?|#|№)\)?$",
            # "Nombre de clientes", "No. of patients" and "number of patient transfers" are how many came.
            rf"(?<!\w)(?:{_NAME}|{_NUMBER}\.?)(?: {_OF})?[ _-]?\(?{_CLIENT}(?:e?n|[ayая]|ului)?(?![\w/]| \w)",
            rf"\b{_FIRST_NAME}{_BESIDE}{_FURTHER_NAME}\b|\b{_FURTHER_NAME}{_BESIDE}{_FIRST_NAME}\b",
            r"\b(?:vor|nach)(?:-|name)?(?:,? | ?/ ?)(?:und )?(?:vor|nach)?name\b",
            # In French "nombre complet" is how many.
            r"\bnom complet\b|\b(?:nombre|nome) completo\b",
            rf"^{_FURTHER_NAME}$",
            r"^(?:voornaam|sukunimi|etunimi|(?:efter|för)namn|(?:etter|for|efter)navn|soyad(?:ı)?|ad(?:ı)? soyad(?:ı)?)$",
            r"^(?:(?:фио|ф\.\s?и\.\s?о\.?|піб|фамилия)(?: (?:пациент|пацієнт|клиент|клієнт)\w*)?|фамилия имя.*)$",
            r"^(?:imię|prenume|keresztnév|ονοματεπώνυμο)$",
            r"^(?:お名前|氏名|姓名|성명)$",
            r"^(?:患者|客户|客戶|顾客|顧客|お客様|환자|고객)\s?(?:氏名|姓名|名前|名|番号|编号|編號|이름|성명|명|번호)?$",
            r"^(?:attendee(?: name)?|guest name)$",
        )
    ),
    re.IGNORECASE,
)
# May be who, and may be what an entry is called, or how many came: that is said, not refused.
_MAY_BE_WHO = re.compile(
    r"names?|who(?: (?:is (?:this|it) )?for)?\??|wer|(?:family )?member|familienmitglied|profile?(?:[\s_-]?name)?|nick[\s_-]?name|spitzname|account|konto|child"
    r"|id|subject|case(?:[\s_-]?(?:id|no\.?|number))?|fallnummer|nom|nombre|nome|naam|namn|navn|nimi|név|jméno|nume|имя|名前|이름|attendees|deltagare|kursteilnehmer",
    re.IGNORECASE,
)
# A number of the person in research and at a practice; of the entry where each row has its own.
_NUMBERS_OF_PEOPLE = re.compile(
    r"(?:record|study|pat|pt)[\s_-]?id|pid|mrn|pat\.?[\s_-]*(?:nr|no)\.?"
    rf"|{_NUMBER}\.? (?:{_OF} )?(?:dossier|expediente|historia|cartella|akte)|(?:dossier|akten)[\s_-]*(?:nr|nummer)\.?",
    re.IGNORECASE,
)
# Who gave a massage may be several.
_STAFF = re.compile(
    r"staff|therap|provider|practitioner|host|organi[sz]er|behandl|praticien|profesional", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\.[^\s@.]{2,30}")


def refuse_several_people(table: TextTable, days: Iterable[str]) -> None:
    """Refuse a table that says of whom each row is, where they are several; `days` are its columns of days."""
    for name in table.header:
        if _is_of_several_people(name, table, days):
            raise ImportRefused(
                f"column {name[:40]!r} holds several people, and a record is of one: leave only one person's rows in the file;"
                " if all of them are yours, take the column out.",
                table.header_line,
            )


def may_be_several_people(table: TextTable) -> tuple[str, ...]:
    """Return the columns whose names may say of whom each row is, where several rows say different things."""
    columns = {name: {cell.strip().casefold() for cell in table.column(name)} - {""} for name in table.header}
    return tuple(
        name
        for name, distinct in columns.items()
        if _MAY_BE_WHO.fullmatch(name.strip()) and 1 < len(distinct) < len(table.rows)
    )


def _is_of_several_people(name: str, table: TextTable, days: Iterable[str]) -> bool:
    """Whether a column says of whom each row is, and they are several: by its name, or as every cell is an address."""
    cells = [cell.strip().casefold() for cell in table.column(name)]
    distinct = {cell for cell in cells if cell}
    if len(distinct) < 2:
        return False
    if _NUMBERS_OF_PEOPLE.fullmatch(name):
        # The rows of one entry share its number, and its day.
        pairs = [
            {(cell, day) for cell, day in zip(cells, table.column(column), strict=True) if cell}
            for column in days
        ]
        return len(distinct) < sum(map(bool, cells)) and all(len(distinct) < len(pair) for pair in pairs)
    is_of_addresses = all(map(_ADDRESS.fullmatch, distinct)) and not _STAFF.search(name)
    is_who = any(
        (_PEOPLE.fullmatch(name), _WHO.search(name), _WHO_ELSEWHERE.search(name))
    ) and not _STAFF.search(name)
    return is_of_addresses or is_who
