"""The programme's own look: a logo may only draw, and reaches every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.configuration import read
from scheduler.configuration.spelling import ParseError
from scheduler.configuration.vocabulary.looks import origin
from scheduler.programme.texts import Logo, Look
from scheduler.publication.site import Site
from support.configuration_samples import BASE
from support.html import html
from support.programmes import monthly, now
from support.samples import sample
from support.world import published

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
LOOK = "  look: {logo: logo.svg, colour: '#7A1F5C', contact: https://example.org/us, embed_in: https://www.sofia.example/}"


def messages(folder: Path, body: bytes) -> list[str]:
    """Why a programme with this logo is refused."""
    (folder / "programme.yaml").write_text(BASE.replace("  cancelled: show", f"  cancelled: show\n{LOOK}"))
    (folder / "logo.svg").write_bytes(body)
    return [problem.message for problem in read(folder).problems if problem.level == "error"]


DRAWING = (
    """\ufeff<?xml version="1.0" encoding="UTF-8"?><!-- as Inkscape writes it -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" xml:space="preserve" viewBox="0 0 9 9">
<defs><linearGradient id="a"><stop stop-color="rgb(9, 9, 9)"/></linearGradient><linearGradient id="b" x:href="#a"/></defs>
<path id="p" d="M0 0h9" style="fill:url(#b);stroke:url('#a')" transform="translate(-1.5,2e-3) scale(2)" aria-label="Us (we)"/>"""
    + '<use href="#p"/>' * 10
    + "</svg>"
)


@pytest.mark.parametrize("body", [DRAWING.encode(), PNG], ids=["SVG", "PNG"])
def test_a_logo_and_the_rest_of_the_look_are_read(tmp_path: Path, body: bytes) -> None:
    assert messages(tmp_path, body) == []

    programme = read(tmp_path).programme
    assert programme is not None
    assert programme.look == Look(
        logo=Logo("png" if body == PNG else "svg", body),
        colour="#7a1f5c",
        contact="https://example.org/us",
        embed_in=("https://www.sofia.example",),
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(SVG.format("<script>alert(1)</script>"), "`<script>`", id="script"),
        pytest.param(SVG.format("<foreignObject/>"), "`<foreignObject>`", id="foreign"),
        pytest.param(SVG.format('<path onload="alert(1)"/>'), "`onload`", id="handler"),
        pytest.param(SVG.format('<use href="https://example.org/x.svg#a"/>'), "`href`", id="from elsewhere"),
        pytest.param(
            SVG.format('<path fill="url(https://example.org)"/>'), "`fill`", id="colour from elsewhere"
        ),
        pytest.param('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "document type", id="entities"),
        pytest.param(
            SVG.format('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),
            "`<script>`",
            id="script of HTML",
        ),
        pytest.param(SVG.format('<iframe xmlns=""/>'), "`<iframe>`", id="without a namespace"),
        pytest.param(
            SVG.format('<path xmlns:h="http://www.w3.org/1999/xhtml" h:style="x"/>'),
            "`style`",
            id="style of HTML",
        ),
        pytest.param(SVG.format('<path style="fill:u\\72l(//example.org)"/>'), "`style`", id="escape"),
        pytest.param(
            SVG.format("""<path style="background:image-set('//example.org' 1x)"/>"""), "`style`", id="image"
        ),
        pytest.param(SVG.format('<g xml:base="https://example.org/"/>'), "`base`", id="another base"),
        pytest.param('<?xml version="1.0" encoding="utf-7"?>' + SVG, "another encoding", id="encoding"),
        pytest.param("<?xml-stylesheet href='a.css'?>" + SVG, "a style sheet", id="style sheet"),
        pytest.param(SVG.encode("utf-16"), "save it as UTF-8", id="UTF-16"),
        pytest.param(SVG.encode("utf-16-be"), "another encoding", id="UTF-16 without a mark"),
        pytest.param("<html></html>", "neither an SVG nor a PNG", id="another format"),
        pytest.param("GIF89a", "neither an SVG nor a PNG", id="no markup"),
        pytest.param(SVG.format("<g/>" * 30_000), "more than 100 kB", id="large"),
    ],
)
def test_a_logo_that_does_more_than_draw_is_refused(tmp_path: Path, body: str | bytes, reason: str) -> None:
    (message,) = messages(tmp_path, body if isinstance(body, bytes) else body.encode())

    assert message.startswith("`logo.svg`: ")
    assert reason in message


def test_the_name_of_a_site_that_embeds_is_ascii() -> None:
    """It is part of a header."""
    assert origin("https://exämple.org:8443/") == "https://xn--exmple-cua.org:8443"
    with pytest.raises(ParseError, match="write this name in ASCII"):
        origin("https://straße.de")


def site_with(look: Look) -> Site:
    return published(sample(monthly(), look=look), now("2026-11-05")).site()


def test_another_style_changes_no_page() -> None:
    first, second = (site_with(Look(colour=colour)) for colour in ("#7a1f5c", "#14586f"))

    assert first.files["/assets/style.css"].body != second.files["/assets/style.css"].body
    assert {path for path in first.pages if first.pages[path].body != second.pages[path].body} == set()


@pytest.mark.parametrize(
    ("logo", "is_logo"), [(Logo("png", PNG), True), (Logo("svg", SVG.encode()), False), (None, False)]
)
def test_other_sites_and_telephones_show_the_logo_if_it_is_a_png_file_else_the_mark(
    logo: Logo | None, is_logo: bool
) -> None:
    site = site_with(Look(logo=logo))
    page = site.pages["/cities/sofia"].body.decode()

    assert '<link rel="apple-touch-icon" href="../apple-touch-icon.png">' in page
    assert '<meta property="og:image" content="https://calendar.example.org/apple-touch-icon.png">' in page
    for path in ("/apple-touch-icon.png", "/favicon.ico"):
        assert (site.files[path].type, site.files[path].body == PNG) == ("image/png", is_logo)
        assert site.files[path].body.startswith(b"\x89PNG")


def test_the_look_is_on_every_page() -> None:
    look = Look(
        logo=Logo("png", PNG),
        colour="#7a1f5c",
        contact="https://example.org/us",
        embed_in=("https://www.sofia.example",),
    )
    site = site_with(look)
    page = html(site.pages["/bg/cities/sofia"].body)
    (logo,) = [path for path in site.files if path.startswith("/assets/logo.")]
    (style,) = [path for path in site.files if path.startswith("/assets/style.")]

    assert site.files[logo].body == PNG
    assert f'<img src="../..{logo}"' in page.source
    assert b"--accent:#7a1f5c" in site.files[style].body
    assert "https://example.org/us" in page.links
    assert site.pages["/embed/cities/sofia"].embed_in == ("https://www.sofia.example",)
    assert site.pages["/cities/sofia"].embed_in == ()
