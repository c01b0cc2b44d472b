"""The knowledge is changed whole or not at all, never over somebody else's change, and only inside its folder."""

import contextlib
import os
import resource
import shutil
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Event as EventType
from pathlib import Path
from random import Random

import pytest

from bot.content import writer
from bot.content.edits import with_item
from bot.content.writer import HISTORY, Saved, StaleError, kept, read_page, save
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE, LEAN

FILE = "en/topics/naloxone.yaml"
TOPIC = "naloxone-expired"
ONE, OTHER = "a:\n" + "  x: one\n" * 900, "b:\n" + "  y: other\n" * 1100


def silent(saved: Saved) -> None:
    """Write nothing down."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one small file of no sense: what is looked at here is the writing."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    return small(tmp_path / "knowledge")


def small(root: Path) -> Path:
    (root / "en" / "topics").mkdir(parents=True)
    (root / FILE).write_text(ONE, "utf-8")
    return root


def more(text: str, question: str = "is my zzyzx naloxone still good") -> str:
    return with_item(text, "naloxone.yaml", TOPIC, "questions", question)


def test_a_change_is_written_and_the_old_one_kept(root: Path) -> None:
    """The file holds the new text, the history both, and whoever writes it down hears of it before."""
    page = read_page(root, "en", "naloxone")
    heard: list[tuple[Saved, str]] = []
    saved = save(
        root, "en", page, more(page.text), lambda one: heard.append((one, (root / FILE).read_text("utf-8")))
    )
    assert heard == [(saved, page.text)]
    assert read_page(root, "en", "naloxone").text == more(page.text)
    assert kept(root, saved.before).decode() == page.text
    assert kept(root, saved.after).decode() == more(page.text)
    assert not list((root / "en" / "topics").glob(".*"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  urgency: check", "  urgancy: check", "is not a key I know"),
        ("  title: ", "  title: !x ", "uses `!` at the start"),
        ("    - how do i use narcan\n", "    - what is harm reduction\n", "is also a question of"),
        ("  answer: |\n", "  answer: |\n    {no_such_fact}\n", "asks for {no_such_fact}"),
    ],
)
def test_a_new_mistake_is_not_written(root: Path, old: str, new: str, said: str) -> None:
    """The file stays, and the mistake is told."""
    page = read_page(root, "en", "naloxone")
    assert old in page.text
    with pytest.raises(KnowledgeError) as raised:
        save(root, "en", page, page.text.replace(old, new, 1), silent)
    assert any(said in str(one) for one in raised.value.mistakes)
    assert read_page(root, "en", "naloxone") == page


def test_an_old_mistake_elsewhere_stops_nobody(root: Path) -> None:
    """What was wrong before can be mended later."""
    path = root / "en" / "topics" / "family.yaml"
    path.write_text(path.read_text("utf-8").replace("urgency: none", "urgancy: none", 1), "utf-8")
    page = read_page(root, "en", "naloxone")
    save(root, "en", page, more(page.text), silent)
    assert read_page(root, "en", "naloxone").text == more(page.text)


def test_two_editors_do_not_overwrite_each_other(bare: Path) -> None:
    """The second is told to read again; saying the same twice is told as well."""
    page = read_page(bare, "en", "naloxone")
    save(bare, "en", page, OTHER, silent)
    with pytest.raises(StaleError, match="changed meanwhile by somebody else"):
        save(bare, "en", page, "c: d\n", silent)
    assert read_page(bare, "en", "naloxone").text == OTHER
    with pytest.raises(KnowledgeError, match="says this already"):
        save(bare, "en", read_page(bare, "en", "naloxone"), OTHER, silent)


def test_of_many_at_once_one_is_first(bare: Path) -> None:
    """Eight change the same version at the same moment: one succeeds, seven are told."""
    page, done, told = read_page(bare, "en", "naloxone"), [], []

    def change(number: int) -> None:
        try:
            done.append(save(bare, "en", page, f"n: {number}\n", silent))
        except StaleError:
            told.append(number)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(done), len(told)) == (1, 7)
    assert read_page(bare, "en", "naloxone").version == done[0].after


@pytest.mark.parametrize(
    "name",
    [
        "..", "../x", "/etc/passwd", "a/b", "a\\b", "", ".", "-a", "A", "a.yaml", "a\0b", "a\n", "%2e%2e", "ａ",
        "x" * 61,
        "..%2fx", "a ", "\u2024\u2024", "con:", "knowledge_x/../a",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(bare: Path, name: str) -> None:
    """SEC-6: by category and by language, read or written."""
    (bare.parent / "x.yaml").write_text("x: y\n", "utf-8")
    page = read_page(bare, "en", "naloxone")
    for lang, category in (("en", name), (name, "naloxone")):
        with pytest.raises(KnowledgeError, match="not a good name"):
            read_page(bare, lang, category)
        with pytest.raises(KnowledgeError, match="not a good name"):
            save(bare, lang, writer.Page(category, "", page.version), OTHER, silent)
    assert (bare.parent / "x.yaml").read_text("utf-8") == "x: y\n"


@pytest.mark.parametrize("what", ["file", "topics", "en", "history"])
def test_links_are_not_followed(bare: Path, what: str) -> None:
    """A link in the place of the file, or of a folder on the way to it, is refused, and what it shows stays."""
    outside = small(bare.parent / "outside")
    before = (outside / FILE).read_bytes()
    place = {"file": FILE, "topics": "en/topics", "en": "en", "history": HISTORY}[what]
    page = read_page(bare, "en", "naloxone")
    if what == "history":
        (outside / HISTORY).mkdir()
    elif what == "file":
        (bare / place).unlink()
    else:
        shutil.rmtree(bare / place)
    (bare / place).symlink_to(outside / place)
    with pytest.raises(KnowledgeError, match="is a link to another"):
        save(bare, "en", page, OTHER, silent)
    assert (outside / FILE).read_bytes() == before
    assert what != "history" or not list((outside / HISTORY).iterdir())


def test_a_hard_link_shows_what_it_showed(bare: Path) -> None:
    """Another name for the same file outside keeps the old text."""
    other = bare.parent / "other.yaml"
    other.hardlink_to(bare / FILE)
    save(bare, "en", read_page(bare, "en", "naloxone"), OTHER, silent)
    assert other.read_text("utf-8") == ONE
    assert (bare / FILE).read_text("utf-8") == OTHER


def test_what_is_no_file_is_refused(bare: Path) -> None:
    """A pipe, a folder and nothing: told at once, and nobody waits."""
    path = bare / FILE
    path.unlink()
    with pytest.raises(KnowledgeError, match="No such file"):
        read_page(bare, "en", "naloxone")
    os.mkfifo(path)
    with pytest.raises(KnowledgeError, match="not an ordinary file"):
        read_page(bare, "en", "naloxone")
    path.unlink()
    path.mkdir()
    with pytest.raises(KnowledgeError, match="Is a directory"):
        read_page(bare, "en", "naloxone")


def test_where_it_cannot_be_written_down_nothing_changes(bare: Path) -> None:
    """The change waits for its line in the record."""

    def fails(saved: Saved) -> None:
        raise KnowledgeError([])

    with pytest.raises(KnowledgeError):
        save(bare, "en", read_page(bare, "en", "naloxone"), OTHER, fails)
    assert (bare / FILE).read_text("utf-8") == ONE
    assert not list((bare / "en" / "topics").glob(".*"))


def test_a_version_that_was_changed_is_not_given_back(bare: Path) -> None:
    """What is kept is what it was, or it is refused; and no name leads out of the history."""
    saved = save(bare, "en", read_page(bare, "en", "naloxone"), OTHER, silent)
    path = bare / HISTORY / "versions" / saved.before
    path.write_bytes(path.read_bytes() + b"#")
    with pytest.raises(KnowledgeError, match="has been changed"):
        kept(bare, saved.before)
    for name in ("../../en/topics/naloxone.yaml", "", "x" * 64):
        with pytest.raises(KnowledgeError, match="is no version"):
            kept(bare, name)


def test_permissions_stay(bare: Path) -> None:
    """Who may read the file may read it afterwards."""
    (bare / FILE).chmod(0o640)
    save(bare, "en", read_page(bare, "en", "naloxone"), OTHER, silent)
    assert (bare / FILE).stat().st_mode & 0o777 == 0o640


def write_for_ever(root: Path, categories: tuple[str, ...], has_begun: EventType) -> None:
    """Put one text and the other into all these files in turn, until killed."""
    has_begun.set()
    while True:
        pages = [read_page(root, "en", category) for category in categories]
        writer.save_all(root, "en", [(page, OTHER if page.text == ONE else ONE) for page in pages], silent)


def kill_and_look(root: Path, times: int, categories: tuple[str, ...] = ("naloxone",)) -> None:
    """Kill a writer without warning while its files are read again and again; then start anew. The process is a copy of
    this one, so that most of its life is spent writing."""
    source, seen, together = Random(1), set(), set()  # noqa: S311 - the same kills every time
    paths = [root / "en" / "topics" / f"{category}.yaml" for category in categories]
    fork = get_context("fork")
    for _ in range(times):
        has_begun = fork.Event()
        process = fork.Process(target=write_for_ever, args=(root, categories, has_begun))
        process.start()
        has_begun.wait()
        for _ in range(source.randint(1, 700)):
            seen |= {path.read_text("utf-8") for path in paths}
        process.kill()
        process.join()
        process.close()
        seen |= {path.read_text("utf-8") for path in paths}
        writer.tidy(root)
        together.add(tuple(path.read_text("utf-8") == ONE for path in paths))
        assert not list(root.rglob("*.part"))
    assert seen == {ONE, OTHER}
    assert together == {(True,) * len(paths), (False,) * len(paths)}  # short, as pytest compares what differs


def test_a_kill_while_writing_tears_nothing(bare: Path) -> None:
    """REL-2: after each of 10 kills the file is the old one or the new; the next start leaves no half one."""
    kill_and_look(bare, 10)


def test_a_kill_while_writing_several_files_leaves_all_or_none(bare: Path) -> None:
    """After the next start: whatever was under way when the writer was killed."""
    (bare / "en" / "topics" / "overdose.yaml").write_text(ONE, "utf-8")
    kill_and_look(bare, 12, ("naloxone", "overdose"))


@pytest.mark.slow
def test_two_hundred_kills_tear_nothing(bare: Path) -> None:
    """REL-2 in full, one file and several at once."""
    kill_and_look(bare, 120)
    for category in ("naloxone", "overdose"):  # the kills may have left the other text in one of them
        (bare / "en" / "topics" / f"{category}.yaml").write_text(ONE, "utf-8")
    kill_and_look(bare, 80, ("naloxone", "overdose"))


def test_a_change_that_was_under_way_is_finished(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the first file and the second, at the worst moment; a file that somebody mended by hand meanwhile
    stays as they left it."""
    (bare / "en" / "topics" / "overdose.yaml").write_text(ONE, "utf-8")
    (bare / "en" / "topics" / "after.yaml").write_text(ONE, "utf-8")
    pages = [read_page(bare, "en", name) for name in ("naloxone", "overdose", "after")]

    class KilledError(BaseException):
        """A SIGKILL that a test survives."""

    def one_put_only(path: Path, data: bytes) -> "contextlib.AbstractContextManager[Callable[[], None]]":
        def put() -> None:
            if path.name != "naloxone.yaml":
                raise KilledError
            path.write_bytes(data)

        return contextlib.nullcontext(put)

    with monkeypatch.context() as patch:
        patch.setattr(writer, "staged", one_put_only)
        with pytest.raises(KilledError):
            writer.save_all(bare, "en", [(page, OTHER) for page in pages], silent)

    def texts() -> list[str]:
        return [read_page(bare, "en", name).text for name in ("naloxone", "overdose", "after")]

    assert texts() == [OTHER, ONE, ONE]
    (bare / "en" / "topics" / "after.yaml").write_text("by: hand\n", "utf-8")
    writer.tidy(bare)
    assert texts() == [OTHER, OTHER, "by: hand\n"]
    writer.tidy(bare)
    assert texts() == [OTHER, OTHER, "by: hand\n"]


@pytest.mark.parametrize(
    "left", ["", "nonsense", "[[1]]", '[["../..", "x", "y", "z"]]', '[["en", "../x", "", ""]]']
)
def test_word_that_cannot_be_read_is_dropped(bare: Path, left: str) -> None:
    """Nothing is written because of it, wherever it points."""
    (bare / HISTORY).mkdir()
    (bare / HISTORY / "unfinished.json").write_text(left, "utf-8")
    writer.tidy(bare)
    assert not (bare / HISTORY / "unfinished.json").exists()
    assert read_page(bare, "en", "naloxone").text == ONE


def test_several_files_change_all_or_none(bare: Path) -> None:
    """One that somebody changed meanwhile stops all of them."""
    (bare / "en" / "topics" / "overdose.yaml").write_text(ONE, "utf-8")
    pages = [read_page(bare, "en", name) for name in ("naloxone", "overdose")]
    (bare / "en" / "topics" / "overdose.yaml").write_text("by: hand\n", "utf-8")
    with pytest.raises(StaleError):
        writer.save_all(bare, "en", [(page, OTHER) for page in pages], silent)
    assert read_page(bare, "en", "naloxone").text == ONE
    assert not list(bare.rglob("*.part"))


def test_a_full_disk_changes_nothing(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-3: refused in words, the file as it was and no half one beside it; with room again it goes on."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = small(small_disk / "knowledge")
    page = read_page(root, "en", "naloxone")
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 512):
            pass
    with pytest.raises(KnowledgeError, match="No space left on device.*nothing was changed"):
        save(root, "en", page, OTHER, silent)
    assert (root / FILE).read_text("utf-8") == ONE
    filler.unlink()
    save(root, "en", page, OTHER, silent)
    assert (root / FILE).read_text("utf-8") == OTHER


def test_a_write_that_breaks_off_changes_nothing(bare: Path) -> None:
    """REL-3 on any machine: the system takes 4 KB of a file and no more, in the history or beside the file itself."""
    page, (soft, hard) = read_page(bare, "en", "naloxone"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(KnowledgeError, match="File too large.*nothing was changed"):
            save(bare, "en", page, OTHER, silent)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read_page(bare, "en", "naloxone") == page
    assert not list(bare.rglob("*.part"))
    save(bare, "en", page, OTHER, silent)
    assert (bare / FILE).read_text("utf-8") == OTHER


READ_ONLY: list[Callable[[Path], Path]] = [lambda root: root, lambda root: root / "en" / "topics"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("place", READ_ONLY)
def test_a_folder_that_may_not_be_written_is_told(bare: Path, place: Callable[[Path], Path]) -> None:
    """In words, and the file is as it was."""
    page = read_page(bare, "en", "naloxone")
    place(bare).chmod(0o500)
    with pytest.raises(KnowledgeError, match="Permission denied"):
        save(bare, "en", page, OTHER, silent)
    place(bare).chmod(0o700)
    assert (bare / FILE).read_text("utf-8") == ONE
