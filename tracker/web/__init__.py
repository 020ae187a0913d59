"""Web: the ASGI side: the Streamlit app and the plain HTTP around it."""
