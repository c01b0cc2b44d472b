"""Guided help on one page: each step whole by itself, and what is seen next leads to the next one."""

from bot.core.model import Step
from bot.core.wording import fill
from bot.page.book import STEPS, Book, Page, button_link, links
from bot.page.html import Html, el, many
from bot.page.prose import line, lines


def steps_page(book: Book) -> Page:
    """Return every step: those of emergencies first, then plans and how-tos."""
    names, known = list(book.steps), book.view.knowledge.steps.values()
    steps = sorted(known, key=lambda one: names.index(one.id) if one.id in names else len(names))
    urgent, calm = ([one for one in steps if one.is_calm is is_calm] for is_calm in (False, True))
    parts = [el("p", book.say("steps_note"))]
    for word, found in (("steps_urgent", urgent), ("steps_calm", calm)):
        parts += [el("h2", book.say(word)), *(_step(one, book) for one in found)]
    return Page(STEPS, book.say("steps"), many(*parts))


def _step(step: Step, book: Book) -> Html:
    text = book.tell(step.text)
    onward = [button_link(one, book) for one in step.buttons]
    parts = [el("h3", _title(step, book)), lines(text)]
    if step.then:
        said = fill(book.words["wait"], {"minutes": str(step.minutes)})
        then = book.view.knowledge.steps[step.then]
        parts.append(el("p", line(said), " ", el("a", _title(then, book), href=f"#{then.id}")))
    return el("article", *parts, links(onward), id=step.id, class_="" if step.is_calm else "red")


def _title(step: Step, book: Book) -> str:
    return book.steps.get(step.id) or step.id.replace("-", " ").capitalize()
