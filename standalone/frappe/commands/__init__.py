"""What an app's `commands.py` imports to be a verb of the command line: on a bench `bench`, here `relcrm`."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import click
import frappe


def pass_context(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options named before it (`sites`, `verbose`, `force`) as its first argument."""

    @click.pass_context
    def called(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        return ctx.invoke(function, frappe._dict(ctx.obj or {}), *args, **kwargs)

    return update_wrapper(called, function)


def get_site(context: dict[str, Any], raise_err: bool = True) -> str | None:
    """The site a command is for. Exits with a sentence where none was named and none is found."""
    sites = context.get("sites")
    if sites:
        return sites[0]
    if raise_err:
        raise click.UsageError("Name the site: relcrm --site ./site COMMAND")
    return None
