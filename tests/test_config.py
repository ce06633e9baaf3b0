"""Settings come typed from the environment, and a wrong one is named."""

import stat
from pathlib import Path

import pytest

from tribe.config import Settings, WrongSetting


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/tribe.sqlite3"
    assert settings.redis_url is None
    assert settings.default_locale == "en"


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path)}).secret_key
    assert len(first) > 40
    assert Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_bare_postgresql_address_names_its_driver(tmp_path: Path) -> None:
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_DATABASE_URL": "postgresql://h/d"}
    assert Settings.from_environ(environ).database_url == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIBE_DATABASE_URL", "mysql://h/d"),
        ("TRIBE_REDIS_URL", "http://h"),
        ("TRIBE_BASE_URL", "ftp://h"),
        ("TRIBE_MAIL_URL", "mail.example"),
        ("TRIBE_DEFAULT_LOCALE", "de"),
        ("TRIBE_PROXIES", "many"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path), name: value})


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSetting, match="TRIBE_DATA_DIR"):
        Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path / "file" / "below")})
