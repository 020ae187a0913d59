"""What is answered at each address that is not a page of Streamlit."""
