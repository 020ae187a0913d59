"""The schema of recent imports: which entries came in together, for as long as that can be taken back."""

RECENT_IMPORT_STEPS = {
    "0008_recent_import": """
CREATE TABLE recent_import (
  client_id text NOT NULL REFERENCES client ON DELETE CASCADE,
  import_id text NOT NULL,
  brought_in_at {instant},
  entries_json text NOT NULL,
  PRIMARY KEY (client_id, import_id)
){clustered};
""",
}
