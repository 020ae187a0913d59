"""One chart for each question, made of what an analysis answered."""
