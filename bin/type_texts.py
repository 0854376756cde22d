"""TypeScript, as text."""

import json

# Words that TypeScript does not take as the name of a parameter.
RESERVED = set(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof var void while with yield".split()
)


def union(types):
    if "any" in types:
        return "any"
    parts = list(dict.fromkeys(part for each in types for part in alternatives(each)))
    # An optional type ends in `null`.
    return " | ".join([part for part in parts if part != "null"] + ["null"] * ("null" in parts))


def alternatives(text):
    """Return the types that a union is of; a function among them is in brackets."""
    if is_function(text):
        return [f"({text})"]
    parts, depth = [""], 0
    for index, character in enumerate(text):
        if character in "([{<":
            depth += 1
        elif character in ")]}" or character == ">" and text[index - 1] != "=":
            depth -= 1
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def is_function(text):
    return text.startswith("(") and ") => " in text


def several(item):
    return f"({item})[]" if is_function(item) or len(alternatives(item)) > 1 else f"{item}[]"


def safe(name):
    return f"{name}_" if name in RESERVED else name


def key(name):
    return name if name.isascii() else json.dumps(name)


def jsdoc(text, indent):
    if not text:
        return ""
    lines = text.replace("*/", "*\\/").split("\n")
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"
