"""The pages say nothing that a reader has to translate."""

import re
from pathlib import Path

import lxml.html
import pytest

from helpers.places import REPORTS, page_of

FORBIDDEN = re.compile(
    r"\b(held|stands? in|printed|panel|in force|extent|of all months|on the year)\b", re.I
)
# What is quoted: code, claims of others, and where a number was found.
QUOTED = "//*[self::style or self::pre or contains(@class,'sources') or @id='tab-claims'"
QUOTED += " or starts-with(@id,'tab-claims')]"


@pytest.mark.parametrize("page", sorted(map(page_of, REPORTS)))
@pytest.mark.parametrize("folder", ["report_dir", "first_release_dir"])
def test_no_page_has_a_word_of_the_workshop(request, folder: str, page: str) -> None:
    directory: Path = request.getfixturevalue(folder)
    root = lxml.html.parse(directory / page).getroot()
    for quoted in root.xpath(QUOTED):
        quoted.drop_tree()
    assert FORBIDDEN.findall(root.text_content()) == []
