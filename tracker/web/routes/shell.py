"""The HTML that every page starts from: Streamlit's own, under our name and without what we do not use."""

import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.web.first_paint import FONTS, first_paint
from tracker.web.html import look, render
from tracker.web.middleware.identity import own_visit
from tracker.web.routes.answers import packed

# Taking the data away and erasing it need nobody's consent.
WITHOUT_CONSENT = "/account"
ROOT = '<div id="root">'
# The first that a keyboard comes to; shell.js leads from it to the title of the page.
SKIP = '<a class="skip" href="#root">Skip to the page</a>'
DEFERRED_LINKS = re.compile(
    r"<link rel=\"(?:modulepreload|stylesheet)\" crossorigin[^>]*>"
    r"|<script src=\"/assets/(?:same_day|leave|in_view)\.js\" defer></script>"
)
# After what the app's own script puts into the head, so that of two equal rules ours holds.
LOOK = '<link rel="stylesheet" href="/assets/app.css">'
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
NO_SCRIPT = """<noscript><p>This page needs JavaScript. <a href="/quick">The quick check-in</a> works without.</p></noscript>"""
# Progress can be read without a script; of the check-in only the form of /quick can be used.
CHECK_IN = "/check-in"
# A browser waits a moment with its first words for what the head asks for.
PRELOADED = "".join(
    f'<link rel="preload" href="{file}" as="font" type="font/woff2" crossorigin>' for file in FONTS.values()
)
LEAD_TO_QUICK = '<noscript><meta http-equiv="refresh" content="0; url=/quick"></noscript>'
HEAD = """<title>Recovery Tracker</title>
    <meta name="description" content="Log pain, flexibility and massage; see whether you are getting better." />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#FBFAF7" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#12181A" />
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <script src="/assets/shell.js"></script>
    <script src="/assets/same_day.js" defer></script>
    <script src="/assets/leave.js" defer></script>
    <script src="/assets/in_view.js" defer></script>"""


def shell(request: Request) -> Response:
    """Answer with the page shell; a client who has yet to consent goes to read the text first."""
    if request.url.path != WITHOUT_CONSENT and own_visit(request).needs_consent:
        return RedirectResponse("/consent", 303)
    if first := first_paint(request):
        page_html = _held_shell().replace(ROOT, first + ROOT)
        before = LEAD_TO_QUICK if request.url.path == CHECK_IN else PRELOADED
        page_html = page_html.replace("<title>", f"{before}<title>", 1)
        return packed(HTMLResponse(_looking(page_html)), request)
    return HTMLResponse(_looking(shell_html()))


def _looking(html: str) -> str:
    return html.replace("<html", f"<html{look()}", 1)


def held_back(html: str) -> str:
    """Return the shell with nothing of the app in the way of the first paint.

    Reading the app's script keeps a phone's browser from painting for seconds, and so do sixty requests and a style
    sheet of its own: shell.js and first-paint.js bring them in afterwards.
    """
    html = html.replace('<script type="module"', '<script type="text/plain" id="app"', 1)
    html = html.replace('<script src="/assets/shell.js">', '<script src="/assets/shell.js" defer>')
    links = "".join(DEFERRED_LINKS.findall(html))
    return DEFERRED_LINKS.sub("", html).replace(
        "</head>", f'<template id="deferred">{links}</template></head>'
    )


@cache
def _held_shell() -> str:
    return held_back(shell_html())


@cache
def shell_html() -> str:
    """Return the shell: our title and icon, no preload of fonts we do not show, no pointer to an API we do not offer."""
    html = INDEX.read_text("utf-8")
    html = re.sub(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>", "", html)
    # A flag for a service we do not use; without it no inline script is left to allow.
    html = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", html)
    html = re.sub(r"<link rel=\"(?:shortcut icon|service-desc)\"[^>]*>", "", html)
    html = re.sub(r"<noscript>.*?</noscript>", NO_SCRIPT, html, flags=re.DOTALL)
    head = HEAD + f"<style>{render('look.css')}</style>"
    html = re.sub(r"<title>.*?</title>", lambda _: head, html).replace(ROOT, SKIP + ROOT)
    return html.replace("</body>", f"{LOOK}</body>")
