"""Reading names.yaml: what people call each substance, and which names must never be mixed up."""

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.errors import Mistake
from bot.matching.names import Names, Substance, build_names, words_of


def read_names(document: Document, mistakes: list[Mistake]) -> Names:
    """Return the table of names. A name that stands under two substances is a mistake and is left out of the second."""
    fields = Fields(document, (), mistakes)
    substances = _read_substances(fields.inside("substances"))
    classes = fields.inside("classes")
    families = {name: classes.texts(name) for name in classes.names()}
    groups = _read_groups(fields, frozenset(one.id for one in substances))
    ambiguous = fields.inside("ambiguous")
    meanings = {name: ambiguous.texts(name) for name in ambiguous.names()}
    mixtures = _read_mixtures(fields, frozenset(one.id for one in substances))
    fields.finish()
    return build_names(substances, families, groups, meanings, mixtures)


def _read_mixtures(fields: Fields, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    mixtures: dict[str, tuple[str, ...]] = {}
    for item in fields.items("mixtures"):
        parts = item.texts("parts", least=2)
        mixtures.update(dict.fromkeys(item.texts("names", least=1), parts))
        for one in parts:
            if one not in known:
                item.note(f"has {one!r}, which is not the name of a substance above", "parts")
        item.finish()
    return mixtures


def _read_substances(fields: Fields) -> list[Substance]:
    substances = []
    owner: dict[tuple[str, ...], str] = {}
    for name in fields.names():
        inside = fields.inside(name)
        family, written = inside.text("class", ""), inside.texts("names", least=1)
        inside.finish()
        for one in written:
            other = owner.setdefault(words_of(one), name)
            if other != name:
                fields.note(f"has {one!r}, which is also a name of `{other}`; keep it in one place", name)
        mine = tuple(one for one in written if owner[words_of(one)] == name)
        substances.append(Substance(name, family, mine))
    return substances


def _read_groups(fields: Fields, known: frozenset[str]) -> list[tuple[str, ...]]:
    """A group that cannot be used would leave two names unguarded, so nothing is passed over in silence."""
    groups = []
    value = fields.raw("look_alikes")
    if not isinstance(value, list):
        fields.note("should be a list: one `- [...]` a line", "look_alikes")
    for index, group in enumerate(value if isinstance(value, list) else []):
        members = [one for one in group if isinstance(one, str)] if isinstance(group, list) else []
        if len(members) > 1:
            groups.append(tuple(members))
        else:
            fields.note("should be a list of two or more substances", "look_alikes", index)
        for one in members:
            if one not in known:
                fields.note(f"has {one!r}, which is not the name of a substance above", "look_alikes", index)
    return groups
