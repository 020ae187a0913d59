"""Front door of the app where it is installed: the folder that `recovery-tracker serve` hands to Streamlit."""
