"""The schema of goals: one row per version, so that an earlier goal is never lost."""

GOAL_STEPS = {
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
}
