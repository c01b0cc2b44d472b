"""Reading knowledge/ whole. One bad file or entry never takes the rest down: what is good is returned, and every
mistake beside it. Only what the bot cannot speak without (emergencies, wording) makes a load fail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.common import (
    BUTTONS,
    INLINE,
    MENU,
    SENTENCES,
    SITES,
    TELEGRAM,
    read_categories,
    read_guidance,
    read_guides,
    read_local,
    read_services,
    read_small_talk,
    read_steps,
    read_texts,
)
from bot.content.countries import Preset, read_countries
from bot.content.fields import Fields
from bot.content.links import check_facts, check_links, without_dead_links
from bot.content.mixing import read_mixing, read_pairs
from bot.content.names import read_names
from bot.content.opinion import WEIGHTS, read_opinion
from bot.content.places import read_places
from bot.content.strict_yaml import Document, read_bytes, read_file
from bot.content.taught import ASKED, Asked, read_asked, read_strangers
from bot.content.topics import bare, read_topics
from bot.core.emergency import Detector, compile_detector
from bot.core.mixing import Combination, Mixing
from bot.core.model import Knowledge, Topic
from bot.core.second import Opinion
from bot.core.signs import PatternError
from bot.core.wanted import PlaceWords
from bot.core.wordlist import WordList, word_list
from bot.errors import KnowledgeError, Mistake
from bot.matching.lexicon import Lexicon, read_lexicon
from bot.matching.names import Names
from bot.matching.words import Synonyms, build_synonyms

MOST_FILES = 200  # of entries: far more than there are categories, few enough to read in a moment
_SLIPS = (".yml", ".txt", ".yaml")  # how editors and Windows misname a file
_OF_LANG = ("wording.yaml", "local.yaml", "steps.yaml", "emergency.yaml", "signs.yaml")
_AS_IT_IS: Mapping[Path, bytes] = {}
_OF_ALL = ("categories.yaml", "names.yaml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the knowledge, the detector, what words and names mean, and every mistake found on the way."""

    knowledge: Knowledge
    detector: Detector
    opinion: Opinion | None
    names: Names
    synonyms: Synonyms
    strangers: tuple[str, ...]
    asked: Asked
    words: WordList
    lexicon: Lexicon
    mixing: Mixing | None
    countries: Mapping[str, Preset]
    places: PlaceWords
    mistakes: tuple[Mistake, ...]


def load(root: Path, lang: str = "en", instead: Mapping[Path, bytes] = _AS_IT_IS) -> Loaded:
    """Read the knowledge of one language. Raises KnowledgeError where the bot could not speak in an emergency.

    `instead` has what a file of entries would hold after an edit, to see what is wrong with it before it is written.
    """
    mistakes: list[Mistake] = []
    topics = _read_all_topics(root, lang, mistakes, instead)
    broken = bool(mistakes)
    fatal: list[Mistake] = []
    home = root / lang
    files = {path.name: read_one(root, path, fatal) for path in (*_in(home, _OF_LANG), *_in(root, _OF_ALL))}
    words = _read_words(root / "words" / f"{lang}.txt", fatal)
    if fatal:  # what is missing in a file that cannot be read is not a second mistake
        raise KnowledgeError([*fatal, *mistakes])
    wording = Fields(files["wording.yaml"], (), fatal)
    sentences = read_texts(wording.inside("sentences"), SENTENCES)
    local = read_local(files["local.yaml"], fatal)
    more, guides = read_guides(read_one(root, home / "guides.yaml", mistakes), mistakes)
    knowledge = Knowledge(
        lang=lang,
        topics=topics,
        categories=read_categories(files["categories.yaml"], lang, fatal),
        sentences=sentences,
        buttons=read_texts(wording.inside("buttons"), BUTTONS),
        telegram=read_texts(wording.inside("telegram"), TELEGRAM),
        small_talk=read_small_talk(wording.inside("small_talk"), sentences),
        services=read_services(wording.inside("services")),
        fallbacks={name: text for name, text in local.items() if text is not None},
        steps={**more, **read_steps(files["steps.yaml"], fatal)},
        guides=guides,
        guidance=read_guidance(files["emergency.yaml"], topics, fatal, mistakes),
        sites=read_texts(wording.inside("sites"), SITES),
        menu=read_texts(wording.inside("menu"), MENU),
        inline=read_texts(wording.inside("inline"), INLINE),
        most_asked=wording.texts("most_asked"),
    )
    wording.finish()
    detector = _read_detector(files["signs.yaml"], words, fatal)
    names = read_names(files["names.yaml"], mistakes)
    if fatal or detector is None:
        raise KnowledgeError([*fatal, *mistakes])
    place = str(home.relative_to(root.parent))
    if not broken:  # a link to an entry that is left out for its own mistake is not a second mistake
        mistakes += check_links(place, knowledge)
    mistakes += check_facts(place, knowledge, frozenset(local))
    opinion = read_opinion(home / WEIGHTS, f"{place}/{WEIGHTS}", mistakes)
    synonyms = _read_synonyms(read_one(root, home / "synonyms.yaml", mistakes), mistakes)
    strangers = read_strangers(read_one(root, home / "strangers.yaml", mistakes), mistakes)
    asked = _read_asked(root, home / ASKED, topics, mistakes, broken)
    lexicon = read_lexicon(root / "words", lang, words, mistakes)
    mixing = _read_mixing(root, home, names, mistakes)
    countries = read_countries(read_one(root, root / "countries.yaml", mistakes), mistakes)
    places = read_places(read_one(root, home / "places.yaml", mistakes), mistakes)
    clean, found = without_dead_links(knowledge), tuple(sorted(mistakes))
    return Loaded(
        clean,
        detector,
        opinion,
        names,
        synonyms,
        strangers,
        asked,
        words,
        lexicon,
        mixing,
        countries,
        places,
        found,
    )


def _read_mixing(root: Path, home: Path, names: Names, mistakes: list[Mistake]) -> Mixing | None:
    before = len(mistakes)
    document = read_one(root, home / "mixing.yaml", mistakes)
    mixing = read_mixing(document, names, mistakes) if len(mistakes) == before else None
    if mixing is None:
        return None
    pairs: dict[tuple[str, str], Combination] = {}
    for path in _topic_files(root, home / "mixing", mistakes):
        for pair, known in read_pairs(read_one(root, path, mistakes), path.stem, mixing, mistakes):
            if pairs.setdefault(pair, known) is not known or pair[::-1] in pairs:
                name = str(path.relative_to(root.parent))
                mistakes.append(Mistake(name, 0, f"`{pair[1]}` stands twice; keep one"))
    return replace(mixing, pairs=pairs)


def _in(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    return (folder / name for name in names)


def load_catalogue(root: Path, lang: str = "en") -> tuple[dict[str, Preset], frozenset[str]]:
    """Return what the settings may choose from: the countries, and the names of local facts."""
    mistakes: list[Mistake] = []
    countries = read_countries(read_one(root, root / "countries.yaml", mistakes), mistakes)
    local = read_local(read_one(root, root / lang / "local.yaml", mistakes), mistakes)
    if mistakes:
        raise KnowledgeError(mistakes)
    return countries, frozenset(local)


def load_words(root: Path, lang: str = "en") -> Mapping[str, str]:
    """Return what cards of places say. Raises KnowledgeError where that cannot be read."""
    mistakes: list[Mistake] = []
    wording = Fields(read_one(root, root / lang / "wording.yaml", mistakes), (), mistakes)
    words = read_texts(wording.inside("sites"), SITES)
    if mistakes:
        raise KnowledgeError(mistakes)
    return words


def _read_detector(document: Document, words: WordList, mistakes: list[Mistake]) -> Detector | None:
    if not isinstance(document.value, dict):
        mistakes.append(Mistake(document.file, 0, "should be `key: value` lines, each on its own line"))
        return None
    try:
        return compile_detector(document.value, words)
    except PatternError as error:
        mistakes.append(Mistake(document.file, document.line(error.path), str(error)))
        return None


def _read_synonyms(document: Document, mistakes: list[Mistake]) -> Synonyms:
    fields = Fields(document, (), mistakes)
    return build_synonyms({meaning: fields.texts(meaning, least=1) for meaning in fields.names()})


def read_one(
    root: Path, path: Path, mistakes: list[Mistake], instead: Mapping[Path, bytes] = _AS_IT_IS
) -> Document:
    """Read one file; where it cannot be used, note why and return an empty one."""
    name = str(path.relative_to(root.parent))
    if path.is_symlink():  # it could show any file of the machine
        mistakes.append(Mistake(name, 0, "is a link to another file; put the file itself here"))
        return Document(name, {})
    try:
        return read_bytes(instead[path], name) if path in instead else read_file(path, name)
    except KnowledgeError as error:
        mistakes += error.mistakes
        return Document(name, {})


def _read_all_topics(
    root: Path, lang: str, mistakes: list[Mistake], instead: Mapping[Path, bytes]
) -> dict[str, Topic]:
    topics: dict[str, Topic] = {}
    questions: dict[str, str] = {}
    for path in _topic_files(root, root / lang / "topics", mistakes):
        before = len(mistakes)
        document = read_one(root, path, mistakes, instead)
        if len(mistakes) > before:
            continue
        good, found = read_topics(document, lang, path.stem)
        mistakes += found
        for topic in good:
            mistakes += _doubles(document, topic, topics, questions)
            topics.setdefault(topic.id, topic)
    return topics


def _topic_files(root: Path, folder: Path, mistakes: list[Mistake]) -> list[Path]:
    """The files with entries. One that looks like them and would never be read is a mistake."""
    found = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    for path in found:
        if path.suffix != ".yaml" and path.suffix.lower() in _SLIPS:
            name = str(path.relative_to(root.parent))
            mistakes.append(Mistake(name, 0, "is not read: its name must end in .yaml"))
    files = [path for path in found if path.suffix == ".yaml"]
    if len(files) > MOST_FILES:
        place = str(folder.relative_to(root.parent))
        mistakes.append(Mistake(place, 0, f"has more than {MOST_FILES} files; those after are not read"))
    return files[:MOST_FILES]


def _doubles(
    document: Document, topic: Topic, topics: Mapping[str, Topic], seen: dict[str, str]
) -> Iterator[Mistake]:
    if topic.id in topics:
        line = document.line((topic.id,))
        yield Mistake(
            document.file,
            line,
            f"`{topic.id}` is also in {topics[topic.id].category}.yaml; keep one",
        )
    for index, question in enumerate(topic.questions):
        other = seen.setdefault(bare(question), topic.id)
        if other != topic.id:
            line = document.line((topic.id, "questions", index))
            yield Mistake(
                document.file,
                line,
                f"{question!r} is also a question of `{other}`; keep it in one entry",
            )


def _read_asked(
    root: Path, folder: Path, topics: Mapping[str, Topic], mistakes: list[Mistake], is_broken: bool
) -> Asked:
    documents = [read_one(root, path, mistakes) for path in _topic_files(root, folder, mistakes)]
    # Ways of asking about an entry that is left out for its own mistake are not a second mistake.
    return read_asked([one for one in documents if one.value], topics, [] if is_broken else mistakes)


def _read_words(path: Path, mistakes: list[Mistake]) -> WordList:
    try:
        if not path.is_file():
            raise FileNotFoundError
        return word_list(path.read_text("utf-8").split())
    except (OSError, UnicodeDecodeError):
        mistakes.append(
            Mistake(
                path.name,
                0,
                "the list of plain words cannot be read; put it back from the last version",
            )
        )
        return WordList()
