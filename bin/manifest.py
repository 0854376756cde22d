"""Describes the components of a Python file; ``manifest.mjs`` runs it, and Python reads the file: it is not
executed."""

import ast
import json

TYPES = {
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "list": "unknown[]",
    "dict": "Record<string, unknown>",
}
ITEMS = {"str": "string", "int": "number", "float": "number", "bool": "boolean"}
OWN = ("render", "connected", "disconnected", "adopted", "updated", "form_reset", "form_disabled")


def describe(source, filename):
    """Return an error ("" for none) and the components, as JSON."""
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        return [f"{filename}, line {error.lineno}: {error.msg}", ""]
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    try:
        found = [component(node, tag, classes, filename) for node in classes.values() if (tag := tag_of(node, filename))]
    except ValueError as error:
        return [str(error), ""]
    return ["", json.dumps(found)]


def tag_of(node, filename):
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and name_of(decorator.func) == "component":
            argument = decorator.args[0] if decorator.args else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                return argument.value
            raise ValueError(f"{filename}, line {node.lineno}: the tag of {node.name} is not written out.")
    return None


def name_of(node):
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def component(node, tag, classes, filename):
    bodies = lineage(node, classes)
    props = {}
    events = {}
    for each in bodies:
        for statement in each.body:
            found = prop_of(statement, filename)
            if found:
                props[found["name"]] = found
    for each in bodies:
        for call in ast.walk(each):
            emitted = event_of(call)
            if emitted:
                events[emitted["name"]] = {**events.get(emitted["name"], {}), **emitted}
    constants = {
        target.id: statement.value.value
        for each in bodies
        for statement in each.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    return {
        "tag": tag,
        "name": node.name,
        "description": ast.get_docstring(node) or "",
        "props": list(props.values()),
        "events": list(events.values()),
        "slots": slots_of(bodies) if constants.get("shadow", True) else [],
        "formAssociated": bool(constants.get("form_associated")),
    }


def lineage(node, classes):
    """Return a class after its bases in the file."""
    found = []
    for base in node.bases:
        other = classes.get(name_of(base))
        if other is not None and other is not node:
            found += [each for each in lineage(other, classes) if each not in found]
    return found + [node]


def prop_of(statement, filename):
    annotation = None
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value, annotation = statement.target, statement.value, statement.annotation
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    else:
        return None
    if not (isinstance(value, ast.Call) and name_of(value.func) == "prop" and isinstance(target, ast.Name)):
        return None
    options = {keyword.arg: keyword.value for keyword in value.keywords}
    default = value.args[0] if value.args else options.get("default")
    attribute = constant(options.get("attribute"))
    written = constant(default)
    if "type" in options:
        kind = TYPES.get(name_of(options["type"]), "unknown")
    elif annotation is not None:
        kind = type_of(annotation)
    else:
        kind = TYPES.get(type(written).__name__, "unknown")
    if attribute is None:
        attribute = target.id.rstrip("_").replace("_", "-").lower()
    first, *rest = target.id.rstrip("_").split("_")
    return {
        "name": first + "".join(part.capitalize() for part in rest),
        "attribute": attribute or "",
        "type": kind,
        "default": None if default is None else ast.unparse(default),
        "value": written,
        "reflects": constant(options.get("reflect")) is True,
        "line": statement.lineno,
    }


def constant(node):
    try:
        return None if node is None else ast.literal_eval(node)
    except ValueError:
        return None


def type_of(node):
    """Return TypeScript's view of an annotation."""
    if isinstance(node, ast.Constant):
        if node.value is None:
            return "null"
        return type_of(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else "unknown"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return f"{type_of(node.left)} | {type_of(node.right)}"
    if isinstance(node, ast.Subscript):
        outer = name_of(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer == "Optional":
            return f"{type_of(parts[0])} | null"
        if outer == "Union":
            return " | ".join(type_of(part) for part in parts)
        if outer == "Literal":
            return " | ".join(json.dumps(constant(part)) for part in parts)
        if outer in ("list", "List", "Sequence"):
            inner = type_of(parts[0])
            return f"({inner})[]" if " " in inner else f"{inner}[]"
        if outer in ("dict", "Dict", "Mapping"):
            return f"Record<string, {type_of(parts[-1])}>"
        return "unknown"
    return TYPES.get(name_of(node), "unknown")


def event_of(node):
    """Return the event of a call of ``self.emit``."""
    if not (isinstance(node, ast.Call) and name_of(node.func) == "emit" and node.args):
        return None
    name = constant(node.args[0])
    if not isinstance(name, str):
        return None
    options = ("detail", "bubbles", "composed", "cancelable")
    return {"name": name, "detail": [key.arg for key in node.keywords if key.arg and key.arg not in options]}


def slots_of(bodies):
    """Return the names of the slots that ``render`` has."""
    names = {"loading": "shown until Python has rendered"}
    for each in bodies:
        for call in ast.walk(each):
            if isinstance(call, ast.Call) and name_of(call.func) == "slot":
                options = {keyword.arg: constant(keyword.value) for keyword in call.keywords}
                names.setdefault(options.get("name") or "", "")
    return [{"name": name, "description": text} for name, text in sorted(names.items())]
