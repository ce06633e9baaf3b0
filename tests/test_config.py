"""Settings come typed from the environment, and a wrong one is named."""

import stat
from pathlib import Path

import pytest

from tribe.config import Bucket, MailServer, Settings, WrongSetting


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
        ("TRIBE_MAIL_URL", "smtp://mail.example/path"),
        ("TRIBE_MAIL_URL", "smtp://mail.example?tls=perhaps"),
        ("TRIBE_MAIL_URL", "smtp://mail.example?verify=no"),
        ("TRIBE_MAIL_URL", "smtps://mail.example?tls=none"),
        ("TRIBE_MAIL_URL", "smtp://name@mail.example"),
        ("TRIBE_MAIL_URL", "smtp://name:word@mail.example?tls=none"),
        ("TRIBE_MAIL_FROM", "nobody"),
        ("TRIBE_MAIL_FROM", "Tribe <tribe@mail.example>"),
        ("TRIBE_INBOUND_ADDRESS", "a@b\nBcc: c@d"),
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


def files(folder: Path, url: str, **more: str) -> Path | Bucket:
    """Where files are kept by such settings."""
    environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_STORAGE_URL": url}
    return Settings.from_environ(environ | more).files


def test_files_are_kept_in_a_folder_or_a_bucket(tmp_path: Path) -> None:
    assert files(tmp_path, "") == tmp_path / "files"
    assert files(tmp_path, "file:///srv/our%20files") == Path("/srv/our files")
    assert files(tmp_path, "s3://our-files/a/b/") == Bucket(
        "our-files", "a/b", None, "us-east-1", None, None, None
    )
    given = {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret-word",
        "AWS_ENDPOINT_URL": "https://s3.example",
        "AWS_REGION": "eu-west-3",
    }
    kept = Bucket("our-files", "", "https://s3.example", "eu-west-3", "key", "secret-word", None)
    found = files(tmp_path, "s3://our-files", **given)
    assert found == kept
    assert "secret-word" not in f"{found} {found!r}"
    other = files(tmp_path, "s3://our-files?endpoint=http://127.0.0.1:9000&region=x", **given)
    assert isinstance(other, Bucket)
    assert (other.endpoint, other.region, other.key) == ("http://127.0.0.1:9000", "x", "key")


@pytest.mark.parametrize(
    "url",
    [
        "files",
        "file://files",
        "file:///",
        "file:///srv?x=secret-word",
        "ftp://secret-word@host/files",
        "s3://",
        "s3:///prefix",
        "s3://Files_Of_Ours",
        "s3://key:secret-word@our-files",
        "s3://key:secret-word",
        "s3://our-files:80",
        "s3://our-files?secret=secret-word",
        "s3://our-files?access_key_id=secret-word",
        "s3://our-files?access_key_id=a&secret_access_key=secret-word%0A",
        "s3://our-files?endpoint=secret-word",
        "s3://our-files?endpoint=http://a:secret-word",
        "s3://[secret-word",
    ],
)
def test_a_wrong_place_of_files_is_named_and_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        files(tmp_path, url)
    words = str(refusal.value)
    assert words.startswith(("TRIBE_STORAGE_URL: ", "AWS_"))
    assert "\n" not in words
    assert "secret-word" not in words


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "starttls")),
        ("smtp://mail.example:25?tls=none", MailServer("mail.example", 25, "none")),
        ("smtp://127.0.0.1", MailServer("127.0.0.1", 25, "none")),
        ("smtps://me:a%40b%2F@mail.example", MailServer("mail.example", 465, "tls", "me", "a@b/")),
    ],
)
def test_a_mail_server_is_read(tmp_path: Path, url: str, server: MailServer) -> None:
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_MAIL_URL": url}
    found = Settings.from_environ(environ).mail
    assert found == server
    assert "a@b/" not in f"{found} {found!r}"


@pytest.mark.parametrize("rest", ["?tls=none", "/x", ":port", "?tls=no&secret-word"])
def test_no_password_is_told_of_a_wrong_mail_server(tmp_path: Path, rest: str) -> None:
    url = f"smtp://me:secret-word@mail.example{rest}"
    with pytest.raises(WrongSetting) as refused:
        Settings.from_environ({"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_MAIL_URL": url})
    assert "secret-word" not in str(refused.value)


OIDC = {
    "TRIBE_BASE_URL": "https://tribe.example",
    "TRIBE_OIDC_ISSUER": "https://accounts.example/realm",
    "TRIBE_OIDC_CLIENT_ID": "tribe",
    "TRIBE_OIDC_CLIENT_SECRET": "never to be told",
}


def test_a_provider_of_accounts_is_read_and_its_secret_is_told_nowhere(tmp_path: Path) -> None:
    told = Settings.from_environ(OIDC | {"TRIBE_DATA_DIR": str(tmp_path)}).oidc
    assert told is not None
    assert (told.issuer, told.label) == ("https://accounts.example/realm", "accounts.example")
    assert "never to be told" not in f"{told} {told!r}"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRIBE_OIDC_ISSUER", "", "TRIBE_OIDC_ISSUER"),
        ("TRIBE_OIDC_ISSUER", "http://accounts.example", "https://host"),
        ("TRIBE_OIDC_ISSUER", "https://", "https://host"),
        ("TRIBE_OIDC_ISSUER", "https://me:word@accounts.example", "https://host"),
        ("TRIBE_OIDC_ISSUER", "https://accounts.example/?a=b", "https://host"),
        ("TRIBE_OIDC_CLIENT_ID", "", "TRIBE_OIDC_CLIENT_ID"),
        ("TRIBE_OIDC_CLIENT_SECRET", "", "TRIBE_OIDC_CLIENT_SECRET"),
        ("TRIBE_OIDC_CLIENT_SECRET", "a\nb", "TRIBE_OIDC_CLIENT_SECRET"),
        ("TRIBE_BASE_URL", "", "needs TRIBE_BASE_URL"),
    ],
)
def test_half_a_provider_of_accounts_is_named(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(WrongSetting, match=said) as wrong:
        Settings.from_environ(OIDC | {"TRIBE_DATA_DIR": str(tmp_path), name: value})
    assert "never to be told" not in str(wrong.value)
