"""Pages: what a person sees; Streamlit only, no decisions."""
