"""Configuration files of the commands, in TOML. Their keys are options without the hyphens in front.

An option on the command line overrides an environment variable, which overrides the file. A file sets only the options
that a command permits: a file that is in the folder by chance must not decide what is overwritten or which code runs.
Paths in a file are relative to its folder.

A file may come from anyone: its size and its depth are bounded, and a command says which file it has found.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click
from click.core import ParameterSource

from signature_model.console.errors import Unusable
from signature_model.console.naming import USED_FILE, used_file, variable_of
from signature_model.console.streams import write_error
from signature_model.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

NO_FILE: Final = os.devnull
"""The file name that means: no configuration file."""
_PROJECT_FILE: Final = "pyproject.toml"
_FOUND: Final = "signature_model.configuration.found"
_OF_A_TABLE: Final = r"""["']?\s*(?:[].]|=\s*\{)"""
"""The characters that can follow the name of a table: in a header, a dotted key, or a table in braces."""
_MAX_CHARACTERS: Final = 64 << 10
_MAX_DOTS: Final = 200
"""The maximum number of dots in a line. The time to read a key grows with the dots in its name."""


class Configuration(NamedTuple):
    """The settings in a file, by the names of options without the hyphens in front."""

    file: str
    settings: Mapping[str, object]

    def require_known(self, names: Collection[str]) -> None:
        """Raise Unusable for a setting that is not one of the names."""
        for name in self.settings:
            if name not in names:
                from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and seldom needed

                near = get_close_matches(name, names, 1)
                meant = f"; did you mean {near[0]!r}?" if near else f"; it can have {', '.join(sorted(names))}"
                reason = f"{self.file}: {name!r} cannot be set in a configuration file{meant}"
                raise Unusable(reason)

    def path(self, name: str) -> str:
        """Return the path of a file as seen from the working folder. Raises Unusable."""
        if "\0" in name:
            reason = f"{self.file}: {name!r} cannot be the name of a file"
            raise Unusable(reason)
        return os.path.join(os.path.dirname(self.file), name)  # noqa: PTH118, PTH120 - see `_folders`


def option(
    permitted: Callable[[], Iterable[str]],
    find: Callable[[], Configuration | None],
    where: str,
    *,
    only_named: Collection[str] = (),
) -> Callable[[Any], Any]:
    """Return the option ``--config``.

    ``permitted`` returns the options that a file can set. It can set the options in ``only_named`` only if the user
    names the file. ``find`` returns the Configuration if the user names no file; ``where`` says where it looks.
    """

    def use(ctx: click.Context, _param: click.Parameter, file: str | None) -> None:
        if ctx.resilient_parsing or file == NO_FILE:
            return
        try:
            if file is not None:
                _apply(read(file), ctx, permitted())
            elif (found := find()) is not None:
                _apply(found, ctx, permitted())
                _require_named_file(found, only_named)
                ctx.meta[_FOUND] = found.file
        except Unusable as error:
            raise click.UsageError(str(error), ctx) from error

    return click.option(
        "--config",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        is_eager=True,
        expose_value=False,
        callback=use,
        help=f"Read options from this TOML file. [default: {where}] {NO_FILE} means no file.",
    )


def say_found_file(ctx: click.Context) -> None:
    """Write to standard error which file a command has found. Only the user can turn this off, not the file."""
    file: str | None = ctx.meta.get(_FOUND)
    is_quiet = ctx.params["quiet"] and ctx.get_parameter_source("quiet") is not ParameterSource.DEFAULT_MAP
    if file is not None and not is_quiet:
        write_error(masked(f"options from {file if file.isprintable() else repr(file)}\n"))


def with_source(error: click.ClickException) -> click.ClickException:
    """Return the error. If a value cannot be used, add the configuration file or the variable that it comes from."""
    if not isinstance(error, click.BadParameter) or error.ctx is None or error.param is None:
        return error
    source = error.ctx.get_parameter_source(str(error.param.name))
    if source is ParameterSource.DEFAULT_MAP:
        place = used_file(error.ctx)
    elif source is ParameterSource.ENVIRONMENT:
        place = variable_of(error.param, error.ctx)
    else:
        return error
    return click.BadParameter(f"{error.message} (in {place})", error.ctx, error.param, error.param_hint)


def found_upwards(command: str) -> Configuration | None:
    """Return the first configuration from the working folder upwards, or None. Raises Unusable.

    It is in ``command.toml``, or in the table ``tool.command`` of ``pyproject.toml``.
    """
    for folder in _folders():
        own, project = (os.path.join(folder, name) for name in (f"{command}.toml", _PROJECT_FILE))  # noqa: PTH118
        if os.path.isfile(own):  # noqa: PTH113
            return read(own)
        if os.path.isfile(project) and (found := _in_project(project, command)) is not None:  # noqa: PTH113
            return found
    return None


def read(file: str) -> Configuration:
    """Return the configuration in a file. Raises Unusable."""
    return Configuration(file, _parsed(file, _content(file)))


def _in_project(file: str, command: str) -> Configuration | None:
    content = _content(file)
    if re.search(re.escape(command) + _OF_A_TABLE, content) is None:
        return None  # most projects: reading TOML takes longer than validating a small bundle
    tools = _parsed(file, content).get("tool")
    table = tools.get(command) if isinstance(tools, dict) else None
    return Configuration(file, table) if isinstance(table, dict) else None


def _folders() -> Iterator[str]:
    """Yield the working folder and the folders above it; nothing if it was deleted.

    Without pathlib, the start is faster.
    """
    try:
        folder = os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return
    while True:
        yield folder
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            return
        folder = parent


def _content(file: str) -> str:
    from pathlib import Path  # noqa: PLC0415 - slow to import, and most runs have no file

    from signature_model.console.reading import content_of  # noqa: PLC0415

    try:
        return content_of(Path(file)).decode()
    except UnicodeDecodeError as error:
        reason = f"{file} is not a TOML file: it is not UTF-8"
        raise Unusable(reason) from error


def _parsed(file: str, content: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - as above

    _require_bounded(file, content)
    try:
        return tomllib.loads(content)
    except ValueError as error:
        reason = f"{file} is not a TOML file: {error}"
        raise Unusable(reason) from error
    except RecursionError as error:
        reason = f"{file} is not a TOML file: nested too deeply"
        raise Unusable(reason) from error


def _require_bounded(file: str, content: str) -> None:
    if len(content) > _MAX_CHARACTERS:
        reason = f"{file} is too large for a configuration file: it has more than {_MAX_CHARACTERS:,} characters"
        raise Unusable(reason)
    for number, line in enumerate(content.split("\n"), 1):
        if line.count(".") > _MAX_DOTS:
            reason = f"{file} is not read as a configuration file: line {number} has more than {_MAX_DOTS} dots"
            raise Unusable(reason)


def _require_named_file(found: Configuration, only_named: Collection[str]) -> None:
    """Raise Unusable for a setting that is permitted only in a file that the user names."""
    for name in found.settings:
        if name in only_named:
            reason = (
                f"{found.file}: {name!r} can be set only in a file that you name: name the file with --config FILE, or "
                f"type --{name}"
            )
            raise Unusable(reason)


def _apply(found: Configuration, ctx: click.Context, permitted: Iterable[str]) -> None:
    """Make the settings the defaults of click's options."""
    options = {each.opts[-1].lstrip("-"): each for each in ctx.command.params if isinstance(each, click.Option)}
    known = {name: options[name] for name in permitted if name in options}
    found.require_known(known)
    ctx.meta[USED_FILE] = found.file
    ctx.default_map = {str(known[name].name): _value(found, known[name], name) for name in found.settings}


def _value(found: Configuration, option: click.Option, name: str) -> object:
    """Return a setting in the form that click takes. Raises Unusable for a wrong type."""
    value = found.settings[name]
    in_place = found.path if isinstance(option.type, click.Path) else str
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [in_place(each) for each in value] if option.multiple else ",".join(value)
    is_boolean = isinstance(value, bool)
    if is_boolean != option.is_flag or not isinstance(value, str | int | float):
        wanted = "true or false" if option.is_flag else "a text or a number"
        reason = f"{found.file}: {name} must be {wanted}"
        raise Unusable(reason)
    single = found.path(str(value)) if isinstance(option.type, click.Path) else value
    return [single] if option.multiple else single
