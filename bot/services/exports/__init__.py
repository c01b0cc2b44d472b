"""Our sites in the forms that others read, made so that importing them again gives the same sites."""

from bot.services.importers.own import shown
from bot.services.importers.row import Record

__all__ = ["Record", "shown"]
