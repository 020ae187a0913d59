"""The schema of a record: entries, their history, goals, calendar, originals, imports, what a therapist writes."""

RECORD_STEPS = {
    "0001_record": """
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
""",
    "0003_goal": """
CREATE TABLE goal (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  version integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('pain', 'reach')),
  target {real} NOT NULL,
  by_date {day},
  site text CHECK (site IN ('leg', 'back')),
  variant text,
  side text CHECK (side IN ('left', 'right')),
  is_withdrawn integer NOT NULL CHECK (is_withdrawn IN (0, 1)),
  created_at {instant},
  PRIMARY KEY (client_id, version)
){clustered};
""",
    "0004_calendar": """
CREATE TABLE calendar (
  client_id text NOT NULL PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  calendar_id text NOT NULL,
  at_time text NOT NULL,
  test_weekday integer CHECK (test_weekday BETWEEN 0 AND 6),
  changed_at {instant},
  token_hash text UNIQUE,
  made_at text
){clustered};

CREATE TABLE planned_massage (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  planned_id text NOT NULL,
  at_time text NOT NULL,
  minutes integer CHECK (minutes BETWEEN 1 AND 240),
  PRIMARY KEY (client_id, on_date, planned_id),
  UNIQUE (client_id, planned_id)
){clustered};
""",
    # Apart from consent, share links and audit: what another installation said of them has no force here.
    "0005_record_extract": """
CREATE TABLE record_extract (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('consent', 'share_link', 'audit_line')),
  extract_id text NOT NULL,
  extract_json text NOT NULL,
  PRIMARY KEY (client_id, kind, extract_id)
){clustered};
""",
    "0006_original": """
CREATE TABLE entry_original (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  entry_id text NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  scale text NOT NULL,
  PRIMARY KEY (client_id, entry_id, field)
){clustered};
""",
    "0007_massage_precautions": """
ALTER TABLE client ADD COLUMN massage_precautions text;
""",
    "0008_recent_import": """
CREATE TABLE recent_import (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  import_id text NOT NULL,
  brought_in_at {instant},
  entries_json text NOT NULL,
  PRIMARY KEY (client_id, import_id)
){clustered};
""",
    "0009_therapist": """
ALTER TABLE share_link ADD COLUMN may_be_kept integer NOT NULL DEFAULT 0;
ALTER TABLE share_link ADD COLUMN questions text;
-- What was kept so far was kept without an end.
UPDATE share_link SET may_be_kept = 1 WHERE kept_by IS NOT NULL;

CREATE TABLE own_plan_item (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  item_id text NOT NULL,
  own_words text NOT NULL,
  hold_s integer,
  repetitions integer,
  days_a_week integer NOT NULL,
  note text,
  written_by text NOT NULL,
  written_at {instant},
  ended_at text,
  PRIMARY KEY (client_id, item_id)
){clustered};

CREATE TABLE remark_reply (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  reply_id text NOT NULL,
  remark_id text NOT NULL,
  words text NOT NULL,
  written_at {instant},
  PRIMARY KEY (client_id, reply_id)
){clustered};

CREATE TABLE backup_code (
  code_hash text NOT NULL PRIMARY KEY,
  account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at {instant},
  used_at text
){clustered};
CREATE INDEX backup_code_account ON backup_code (account_id);
""",
    "0013_event": """
CREATE TABLE event (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  words text NOT NULL,
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE VIEW v_event AS SELECT client_id, entry_id, on_date, at_time, words, note, created_at, source FROM event;
""",
    "0014_medicine": """
CREATE TABLE medicine (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  name text NOT NULL,
  dose text,
  use text NOT NULL CHECK (use IN ('as needed', 'regular')),
  until_date text CHECK (until_date >= on_date),
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  CHECK (until_date IS NULL OR use = 'regular'),
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE VIEW v_medicine AS SELECT client_id, entry_id, on_date, at_time, name, dose, use, until_date, note, created_at,
  source FROM medicine;
""",
    "0015_own_activity": """
CREATE TABLE own_activity (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  activity_id text NOT NULL,
  words text NOT NULL,
  since {instant},
  PRIMARY KEY (client_id, activity_id)
){clustered};

CREATE TABLE activity_rating (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  activity text NOT NULL,
  ability integer NOT NULL CHECK (ability BETWEEN 0 AND 10),
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE VIEW v_activity_rating AS SELECT client_id, entry_id, on_date, at_time, activity, ability, note, created_at,
  source FROM activity_rating;
""",
    "0016_overall_change": """
CREATE TABLE overall_change (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  overall text NOT NULL,
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE VIEW v_overall_change AS SELECT client_id, entry_id, on_date, at_time, overall, note, created_at, source
  FROM overall_change;
""",
    "0017_pain_places": """
ALTER TABLE check_in ADD COLUMN pain_places text;

DROP VIEW v_check_in;
CREATE VIEW v_check_in AS SELECT client_id, entry_id, on_date, at_time, leg_pain_nrs, back_pain_nrs, pain_extent,
  pain_places, side, tingling, numbness, weakness, sleep_quality, hours_sitting, minutes_active, exercises_done,
  is_flare, note, created_at, source FROM check_in;
""",
    "0018_logged_by": """
ALTER TABLE share_link ADD COLUMN may_log_massages integer NOT NULL DEFAULT 0;
ALTER TABLE massage_session ADD COLUMN logged_by text;

DROP VIEW v_massage_session;
CREATE VIEW v_massage_session AS SELECT client_id, entry_id, on_date, at_time, minutes, areas, pressure,
  pain_before_nrs, pain_after_nrs, therapist, logged_by, note, created_at, source FROM massage_session;
""",
    "0019_questionnaire_answers": """
CREATE TABLE questionnaire_answers (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  on_date {day},
  entry_id text NOT NULL,
  at_time text,
  questionnaire text NOT NULL,
  title text NOT NULL,
  answers text NOT NULL,
  score {real},
  note text,
  created_at {instant},
  source text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (client_id, on_date, entry_id),
  UNIQUE (client_id, entry_id)
){clustered};

CREATE VIEW v_questionnaire_answers AS SELECT client_id, entry_id, on_date, at_time, questionnaire, title, answers, score,
  note, created_at, source FROM questionnaire_answers;
""",
    # All coins of a try lie here from its start on; what reads them cuts off those that are still to come.
    "0020_fair_try": """
CREATE TABLE fair_try (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  try_id text NOT NULL,
  protocol_json text NOT NULL,
  protocol_hash text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at {instant},
  agreed_at text,
  coins text,
  nonce text,
  commitment text,
  ended_at text,
  ended_date text,
  end_reason text,
  entry_ids text,
  PRIMARY KEY (client_id, try_id)
){clustered};

CREATE TABLE fair_try_not_kept (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  try_id text NOT NULL,
  assignment integer NOT NULL CHECK (assignment >= 0),
  noted_at {instant},
  PRIMARY KEY (client_id, try_id, assignment)
){clustered};
""",
}
