"""Texts and addresses are made fit for calendars."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import ascii_url, clean

PIECES_OF_TEXT = (
    " " * 30,
    "\t" * 20,
    " \t" * 21,
    "\r\n",
    "\n",
    "e\u0301",
    "\u1112\u1161\u11ab",
    "\u202e",
    "·",
    "words",
)


class TestClean:
    @pytest.mark.feed_rule(3)
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            pytest.param("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive", id="line breaks"),
            pytest.param("a\x00b\x07c\x7fd\x9fe\tf", "abcde\tf", id="controls"),
            pytest.param("a\x7fb\nc", "ab\nc", id="a control in plain ASCII"),
            pytest.param("\ufeffSofia", "Sofia", id="byte-order mark"),
            pytest.param("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x", id="directional formatting"),
            pytest.param("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", id="decomposed Hangul"),
            pytest.param("cafe\u0301", "café", id="decomposed accent"),
            pytest.param("half \ud800 a pair", "half  a pair", id="half a character"),
            pytest.param("a" + " " * 80 + "b", "a" + " " * 40 + "b", id="more blanks than a line holds"),
            pytest.param("e\u202e\u0301", "é", id="accent behind something taken out"),
            pytest.param("עברית\u200f, 👩‍👩‍👧", "עברית\u200f, 👩‍👩‍👧", id="marks and joiners that belong to the script"),
        ],
    )  # fmt: skip
    def test_it_removes_harmful_characters(self, text, cleaned):
        assert clean(text) == cleaned

    @given(st.text(st.characters()))
    def test_clean_text_stays_as_it_is(self, text):
        cleaned = clean(text)

        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert cleaned.encode().decode() == cleaned

    @given(st.lists(st.one_of(st.characters(), st.sampled_from(PIECES_OF_TEXT)), max_size=20).map("".join))
    def test_every_text_gets_every_rule(self, text):
        """The short way for texts that need no rule never leaves one out."""
        lines = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)
        fit = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", "", lines)

        assert clean(text) == unicodedata.normalize("NFC", re.sub("([ \t]{40})[ \t]+", r"\1", fit))


class TestAsciiUrl:
    @pytest.mark.parametrize(
        ("url", "ascii_only"),
        [
            pytest.param("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", id="good already"),
            pytest.param("HTTPS://Example.ORG/Path", "https://example.org/Path", id="capitals of the host"),
            pytest.param("https://пример.бг/", "https://xn--e1afmkfd.xn--90ae/", id="host in Cyrillic"),
            pytest.param("https://example.org/가", "https://example.org/%EA%B0%80", id="path in Hangul"),
            pytest.param("https://example.org/a b", "https://example.org/a%20b", id="blank"),
            pytest.param("https://example.org/a%20b%", "https://example.org/a%20b%25", id="encoded already"),
            pytest.param("http://example.org:8080/{x}", "http://example.org:8080/%7Bx%7D", id="port, braces"),
            pytest.param("http://[::1]:80/x", "http://[::1]:80/x", id="numeric host"),
        ],
    )
    def test_it_encodes_host_and_path(self, url, ascii_only):
        assert ascii_url(url) == ascii_only
        assert ascii_url(ascii_only) == ascii_only

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "example.org/page",
            "/page",
            "ftp://example.org/",
            "mailto:a@b.example",
            "https://",
            "https:///page",
            "https://exa mple.org/",
            "https://a..b/",
            "https://example.org:99999/",
            "https://user:secret@example.org/",
            "https://example.org/\npage",
            " https://example.org/",
            "https://[::1/",
        ],
    )
    def test_it_refuses_anything_but_a_web_address(self, url):
        with pytest.raises(ValueError, match=r"address|host"):
            ascii_url(url)

    @given(st.from_regex(re.compile(r"https?://[a-z0-9_.-]{1,70}(/[a-zA-Z0-9_.~/-]*)?"), fullmatch=True))
    def test_the_short_way_for_plain_addresses_is_no_other(self, url):
        """A query leads the long way, and changes nothing else."""
        try:
            long_way = ascii_url(f"{url}?q")
        except ValueError:
            with pytest.raises(ValueError, match="host"):
                ascii_url(url)
        else:
            assert f"{ascii_url(url)}?q" == long_way
