"""The site in a browser: pages open, filters filter, a figure leads to its words, nothing is out of reach."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support.site_ledger import EVIL, bare, put_out, told

from tollbook.site import write_site

pytestmark = pytest.mark.slow
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium: install it, or name its program in CHROMIUM")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a desk's size that fails the test for whatever the console complains of, blocked scripts included."""
    made = browser.new_context(viewport=DESK, locale="en-GB").new_page()
    made.set_default_timeout(20_000)
    faults: list[str] = []
    made.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    yield made
    assert not faults
    made.context.close()


@pytest.fixture(scope="module")
def site(example_home: Path) -> Path:
    return example_home / "site"


def biggest(site: Path, kind: str) -> Path:
    return max(site.glob(f"{kind}/??/*.html"), key=lambda path: path.stat().st_size)


def three(site: Path) -> list[Path]:
    return [site / "index.html", biggest(site, "incidents"), biggest(site, "articles")]


def rows(page: Page) -> list[str]:
    return page.locator("#incidents tbody tr").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("#status").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_violation_of_accessibility(page: Page, site: Path, scheme: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in three(site):
        page.goto(path.as_uri())
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
        assert not found.response["violations"], f"{path}\n{found.generate_report()}"
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, f"{path} scrolls sideways"


def test_filters_filter(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    everything = rows(page)
    assert len(everything) == 10
    page.select_option("#f-country", "Nigeria")
    expect(page.locator("#incidents tbody tr")).to_have_count(1)
    assert "Maiduguri" in rows(page)[0]
    assert status(page).startswith("1 of 10 incidents: 14 killed (11–14)")
    assert page.locator("#timeline-rows tr").count() == 1
    page.reload()  # the address has the filters
    assert [row for row in rows(page) if "Maiduguri" in row] == rows(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#incidents tbody tr")).to_have_count(10)
    assert "#" not in page.url

    page.select_option("#f-country", "Iraq")
    page.select_option("#f-region", "Kirkuk")
    expect(page.locator("#incidents tbody tr")).to_have_count(2)
    page.select_option("#f-country", "")
    assert page.locator("#f-region").is_disabled()
    page.select_option("#f-actor", "Boko Haram")
    expect(page.locator("#incidents tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.fill("#f-from", "2022-01-01")
    expect(page.locator("#incidents tbody tr")).to_have_count(3)
    page.fill("#f-to", "2022-12-01")
    expect(page.locator("#incidents tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.select_option("#f-outcome", label="attackers wounded (1)")
    expect(page.locator("#incidents tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.fill("#f-text", "BALOCH army")
    expect(page.locator("#incidents tbody tr")).to_have_count(1)
    page.fill("#f-text", "no such words")
    expect(page.locator("#incidents tbody tr")).to_have_count(0)
    assert "No incident is like that" in status(page)
    page.get_by_role("button", name="Clear").click()
    page.check("#f-dispute")
    expect(page.locator("#incidents tbody tr")).to_have_count(8)


def test_heads_of_columns_sort(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("button", name="Killed", exact=True).click()
    assert "Tayaran Square" in rows(page)[0]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Place", exact=True).press("Enter")
    places = page.locator("#incidents tbody td[data-label=Place]").all_inner_texts()
    assert places == sorted(places)
    assert page.locator("th[aria-sort]").inner_text().strip().startswith("Place")


def test_a_figure_leads_to_its_highlighted_words(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.locator("#incidents tbody tr", has_text="Maiduguri").get_by_role("link").click()
    figure = page.locator(".first .big > a")
    count = figure.inner_text()
    figure.click()
    page.wait_for_url("**/articles/**")
    claim = page.url.split("#")[1]
    lit = page.locator("mark.lit")
    expect(lit.first).to_be_focused()
    assert all(claim in (mark.get_attribute("data-claims") or "") for mark in lit.all())
    assert count in ("".join(lit.all_text_contents()))
    expect(lit.first).to_be_in_viewport()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    assert "casualties.killed" in tip.inner_text()
    first = page.locator("mark.lit").first.inner_text()
    page.locator("tbody th a").last.click()  # another statement of the same article
    expect(page.locator("mark.lit").first).not_to_have_text(first)


def test_marks_explain_themselves_to_pointer_and_keyboard(page: Page, site: Path) -> None:
    page.goto(biggest(site, "articles").as_uri())
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    page.locator("#text mark.k-place").first.hover()
    expect(tip).to_contain_text("Rule places.")
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.locator("#legend input").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#text mark").first).to_be_focused()
    expect(tip).to_contain_text("Rule ")
    assert page.locator("#text mark").first.get_attribute("aria-describedby")
    color = "(mark) => getComputedStyle(mark).backgroundColor"
    place = page.locator("#text mark.k-place").first
    before = place.evaluate(color)
    page.get_by_label("places").uncheck()
    assert place.evaluate(color) != before


def test_the_theme_is_switched_and_remembered(page: Page, site: Path) -> None:
    page.emulate_media(color_scheme="light")
    page.goto((site / "index.html").as_uri())
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Theme: automatic").click()
    assert page.evaluate(paper) == light
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(biggest(site, "incidents").as_uri())
    assert page.evaluate(paper) == dark
    page.emulate_media(media="print")
    assert page.evaluate(paper) != dark


def test_the_map_shows_places_and_leads_to_them(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.select_option("#f-country", "Nigeria")
    expect(page.get_by_role("img", name="Map of 1 place")).to_be_visible()
    canvas = page.locator("#map canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(page.locator("#map-tip")).to_contain_text("Maiduguri")
    page.mouse.click(*middle)
    page.wait_for_url("**/incidents/**")
    assert "Maiduguri" in page.get_by_role("heading", level=1).inner_text()


def test_the_map_moves_by_keys(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    picture = "document.querySelector('#map canvas').toDataURL()"
    page.locator("#map .frame").focus()
    seen = [page.evaluate(picture)]
    for key in ("ArrowLeft", "+", "ArrowUp", "-"):
        page.keyboard.press(key)
        seen.append(page.evaluate(picture))
    assert len(set(seen)) == len(seen)


def test_the_growth_of_a_toll_is_drawn(page: Page, site: Path) -> None:
    grown = next(p for p in site.glob("incidents/??/*.html") if 'data-day="2022-12-19"' in p.read_text("utf-8"))
    page.goto(grown.as_uri())
    expect(page.locator("#growth svg")).to_be_visible()
    assert "killed: from" in (page.locator("#growth svg").get_attribute("aria-label") or "")


def test_harmful_text_does_no_harm(page: Page, tmp_path: Path) -> None:
    put_out(tmp_path, told(words=EVIL, url="javascript:alert(1)"), rule_text=EVIL)
    site = write_site(tmp_path).index.parent
    for path in three(site):
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        assert page.evaluate("window.harm") is None
        assert page.locator("main img").count() == 0
    page.locator("#text mark").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("<script>")
    page.goto((site / "index.html").as_uri())
    assert len(rows(page)) == 1
    assert EVIL.split("\u2028", maxsplit=1)[0] in rows(page)[0]


def test_incidents_of_which_nothing_is_known_are_listed(page: Page, tmp_path: Path) -> None:
    put_out(tmp_path, bare(told()))
    site = write_site(tmp_path).index.parent
    page.goto((site / "index.html").as_uri())
    assert "day unknown" in rows(page)[0]
    assert "place unknown" in rows(page)[0]
    assert "no place on the map" in page.locator("#map figcaption").inner_text()
    page.locator("#incidents a").click()
    expect(page.get_by_text("No article gives a count")).to_be_visible()


def test_a_printed_page_has_no_controls(page: Page, site: Path) -> None:
    for path in three(site):
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        assert not page.locator("button:visible:not(thead button), select:visible, input:visible").count(), path
        assert page.pdf(format="A4")[:5] == b"%PDF-"
