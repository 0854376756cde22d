"""Describes the functions of a Python file in TypeScript; ``types.mjs`` runs it."""

import ast
import json

from type_texts import jsdoc, key, safe, several, union

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
        self.records = {}
        for node in statements(tree.body):
            if is_record(node, self.records):
                self.records[node.name] = node
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
        """Return an interface for a TypedDict."""
        total = not any(option.arg == "total" and not getattr(option.value, "value", True) for option in node.keywords)
        fields = "\n".join(
            f"  {key(field.target.id)}{'' if is_required(field.annotation, total) else '?'}: {self.type(field.annotation)};"
            for field in node.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        )
        bases = [name for name in map(name_of, node.bases) if name in self.records]
        extends = f" extends {', '.join(bases)}" if bases else ""
        return f"{jsdoc(ast.get_docstring(node), '')}export interface {node.name}{extends} {{\n{fields}\n}}"

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
            return self.function(*items)
        return "any"

    def function(self, parameters, result):
        """Return the type of a function of JavaScript's that Python calls."""
        args = "...args: any[]"
        if isinstance(parameters, ast.List):
            args = ", ".join(f"{chr(97 + number)}: {self.type(item, True)}" for number, item in enumerate(parameters.elts))
        returned = self.type(result)
        if returned in ("any", "null"):
            returned = "any" if returned == "any" else "void"
        else:
            returned = union([returned, f"Promise<{returned}>"])
        return f"({args}) => {returned}"


def statements(body):
    """Yield the statements of the top level, those in ``if`` and ``try`` too."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                yield from statements(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from statements(handler.body)


def is_record(node, records):
    """Tell whether a statement is a TypedDict, by itself or by one of the records before it."""
    return isinstance(node, ast.ClassDef) and any(
        name_of(base) == "TypedDict" or name_of(base) in records for base in node.bases
    )


def is_required(annotation, total):
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.Subscript):
        return {"Required": True, "NotRequired": False}.get(name_of(annotation.value), total)
    return total


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
