"""Describes the functions of a Python file in TypeScript; ``types.mjs`` runs it."""

import ast
import json

NUMBERS = {"int", "float", "complex", "Number", "Real", "Integral"}
SIMPLE = {
    **dict.fromkeys(NUMBERS, "number"),
    "str": "string",
    "bool": "boolean",
    "None": "null",
    "Any": "any",
    "object": "any",
    "datetime": "Date",
    "array": "ArrayBufferView",
    **dict.fromkeys(["bytes", "bytearray", "memoryview", "Buffer"], "Uint8Array"),
}
LISTS = {"list", "List", "Sequence", "MutableSequence", "Iterable", "Collection", "deque"}
SETS = {"set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"}
DICTS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"}
STREAMS = {"Iterator", "Generator", "AsyncIterator", "AsyncGenerator", "AsyncIterable"}
# What TypeScript does not take as the name of a parameter.
RESERVED = set(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof var void while with yield".split()
)


def generate(source, filename, name, bridges):
    """Return an error ("" for none) and the declarations."""
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        return [f"{filename}, line {error.lineno}: {error.msg}", ""]
    return ["", Declarations(tree, name, json.loads(bridges)).text()]


class Declarations:
    def __init__(self, tree, name, bridges):
        self.tree = tree
        self.file = name
        self.name = "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_")) or "Functions"
        if not self.name.isidentifier():
            self.name = "Functions"
        self.bridges = bridges
        self.records = {node.name: node for node in statements(tree.body) if is_record(node)}
        self.used = set()

    def text(self):
        members = [self.member(node) for node in self.offered()]
        records = [self.record(node) for node in self.records.values()]
        imports = ["Bridge"] * bool(self.bridges) + sorted(self.used)
        parts = [f'import type {{ {", ".join(imports)} }} from "py-elements/bridge";'] if imports else []
        parts += records
        body = "\n".join(members)
        parts.append(f"/** The functions of {self.file}.py. */\nexport interface {self.name} {{\n{body}\n}}")
        for bridge in self.bridges:
            if bridge == "default":
                parts.append(f"declare const functions: Bridge<{self.name}>;\nexport default functions;")
            else:
                parts.append(f"export declare const {bridge}: Bridge<{self.name}>;")
        return "\n\n".join(parts) + "\n"

    def offered(self):
        found = {}
        declared = None
        for node in statements(self.tree.body):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found[node.name] = node
            elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name == "__all__":
                    try:
                        declared = ast.literal_eval(node.value)
                    except ValueError:
                        pass
                elif isinstance(node.value, ast.Lambda):
                    found[name] = node.value
                    node.value.name = name
        names = [name for name in found if not name.startswith("_")] if declared is None else declared
        return [found[name] for name in names if name in found]

    def member(self, node):
        result = self.result(node)
        documentation = jsdoc(ast.get_docstring(node) if not isinstance(node, ast.Lambda) else None, "  ")
        return "\n".join(
            f"{documentation}  {key(node.name)}({parameters}): {result};" for parameters in self.signatures(node.args)
        )

    def result(self, node):
        returns = getattr(node, "returns", None)
        streams = not isinstance(node, ast.Lambda) and yields(node)
        if streams or (isinstance(returns, ast.Subscript) and name_of(returns.value) in STREAMS):
            item = "any"
            if isinstance(returns, ast.Subscript) and name_of(returns.value) in STREAMS | LISTS:
                item = self.type(arguments(returns)[0], result=True)
            return f"Promise<AsyncIterableIterator<{item}>> & AsyncIterable<{item}>"
        if isinstance(returns, ast.Constant) and returns.value is None:
            return "Promise<undefined>"
        text = self.type(returns, result=True) if returns else "any"
        # A call that returns None gives undefined.
        if text.endswith(" | null"):
            text = text[: -len("null")] + "undefined"
        return f"Promise<{text}>"

    def signatures(self, args):
        positional = args.posonlyargs + args.args
        required = len(positional) - len(args.defaults)
        parts = [
            f"{safe(arg.arg)}{'?' * (index >= required)}: {self.type(arg.annotation)}"
            for index, arg in enumerate(positional)
        ]
        if args.vararg:
            parts.append(f"...{safe(args.vararg.arg)}: {several(self.type(args.vararg.annotation))}")
        keywords = [
            f"{key(arg.arg)}?: {self.type(arg.annotation)}" for arg in positional[required:] if arg in args.args
        ]
        needed = False
        for arg, default in zip(args.kwonlyargs, args.kw_defaults):
            needed = needed or default is None
            keywords.append(f"{key(arg.arg)}{'?' * (default is not None)}: {self.type(arg.annotation)}")
        if args.kwarg:
            keywords.append("[name: string]: any")
        signatures = [] if needed else [", ".join(parts)]
        if keywords:
            self.used.add("Kwargs")
            given = f"keywords: Kwargs<{{ {'; '.join(keywords)} }}>"
            signatures.append(", ".join(parts[:required] + [given]))
        return signatures

    def record(self, node):
        fields = "\n".join(
            f"{jsdoc(None, '  ')}  {key(field.target.id)}: {self.type(field.annotation)};"
            for field in node.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        )
        return f"{jsdoc(ast.get_docstring(node), '')}export interface {node.name} {{\n{fields}\n}}"

    def type(self, node, result=False):
        """Return TypeScript for an annotation."""
        if node is None:
            return "any"
        if isinstance(node, ast.Constant):
            if node.value is None:
                return "null"
            if isinstance(node.value, str):
                try:
                    return self.type(ast.parse(node.value, mode="eval").body, result)
                except SyntaxError:
                    return "any"
            return "any"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return union([self.type(node.left, result), self.type(node.right, result)])
        if isinstance(node, ast.Subscript):
            return self.generic(name_of(node.value), arguments(node), result)
        name = name_of(node)
        if name in self.records:
            return name
        if name in LISTS or name in SETS and result or name in ("tuple", "Tuple"):
            return "any[]"
        if name in SETS:
            return "Set<any>"
        if name in DICTS:
            return "Record<string, any>"
        if name == "Callable":
            return "(...args: any[]) => any"
        return SIMPLE.get(name, "any")

    def generic(self, name, items, result):
        types = [self.type(item, result) for item in items]
        if name == "Optional":
            return union([types[0], "null"])
        if name == "Union":
            return union(types)
        if name == "Literal":
            return union([json.dumps(item.value) for item in items if isinstance(item, ast.Constant)]) or "any"
        if name in ("Annotated", "Final", "ClassVar", "Awaitable", "Required", "NotRequired", "ReadOnly"):
            return types[0]
        if name == "Coroutine":
            return types[-1]
        if name in LISTS or name in SETS and result:
            return several(types[0])
        if name in SETS:
            return f"Set<{types[0]}>"
        if name in DICTS:
            return f"Record<string, {types[-1]}>"
        if name in ("tuple", "Tuple"):
            if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is Ellipsis:
                return several(types[0])
            return f"[{', '.join(types)}]"
        if name == "Callable":
            return "(...args: any[]) => any"
        return "any"


def statements(body):
    """Yield the statements of the top level, those in ``if`` and ``try`` too."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                yield from statements(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from statements(handler.body)


def is_record(node):
    return isinstance(node, ast.ClassDef) and any(name_of(base) == "TypedDict" for base in node.bases)


def yields(node):
    inside = list(node.body)
    while inside:
        part = inside.pop()
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            inside.extend(ast.iter_child_nodes(part))
    return False


def name_of(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def arguments(node):
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def union(types):
    if "any" in types:
        return "any"
    parts = list(dict.fromkeys(part for each in types for part in each.split(" | ") if "(" not in each)) or types
    # What may be nothing says so last.
    return " | ".join([part for part in parts if part != "null"] + ["null"] * ("null" in parts))


def several(item):
    return f"({item})[]" if " " in item and not item.startswith(("[", "Record<", "Set<")) else f"{item}[]"


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
