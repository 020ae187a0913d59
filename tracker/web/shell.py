"""The HTML that every page starts from: Streamlit's own, under our name and without what we do not use."""

import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
HEAD = """<title>Recovery Tracker</title>
    <meta name="description" content="Log pain, flexibility and massage; see whether you are getting better." />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#FBFAF7" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#12181A" />
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <script src="/assets/shell.js"></script>"""


async def shell(request: Request) -> Response:
    """Answer with the page shell."""
    return HTMLResponse(shell_html(), headers={"cache-control": "no-cache"})


@cache
def shell_html() -> str:
    """Return the shell: our title and icon, no preload of fonts we do not show, no pointer to an API we do not offer."""
    html = INDEX.read_text("utf-8")
    html = re.sub(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>", "", html)
    html = re.sub(r"<link rel=\"(?:shortcut icon|service-desc)\"[^>]*>", "", html)
    html = re.sub(
        r"<noscript>.*?</noscript>", "<noscript>This app needs JavaScript.</noscript>", html, flags=re.DOTALL
    )
    return re.sub(r"<title>.*?</title>", HEAD, html)
