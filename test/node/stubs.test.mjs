// The type stubs say what the modules have: names, parameters, docstrings.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import { moduleOf, stubs } from "../../scripts/build/stubs.mjs";

const modules = new URL("../../src/python/pyscript/", import.meta.url);

// Compares a stub with its module; the result is JSON.
const compare = `
import ast, json

FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef

def flat(body):
    """What is defined, also below an if."""
    for node in body:
        if isinstance(node, (ast.If, ast.Try)):
            yield from flat(node.body + node.orelse)
        else:
            yield node

def names(body):
    """Definitions by their names; the last one counts, setters do not."""
    found = {}
    for node in flat(body):
        if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
            decorators = [ast.unparse(each) for each in getattr(node, "decorator_list", ())]
            if not any(each.endswith(".setter") for each in decorators):
                found[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, node.value)
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = node
    return found

def shape(function):
    """How a function is called."""
    parameters = function.args
    kinds = ["async" if isinstance(function, ast.AsyncFunctionDef) else "def"]
    kinds += [each.arg for each in parameters.posonlyargs + parameters.args]
    kinds += ["*" + parameters.vararg.arg] if parameters.vararg else []
    kinds += sorted(each.arg + "=" for each in parameters.kwonlyargs)
    kinds += ["**" + parameters.kwarg.arg] if parameters.kwarg else []
    defaults = [ast.unparse(each) for each in parameters.defaults]
    return kinds, defaults

def is_public(name):
    return not name.startswith("_")

def overloaded(function):
    return any(ast.unparse(each) == "overload" for each in function.decorator_list)

def is_property(function):
    return any(ast.unparse(each) == "property" for each in function.decorator_list)

def function_of_keywords(function):
    return function.args.kwarg is not None

def compared(path, stub, module, problems):
    ours = names(module)
    theirs = names(stub)
    for name, node in theirs.items():
        at = f"{path}.{name}"
        own = ours.get(name)
        if isinstance(node, FUNCTIONS):
            if name in ("__await__", "__hash__", "__dir__") and own is None:
                continue
            if not isinstance(own, FUNCTIONS):
                # One method by two names.
                if isinstance(own, ast.Name) and isinstance(ours.get(own.id), FUNCTIONS):
                    continue
                problems.append(f"{at}: there is no such function")
            elif is_property(node) != is_property(own):
                problems.append(f"{at}: a property or a function?")
            else:
                (kinds, defaults), (own_kinds, own_defaults) = shape(node), shape(own)
                if function_of_keywords(own):
                    # The stub may say which keywords are meant.
                    kinds = [kind for kind in kinds if not kind.endswith("=") or kind in own_kinds]
                if kinds != own_kinds:
                    problems.append(f"{at}: the stub has {kinds}, the module {own_kinds}")
                if not overloaded(node) and defaults != own_defaults:
                    problems.append(f"{at}: the stub's defaults are {defaults}, the module's {own_defaults}")
                if is_public(name) and ast.get_docstring(own) and not ast.get_docstring(node):
                    problems.append(f"{at}: the docstring is missing")
        elif isinstance(node, ast.ClassDef) and isinstance(own, ast.ClassDef):
            compared(at, node.body, own.body, problems)
            for method, kind in names(own.body).items():
                if is_public(method) and isinstance(kind, FUNCTIONS) and method not in names(node.body):
                    problems.append(f"{at}.{method}: it is not in the stub")

def problems(path, stub, module):
    found = []
    stub, module = ast.parse(stub), ast.parse(module)
    compared(path, stub.body, module.body, found)
    ours, theirs = names(module.body), names(stub.body)
    public = set()
    everything = ours.get("__all__")
    if isinstance(everything, (ast.List, ast.BinOp)):
        literal = everything if isinstance(everything, ast.List) else everything.left
        public = set(ast.literal_eval(literal))
    elif everything is None and not path.startswith("pyscript/_"):
        public = {name for name, node in ours.items() if is_public(name) and not isinstance(node, ast.ImportFrom)}
    found += [f"{path}.{name}: it is not in the stub" for name in sorted(public - set(theirs))]
    return json.dumps(found)

def constant(module, name):
    return json.dumps(ast.literal_eval(names(ast.parse(module).body)[name]))

def imports(stub):
    found = {}
    for node in ast.parse(stub).body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            found[alias.asname] = node.module or alias.name
    return json.dumps(found)

def classes(stub):
    return json.dumps([node.name for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)])
`;

describe("the stubs", () => {
  const written = stubs();
  const module = (name) => readFileSync(new URL(name, modules), "utf8");
  let python;

  before(async () => {
    python = (await loadPyodide({ indexURL: fileURLToPath(new URL(".", import.meta.resolve("pyodide"))) }))
      .globals;
    python.get("exec")(compare, python);
  });

  const ask = (question, ...args) => JSON.parse(python.get(question)(...args));

  for (const [path, stub] of Object.entries(written)) {
    it(`${path} is what the module has`, () => {
      assert.deepEqual(ask("problems", path, stub, readFileSync(moduleOf(path), "utf8")), []);
    });
  }

  it("give what `from pyscript import …` gives, from where it comes", () => {
    const found = ask("imports", written["pyscript/__init__.pyi"]);
    assert.deepEqual(
      found,
      Object.fromEntries(
        Object.entries(ask("constant", module("__init__.py"), "_HOMES")).sort(byName(found)),
      ),
    );
  });

  it("have a class for every element", () => {
    const elements = /^NAMES = \(([^)]*)\)/m.exec(module("web.py"))?.[1].match(/\w+/g) ?? [];
    const found = ask("classes", written["pyscript/web.pyi"]);
    assert.ok(elements.length > 100);
    for (const name of elements.filter((name) => name !== "svg")) {
      assert.ok(found.includes(name) !== found.includes(`${name}_`), name);
    }
    assert.ok(["del_", "input_", "map_", "object_", "select_"].every((name) => found.includes(name)));
  });

  it("are there for every public module", () => {
    for (const name of readdirSync(modules).filter((each) => /^[a-z]\w*\.py$|^__init__\.py$/.test(each))) {
      assert.ok(`pyscript/${name}i` in written, name);
    }
  });

  it("are in the package as they are now, once it is built", (context) => {
    const built = (path) => new URL(`../../dist/stubs/${path}`, import.meta.url);
    if (!existsSync(built("pyscript"))) return context.skip("npm run build first");
    for (const [path, stub] of Object.entries(written)) {
      assert.equal(readFileSync(built(path), "utf8"), stub, path);
    }
  });
});

/** Orders entries as the keys of `order` are. */
function byName(order) {
  const names = Object.keys(order);
  return ([a], [b]) => names.indexOf(a) - names.indexOf(b);
}
