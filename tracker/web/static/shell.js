// Without this, a page opened by its address first looks for the server below that address.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };
