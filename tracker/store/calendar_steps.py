"""The schema of the calendar (reminders, feed address, planned massage sessions) and of extracts."""

CALENDAR_STEPS = {
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
}
