"""Brings everything else that logs, warns or fails under the same rule, Python's own ways out included."""

import logging
import sys
import threading
import warnings
from asyncio import AbstractEventLoop
from types import TracebackType
from typing import Any, TextIO

from bot.logs.events import Event, OneHandler, installed, log
from bot.logs.words import code, fault, place

QUIET = ("telegram", "httpx", "httpcore", "aiohttp", "asyncio", "aiosqlite", "uvicorn")


def setup(stream: TextIO, strict: bool) -> None:
    """From now on everything logged goes to `stream`, reduced; call before anything else starts.

    `strict` makes `event` raise TypeError for a field it refuses (tests); otherwise the field is dropped.
    """
    restore()
    handler = OneHandler(stream, strict)
    for logger in [entry for entry in _loggers() if isinstance(entry, logging.Logger)]:
        _replace(handler, logger, handlers=[], propagate=True)
        if logger.name.partition(".")[0] in QUIET:
            _replace(handler, logger, level=logging.NOTSET)
    for name in QUIET:
        _replace(handler, logging.getLogger(name), level=logging.WARNING)
    _replace(handler, logging.root, handlers=[handler], level=logging.INFO)
    # Python's way out for a logger without handlers, and for a handler that fails, prints the message.
    _replace(handler, logging, lastResort=handler, raiseExceptions=False)
    _replace(handler, sys, excepthook=_uncaught, unraisablehook=_unraisable)
    _replace(handler, threading, excepthook=_thread_failed)
    _replace(handler, warnings, showwarning=_warned)
    logging.root.setLevel(logging.INFO)  # also clears what loggers remember of levels


def restore() -> None:
    """Put back everything `setup` changed; does nothing when it was not called."""
    if handler := installed():
        handler.undo.close()
        logging.root.setLevel(logging.root.level)


def loop_failed(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """For `loop.set_exception_handler`: what asyncio could not tell anyone else."""
    error = context.get("exception")
    _failed(type(error), error.__traceback__) if error else log(Event.INTERNAL_ERROR)


def _uncaught(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    _failed(kind, trace)


def _unraisable(args: Any) -> None:
    _failed(args.exc_type, args.exc_traceback)


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        _failed(args.exc_type, args.exc_traceback)


def _warned(_: object, kind: type[Warning], file: str, line: int, *_more: object) -> None:
    log(Event.WARNING, f"error={code(kind.__name__)}@{place(file, line)}")


def _failed(kind: type[BaseException], trace: TracebackType | None) -> None:
    log(Event.INTERNAL_ERROR, f"error={fault(kind, trace)}")


def _loggers() -> list[object]:
    return list(logging.root.manager.loggerDict.values())


def _replace(handler: OneHandler, where: object, **values: object) -> None:
    for name, value in values.items():
        handler.undo.callback(setattr, where, name, getattr(where, name))
        setattr(where, name, value)
