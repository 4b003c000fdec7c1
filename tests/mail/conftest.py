"""The editions of the sample as letters."""

from pathlib import Path

import pytest

from site_builder.emailing import Mail
from tests.mail.letters import NUMBERS, mail_of
from tests.tools.sample import copy_sample


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample newsletter, as it lies in this repository."""
    return copy_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def mails(sample_site: Path) -> dict[int, Mail]:
    """Every edition of the sample as a letter, by number."""
    return {number: mail_of(sample_site, number) for number in NUMBERS}


@pytest.fixture(scope="session")
def letters(mails: dict[int, Mail], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of their files."""
    folder = tmp_path_factory.mktemp("letters")
    for mail in mails.values():
        for name, data in mail.files().items():
            (folder / name).write_bytes(data)
    return folder
