"""What may stand in the settings of Telegram, and what is said of a slip in them."""

from pathlib import Path

import pytest

from bot import config
from bot.config import Catalogue, Settings
from bot.config_telegram import Launched, Webhook
from bot.content import compiled
from bot.errors import SettingsError
from tests.conftest import KNOWLEDGE

URL = "https://bot.example.org:8443/hook-5f3a9c"


def read(tmp_path: Path, telegram: str) -> Settings:
    file = tmp_path / "config.yaml"
    file.write_text(f"telegram:\n{telegram}", "utf-8")
    return config.read(file, {}, KNOWLEDGE, lambda _: Catalogue((), ()))


def test_a_webhook_is_where_telegram_calls_and_where_we_listen(tmp_path: Path) -> None:
    """Without an address it is this machine's own; without a webhook, Telegram is asked."""
    settings = read(tmp_path, f"  webhook:\n    url: {URL}\n    listen: '[::1]:9000'\n")
    assert settings.webhook == Webhook(URL, "::1", 9000)
    assert settings.webhook.path == "/hook-5f3a9c"
    assert read(tmp_path, f"  webhook:\n    url: {URL}\n").webhook == Webhook(URL, "127.0.0.1", 8080)
    assert read(tmp_path, "  api_url: http://127.0.0.1:1\n").webhook is None


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example.org/hook",
        "https://bot.example.org/",
        "https://bot.example.org:5000/hook",
        "bot.org/h",
    ],
)
def test_an_address_telegram_would_refuse_is_named(tmp_path: Path, url: str) -> None:
    """Plain http, no path, another port."""
    with pytest.raises(SettingsError, match="https://"):
        read(tmp_path, f"  webhook:\n    url: {url}\n")


@pytest.mark.parametrize("listen", ["8080", "127.0.0.1:99999", "bot.example.org:80"])
def test_an_address_nobody_can_listen_on_is_named(tmp_path: Path, listen: str) -> None:
    """Only addresses of a machine, with a port."""
    with pytest.raises(SettingsError, match="listen"):
        read(tmp_path, f"  webhook:\n    url: {URL}\n    listen: '{listen}'\n")


def test_the_ceiling_is_a_whole_number_that_telegram_knows(tmp_path: Path) -> None:
    """25 where nothing is said; a thousand is the most that can be bought."""
    assert read(tmp_path, "  messages_per_second: 30\n").per_second == 30
    assert read(tmp_path, "  api_url: http://127.0.0.1:1\n").per_second == 25
    for wrong in ("0", "1001", "fast", "-5", "9" * 5_000):
        with pytest.raises(SettingsError, match="messages_per_second"):
            read(tmp_path, f"  messages_per_second: '{wrong}'\n")


def test_a_channel_for_alerts_has_a_name_and_somewhere_to_remember(tmp_path: Path) -> None:
    """`state:` keeps what was posted, so that nothing is posted twice."""
    file = tmp_path / "config.yaml"
    for text, wrong in (
        ('telegram: {alerts_channel: "@our_alerts"}\nstate: state\n', ""),
        ('telegram: {alerts_channel: "@our_alerts"}\n', "needs `state:`"),
        ("telegram: {alerts_channel: our alerts}\nstate: state\n", "with @"),
        ('telegram: {alerts_channel: "-1001234"}\nstate: state\n', "with @"),
    ):
        file.write_text(text, "utf-8")
        if not wrong:
            assert (
                config.read(file, {}, KNOWLEDGE, lambda _: Catalogue((), ())).alerts_channel == "@our_alerts"
            )
            continue
        with pytest.raises(SettingsError, match=wrong):
            config.read(file, {}, KNOWLEDGE, lambda _: Catalogue((), ()))


def test_admins_are_roles_with_a_number_that_never_shows(tmp_path: Path) -> None:
    """None where none are named; the number is for comparing only."""
    assert read(tmp_path, "  api_url: http://127.0.0.1:1\n").admins == ()
    written = "  admins:\n    - {role: nurse, id: 123456789}\n    - {role: 'outreach, north', id: 7}\n"
    settings = read(tmp_path, written)
    assert [(one.role, one.account) for one in settings.admins] == [
        ("nurse", 123456789),
        ("outreach, north", 7),
    ]
    assert "123456789" not in repr(settings)


def test_every_slip_in_the_admins_is_told_at_once_and_no_number_with_it(tmp_path: Path) -> None:
    """A group, a name, a role or person named twice, a number that is none, a line too many."""
    rows = (
        "{role: nurse, id: 123456789}",
        "{role: nurse, id: 223456789}",
        "{role: doctor, id: 123456789}",
        "{role: '@maria', id: 323456789}",
        "{role: boss, id: -100423456789}",
        "{role: helper, id: maria77777}",
        "{role: cook, id: '523456789', name: Maria}",
        "{id: 623456789}",
        "{role: porter}",
    )
    with pytest.raises(SettingsError) as error:
        read(tmp_path, "  admins:\n" + "".join(f"    - {row}\n" for row in rows))
    told = str(error.value)
    for what in ("admins.1.role", "admins.2.id", "admins.3.role", "admins.4.id", "admins.5.id", "admins.6.name",
                 "`role`", "`id`"):  # fmt: skip
        assert what in told
    assert not [row for row in rows if (digits := "".join(filter(str.isdigit, row))) and digits in told]


def test_admins_are_a_list(tmp_path: Path) -> None:
    """One mapping, or a word, is a slip."""
    for wrong in ("  admins: nurse\n", "  admins: {role: nurse, id: 5}\n", "  admins:\n    - nurse\n"):
        with pytest.raises(SettingsError, match="admins"):
            read(tmp_path, wrong)


ADMIN = "  admins:\n    - {role: nurse, id: 11}\n"


def test_the_editor_in_telegram_is_off_unless_its_address_is_given(tmp_path: Path) -> None:
    """The host alone counts; a usual port and a last stroke are nothing; it listens on this machine."""
    assert read(tmp_path, ADMIN).editor is None
    for written in ("https://edit.example.org", "https://Edit.example.org:443/"):
        editor = read(tmp_path, f"{ADMIN}  editor:\n    url: {written}\n").editor
        assert editor == Launched("https://edit.example.org", "127.0.0.1", 8090)
        assert editor.name == "edit.example.org"
    other = read(tmp_path, f"{ADMIN}  editor:\n    url: https://e.org:8443\n    listen: '[::1]:9'\n").editor
    assert other == Launched("https://e.org:8443", "::1", 9)


@pytest.mark.parametrize(
    "url",
    [
        "http://edit.example.org", "edit.example.org", "https://edit.example.org/editor", "https://e.org?x=1",
        "https://e.org#x", "https://nurse@e.org", "https://", "https://e.org:8443:1", "https://-e.org", "https://e org",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_editor_without_https_or_with_a_path_is_refused_in_words(tmp_path: Path, url: str) -> None:
    """Telegram opens nothing else, and a cookie of ours is for a host of its own."""
    with pytest.raises(SettingsError, match="must be https:// and a host of its own without a path, such as"):
        read(tmp_path, f'{ADMIN}  editor:\n    url: "{url}"\n')


def test_an_editor_is_for_admins_and_listens_somewhere(tmp_path: Path) -> None:
    """Without admins it would open for nobody."""
    with pytest.raises(SettingsError, match="name them too"):
        read(tmp_path, "  editor:\n    url: https://edit.example.org\n")
    with pytest.raises(SettingsError, match="listen"):
        read(tmp_path, f"{ADMIN}  editor:\n    url: https://edit.example.org\n    listen: 8090\n")


def test_a_service_keeps_what_it_learned(tmp_path: Path) -> None:
    """With DynamicUser= systemd names a link as the cache folder. What is kept there has to come back, or the service
    learns for minutes at every start."""
    (tmp_path / "private").mkdir(mode=0o700)
    (tmp_path / "saferbot").symlink_to(tmp_path / "private")
    env = {"CACHE_DIRECTORY": f"{tmp_path / 'saferbot'}:{tmp_path / 'second'}"}
    cache = config.read(None, env, KNOWLEDGE, lambda _: Catalogue((), ())).cache
    compiled.keep(cache, "key", [1, 2])
    assert compiled.take(cache, "key") == [1, 2]
