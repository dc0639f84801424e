"""Converts YAML nodes to plain texts, lists and mappings.

Every scalar is the text that was written; only an empty value, `~` and `null` are None. Duplicate keys, keys
that are not text, and tags are problems, because PyYAML accepts them silently. `<<` merges as in YAML 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import MAX_DEPTH, ParsedFile
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import FieldPath

Plain = str | None | list["Plain"] | dict[str, "Plain"]

_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = {
    f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
"""The words that mean nothing if they are written without quotes."""


def plain(node: yaml.Node, path: FieldPath, file: ParsedFile, problems: list[Located]) -> Plain:
    """Converts `node`, and adds its mistakes to `problems`; the first of two equal keys is used."""
    if node.tag not in _KNOWN_TAGS:
        problems.append(file.located(node, dotted(path), _tag_words(node)))
    if isinstance(node, yaml.ScalarNode):
        return None if is_null(node) else str(node.value)
    if len(path) > MAX_DEPTH:
        problems.append(file.located(node, dotted(path), "the text is nested too deeply"))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, (*path, index), file, problems) for index, item in enumerate(node.value)]
    return _mapping(node, path, file, problems) if isinstance(node, yaml.MappingNode) else None


def is_null(node: yaml.Node) -> bool:
    """Returns whether nothing is written: an empty value, `~` or `null` without quotes."""
    return isinstance(node, yaml.ScalarNode) and node.value in _NULLS and is_plain(node)


def is_plain(node: yaml.ScalarNode) -> bool:
    """Returns whether the text is written without quotes, and not after `|` or `>`."""
    return not node.style


def _tag_words(node: yaml.Node) -> str:
    tag = str(node.tag)
    mark = tag.replace(_CORE, "!!") if tag.startswith(_CORE) else tag
    words = f"{mark} {node.value}" if isinstance(node, yaml.ScalarNode) else f"{mark} …"
    in_quotes = f'"{words}"'
    return f"a text that starts with `!` must be in quotes: {quoted(in_quotes)}"


def _mapping(
    node: yaml.MappingNode, path: FieldPath, file: ParsedFile, problems: list[Located]
) -> dict[str, Plain]:
    mapping: dict[str, Plain] = {}
    first_keys: dict[str, yaml.Node] = {}
    previous: tuple[yaml.Node, yaml.Node] | None = None
    for key, value in node.value:
        above, previous = previous, (key, value)
        if is_merge(key):
            problems.extend(_bad_merge(value, path, file))
        elif not isinstance(key, yaml.ScalarNode) or is_null(key) or key.tag not in _KNOWN_TAGS:
            problems.append(file.located(key, dotted(path), _key_words(key)))
        elif (
            key.value in first_keys and above is not None and is_null(above[1]) and above[0].value in mapping
        ):
            del mapping[above[0].value]
            problems.append(_new_entry(above[0], key, path, file))
            break
        elif key.value in first_keys:
            problems.append(_duplicate(key, first_keys[key.value], path, file))
        else:
            first_keys[key.value] = key
            mapping[key.value] = plain(value, (*path, key.value), file, problems)
    if any(is_merge(key) for key, _ in node.value):
        for key, value in _inherited(node, set(mapping)):
            mapping[key.value] = plain(value, (*path, key.value), file, problems)
    return mapping


def _key_words(key: yaml.Node) -> str:
    if isinstance(key, yaml.ScalarNode):
        return "a key is empty here" if is_null(key) else _tag_words(key)
    return (
        "a key must be one word, not a list or a block; a text that starts with `[` or `{` must be in quotes"
    )


def _new_entry(key: yaml.Node, repeated: yaml.Node, path: FieldPath, file: ParsedFile) -> Located:
    """Returns the error for a line that begins a new entry, and stands inside the entry above it."""
    words = (
        f"nothing stands below {quoted(key.value)}, and {quoted(repeated.value)} follows a second time; "
        "if a new entry begins here, move this line further to the left"
    )
    return file.located(key, dotted((*path, key.value)), words)


def _duplicate(key: yaml.Node, first: yaml.Node, path: FieldPath, file: ParsedFile) -> Located:
    line, column = file.position(first)
    return file.located(
        key,
        dotted((*path, key.value)),
        f"{quoted(key.value)} is written twice, first in line {line}, column {column}; keep one of them",
    )


def is_merge(key: yaml.Node) -> bool:
    """Returns whether the key is YAML's `<<`."""
    return key.value == "<<" and isinstance(key, yaml.ScalarNode) and is_plain(key)


def pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yields the keys and values that count: the first of each key, then those that `<<` adds."""
    names: set[str] = set()
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and not is_merge(key) and key.value not in names:
            names.add(key.value)
            yield key, value
    yield from _inherited(node, names)


def _inherited(node: yaml.MappingNode, own_names: set[str]) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    names = set(own_names)
    for key, value in node.value:
        for source in _merge_sources(value) if is_merge(key) else ():
            for name, inherited in pairs(source):
                if name.value not in names:
                    names.add(name.value)
                    yield name, inherited


def _merge_sources(value: yaml.Node) -> list[yaml.MappingNode]:
    sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
    return [source for source in sources if isinstance(source, yaml.MappingNode)]


def _bad_merge(value: yaml.Node, path: FieldPath, file: ParsedFile) -> list[Located]:
    count = len(value.value) if isinstance(value, yaml.SequenceNode) else 1
    if len(_merge_sources(value)) == count:
        return []
    words = "`<<` takes a block that is marked with `&name` in this file, as in `<<: *name`"
    return [file.located(value, dotted((*path, "<<")), words)]
