"""How a database is spoken to: SQLite and PostgreSQL behind one form."""
