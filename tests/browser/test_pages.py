"""JupyterLab and the dashboard in a real browser: they open, a widget changes figure and table, and no more."""

import pytest

pytestmark = [pytest.mark.data, pytest.mark.browser, pytest.mark.xdist_group("browser")]
TALLEST = 4000
WIDTHS = {1280: 900, 390: 844}
PAGES = {
    "en": ["Search", "Funding", "Criteria", "Forecast", "Findings"],
    "vi": ["Tìm kiếm", "Nguồn vốn", "Tiêu chí", "Dự báo", "Phát hiện"],
}
PAYLOAD = """"><script>window.ran=1</script><img src=x onerror="window.ran=1">'; import os; os._exit(1) #(.*+?[{0}"""
CHANGED = "before => document.querySelector('.ntm-panel {}')?.{} !== before"


def wait_for_change(page, where, what, before):
    page.wait_for_function(CHANGED.format(where, what), arg=before)


def source_of(page):
    return page.locator(".ntm-panel .ntm-figure img").get_attribute("src")


def turn_to(page, name):
    """Go to a page of the panel and wait for its table and its figure."""
    before = source_of(page)
    page.get_by_role("button", name=name, exact=True).click()
    wait_for_change(page, ".ntm-figure img", "src", before)


def check_change(page):
    """A source is chosen: the figure, the table, the sentences and the command follow."""
    turn_to(page, "Funding")
    figure, rows = source_of(page), page.locator(".ntm-panel .ntm-table tbody tr").count()
    page.get_by_label("Source of the money").select_option(label="Credit")
    wait_for_change(page, ".ntm-figure img", "src", figure)
    assert 0 < page.locator(".ntm-panel .ntm-table tbody tr").count() < rows
    assert "-p source=credit" in page.get_by_label("This page again (command)").input_value()
    page.get_by_label("Source of the money").select_option(label="all sources")
    page.wait_for_function("before => document.querySelector('.ntm-figure img')?.src === before", arg=figure)


def check_quiet(page):
    assert page.faults == []
    assert page.elsewhere == []


def fits(page):
    """Say whether page, the box that scrolls in it, panel and table are no wider than there is room."""
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
    return page.eval_on_selector_all("html, #rendered_cells, .ntm-panel, .ntm-scroll", wide) == 0


def grow(page, width, least):
    """Make the window as high as what it shows, so that a screenshot holds all of it."""
    page.set_viewport_size({"width": width, "height": least})
    height = page.evaluate("document.querySelector('#rendered_cells').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(least, min(height, TALLEST))})


def test_jupyterlab_opens_and_00_explore_runs_from_top_to_bottom(servers, page, screens):
    page.goto(servers["lab"].wait())
    page.locator(".jp-Notebook").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".ntm-panel .ntm-figure img").wait_for()
    page.get_by_text("[9]:").or_(page.get_by_text("[8]:")).first.wait_for(state="attached")
    assert page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    links = page.locator(".jp-Notebook .jp-RenderedMarkdown a[href*='02_funding_mix']")
    links.first.wait_for(state="attached")
    check_change(page)
    page.locator(".ntm-panel").screenshot(path=screens / "lab-1280-funding-en.png")
    check_quiet(page)


def test_the_dashboard_shows_every_page_in_both_languages_at_both_widths(servers, page, screens):
    page.goto(servers["dashboard"].wait())
    page.locator(".ntm-panel .ntm-figure img").wait_for()
    assert page.locator("pre:visible, .jp-InputArea:visible").count() == 0
    check_change(page)
    for language, names in PAGES.items():
        if language == "vi":
            page.get_by_label("Language").select_option(label="Tiếng Việt")
            page.get_by_role("button", name=names[0], exact=True).wait_for()
        for number, name in enumerate(names):
            turn_to(page, name)
            for width, height in WIDTHS.items():
                grow(page, width, height)
                assert fits(page), (name, width)
                page.screenshot(path=screens / f"dashboard-{width}-{number}-{language}.png", full_page=True)
    check_quiet(page)


def test_nothing_typed_is_executed_or_breaks_the_kernel(servers, page):
    page.goto(servers["dashboard"].wait())
    field = page.get_by_label("Search for a commune, an indicator or a finding")
    for text in (PAYLOAD, "x" * 10_000, "hung vu"):
        told = page.locator(".ntm-told").inner_text()
        field.fill(text)
        wait_for_change(page, ".ntm-told", "innerText", told)
    page.get_by_text("Hưng Vũ").first.wait_for(state="attached")
    assert page.evaluate("window.ran") is None
    check_quiet(page)


def test_the_keyboard_alone_chooses_copies_and_saves(servers, page, project_copy):
    page.goto(servers["dashboard"].wait() + "&page=funding")
    image = page.locator(".ntm-panel .ntm-figure img")
    image.wait_for()
    before = source_of(page)
    page.get_by_label("Source of the money").focus()
    page.keyboard.press("ArrowDown")
    wait_for_change(page, ".ntm-figure img", "src", before)
    page.get_by_role("button", name="Copy these parameters").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Copied.").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("This page again (command)").input_value()
    assert copied.startswith("ntm run 00_explore -p page=funding -p source=")
    page.get_by_role("button", name="Save figure and table").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved in explored/").wait_for()
    (folder,) = (project_copy / "explored").iterdir()
    assert (folder / "funding_mix.png").is_file()
    labelled = "els => els.filter(e => e.offsetParent && !e.labels?.length && !e.textContent.trim()).length"
    assert (
        page.eval_on_selector_all(
            ".ntm-panel select, .ntm-panel input, .ntm-panel textarea, .ntm-panel button", labelled
        )
        == 0
    )
    check_quiet(page)


def test_without_the_token_nothing_is_shown(servers, page):
    address = servers["dashboard"].wait().partition("?")[0]
    page.goto(address)
    assert page.locator(".ntm-panel").count() == 0
    assert "login" in page.url
