"""Renders pages in headless Chromium and finds the first number that is no figure.

Belongs here: driving the browser and reading what it shows. Does not belong here: what counts as a number (printed).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from printed import Element, Text

# Debian's own browser: nothing is downloaded.
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Every text node that takes up room on the page, with the elements around it, and text that style sheets generate.
_READ = """
within => {
  const around = node => {
    const found = [];
    for (let e = node; e; e = e.parentElement || (e.getRootNode().host ?? null)) {
      const tag = e.tagName.toLowerCase(), link = e.getAttribute('href') ?? e.getAttribute('xlink:href');
      found.unshift([tag, e.getAttribute('class') || '', e.getAttribute('data-figure'), tag === 'a' ? link : null,
        e.getAttribute('data-at')]);
    }
    return found;
  };
  const shown = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(node.parentElement);
    return style.visibility === 'visible' && [...range.getClientRects()].some(box => box.width > 0 && box.height > 0);
  };
  const found = [];
  const read = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data.trim() && node.parentElement && shown(node)) found.push([node.data, around(node.parentElement)]);
        continue;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.shadowRoot) read(node.shadowRoot);
      for (const pseudo of ['::before', '::after']) {
        const content = getComputedStyle(node, pseudo).content;
        if (content && content !== 'none' && content !== 'normal') found.push([content, around(node)]);
      }
    }
  };
  read(within ? document.querySelector(within) : document.documentElement);
  return found;
}
"""


# Opens the explanation of a figure and everything that unfolds in it, a layer at a time.
_EXPLAIN = """
async id => {
  await new Promise(done => { addEventListener('hashchange', done, {once: true}); location.hash = id; });
  const panel = document.getElementById('explanation');
  for (let closed; (closed = panel.querySelectorAll('button[aria-expanded=false]')).length;)
    closed.forEach(button => button.click());
}
"""


def rendered_texts(page: Path, *, width: int = 1280, explained: Sequence[str] = ()) -> tuple[list[Text], list[str]]:
    """The visible texts of a page after its scripts have run, and every address it asked for beyond local files.

    With `explained`, the texts are those of the page with the explanation of each of these figures open in turn.
    """
    (read,) = rendered_texts_of([page], width=width, explained=explained)
    return read


def rendered_texts_of(
    pages: Sequence[Path], *, width: int = 1280, explained: Sequence[str] = ()
) -> Iterator[tuple[list[Text], list[str]]]:
    """The same for many pages, one after the other in one browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            for page in pages:
                yield _read(browser, page, width, explained)
        finally:
            browser.close()


def _read(browser: Any, page: Path, width: int, explained: Sequence[str]) -> tuple[list[Text], list[str]]:
    asked: list[str] = []
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.resolve().as_uri(), wait_until="load")
    tab.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
    # Charts are drawn after load; two frames without a change of size mean they are there.
    tab.wait_for_function(
        "() => { const h = document.documentElement.scrollHeight, same = window.__h === h;"
        " window.__h = h; return same; }",
        polling=300,
    )
    rows = [] if explained else tab.evaluate(_READ)
    for figure in explained:
        tab.evaluate(_EXPLAIN, figure)
        rows += tab.evaluate(_READ, "#explanation")
    tab.close()
    texts = [
        Text(
            text,
            tuple(Element(tag, frozenset(classes.split()), *marks) for tag, classes, *marks in around),
        )
        for text, around in rows
    ]
    return texts, [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))]
