"""What we explain to clients: articles, exercises and drawings, each claim with its source."""
