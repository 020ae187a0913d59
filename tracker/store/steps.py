"""The schema, as numbered steps; one text for every database, with the few differing words left open.

Open words: {strict} and {clustered} end a table, {day} and {instant} are a column's type and check. A
client's rows lie together (the client leads every key), so reading one client costs the same however
many there are. docs/architecture.md says why each table is there.
"""

import re
from collections.abc import Mapping

from tracker.store.access_steps import ACCESS
from tracker.store.api_token_steps import API_TOKEN_STEPS
from tracker.store.calendar_steps import CALENDAR_STEPS
from tracker.store.goal_steps import GOAL_STEPS
from tracker.store.original_steps import ORIGINAL_STEPS
from tracker.store.paired_device_steps import PAIRED_DEVICE_STEPS
from tracker.store.profile_steps import PROFILE_STEPS
from tracker.store.recent_import_steps import RECENT_IMPORT_STEPS
from tracker.store.therapist_steps import THERAPIST_STEPS

RECORD = """
CREATE TABLE client (
  client_id text NOT NULL PRIMARY KEY,
  label text,
  birth_year integer,
  sex text,
  unit text NOT NULL,
  language text NOT NULL,
  created_at {instant},
  version integer NOT NULL
){clustered};

CREATE TABLE check_in (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  leg_pain_nrs integer CHECK (leg_pain_nrs BETWEEN 0 AND 10),
  back_pain_nrs integer CHECK (back_pain_nrs BETWEEN 0 AND 10),
  pain_extent text,
  side text,
  tingling integer CHECK (tingling BETWEEN 0 AND 3),
  numbness integer CHECK (numbness BETWEEN 0 AND 3),
  weakness integer CHECK (weakness BETWEEN 0 AND 3),
  sleep_quality integer CHECK (sleep_quality BETWEEN 1 AND 5),
  hours_sitting {real} CHECK (hours_sitting BETWEEN 0 AND 24),
  minutes_active integer CHECK (minutes_active BETWEEN 0 AND 1440),
  exercises_done text,
  is_flare integer NOT NULL CHECK (is_flare IN (0, 1)),
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  CHECK (leg_pain_nrs IS NOT NULL OR back_pain_nrs IS NOT NULL),
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE TABLE sit_and_reach_test (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  variant text NOT NULL,
  foot_line_cm {real},
  trial_1_cm {real},
  trial_2_cm {real},
  trial_3_cm {real},
  sit_and_reach_cm {real},
  side text,
  warm_up integer CHECK (warm_up IN (0, 1)),
  skipped_reason text,
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  CHECK ((sit_and_reach_cm IS NULL) = (skipped_reason IS NOT NULL)),
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE TABLE massage_session (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 240),
  areas text,
  pressure text,
  pain_before_nrs integer CHECK (pain_before_nrs BETWEEN 0 AND 10),
  pain_after_nrs integer CHECK (pain_after_nrs BETWEEN 0 AND 10),
  therapist text,
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE TABLE entry_history (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  kind text NOT NULL,
  entry_id text NOT NULL,
  version integer NOT NULL,
  change text NOT NULL CHECK (change IN ('edited', 'deleted', 'undone')),
  changed_at {instant},
  changed_by text NOT NULL,
  entry_json text NOT NULL,
  PRIMARY KEY (client_id, kind, entry_id, version)
){clustered};

CREATE TABLE red_flag_answers (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  number integer NOT NULL,
  answers_id text NOT NULL,
  on_date {day},
  answers_json text NOT NULL,
  lifted text,
  created_at {instant},
  PRIMARY KEY (client_id, number),
  UNIQUE (client_id, answers_id)
){clustered};

CREATE VIEW v_check_in AS SELECT client_id, entry_id, on_date, at_time, leg_pain_nrs, back_pain_nrs, pain_extent,
  side, tingling, numbness, weakness, sleep_quality, hours_sitting, minutes_active, exercises_done, is_flare,
  note, created_at, source FROM check_in;
CREATE VIEW v_sit_and_reach_test AS SELECT client_id, entry_id, on_date, at_time, variant, foot_line_cm,
  trial_1_cm, trial_2_cm, trial_3_cm, sit_and_reach_cm, side, warm_up, skipped_reason, note, created_at, source
  FROM sit_and_reach_test;
CREATE VIEW v_massage_session AS SELECT client_id, entry_id, on_date, at_time, minutes, areas, pressure,
  pain_before_nrs, pain_after_nrs, therapist, note, created_at, source FROM massage_session;
"""

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)", re.DOTALL)
_KEY = re.compile(r"PRIMARY KEY \(([^)]+)\)|^\s*(\w+) \w+ NOT NULL PRIMARY KEY", re.MULTILINE)

STEPS = {
    "0001_record": RECORD,
    "0002_access": ACCESS,
    **GOAL_STEPS,
    **CALENDAR_STEPS,
    **ORIGINAL_STEPS,
    **PROFILE_STEPS,
    **RECENT_IMPORT_STEPS,
    **THERAPIST_STEPS,
    **API_TOKEN_STEPS,
    **PAIRED_DEVICE_STEPS,
}


def keys_by_table() -> dict[str, str]:
    """Return every table with its key's columns, each after those it refers to."""
    found = {}
    for step in STEPS.values():
        for table, columns in _TABLE.findall(step):
            key = _KEY.search(columns)
            if key is None:
                raise ValueError(f"{table} has no key")
            found[table] = key[1] or key[2]
    return found


def render_dialect(sql: str, words: Mapping[str, str]) -> str:
    """Return a step in a database's words; a column's check repeats the column's name."""
    return "\n".join(_spelled_line(line, words, line.strip().split(" ")[0]) for line in sql.splitlines())


def _spelled_line(line: str, words: Mapping[str, str], column: str) -> str:
    for word, spelling in words.items():
        line = line.replace("{" + word + "}", spelling.replace("{column}", column))
    return line
