// Names of a Python module whose meaning is known when its archive is made, outside its texts and comments.

/** Texts and comments, which stay as they are; anything else is looked through. */
const apart = /(?<!\w)[rbft]*(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#.*/g;

/**
 * @param {string} source a Python module
 * @param {(code: string) => string} change is given what stands between texts and comments
 * @param {(text: string) => void} [onText] is given each text and comment
 * @returns {string}
 */
export function changeCode(source, change, onText) {
  let [result, at] = ["", 0];
  for (const { 0: text, index } of source.matchAll(apart)) {
    onText?.(text);
    result += change(source.slice(at, index)) + text;
    at = index + text.length;
  }
  return result + change(source.slice(at));
}

const platform = /(?<![\w.])_?MICROPYTHON\b/g;

/**
 * Writes the answer in the place of `MICROPYTHON`, where functions ask for it: the compilers leave out what
 * it decides.
 *
 * @param {string} source
 * @param {"py" | "mpy"} type the interpreter
 */
export function knownPlatform(source, type) {
  const answer = type === "mpy" ? "True" : "False";
  return changeCode(source, (code) =>
    code.replace(/^ +(?!.*\bimport\b).*/gm, (line) => line.replace(platform, answer)),
  );
}

/**
 * Builtins that functions look up often. None that authors replace (`print`, `input`, `open`), and no
 * exceptions, which are looked up when they are raised.
 */
const builtins =
  "bool bytes callable dict enumerate float getattr hasattr id int isinstance iter len list max min next object range repr set setattr sorted str sum super tuple type zip".split(
    " ",
  );

/**
 * Makes the builtins that a private module uses names of its own. MicroPython looks for a builtin among the
 * module's names first, and where their table is full it compares each
 * (`findings/micropython-full-tables.sh`); a name of the module's is found at once.
 *
 * @param {string} source
 * @param {string} file path of the module; public ones show no more names than they define
 * @returns {string}
 */
export function ownBuiltins(source, file) {
  if (!/(?:^|\/)_(?!_)\w*\.py$/.test(file)) return source;
  const code = source.replace(apart, "");
  const inFunctions = code.replace(/^\S.*$/gm, "");
  const used = builtins.filter(
    (name) =>
      new RegExp(`(?<![\\w.])${name}\\b(?! *=[^=])`).test(inFunctions) &&
      !new RegExp(`(?:def|class|import|as|global) +${name}\\b|^ *${name} *=[^=]`, "m").test(code),
  );
  const first = /^(?:"""[^]*?"""\n)?(?:from __future__ .*\n)?/.exec(source)[0];
  return first + used.map((name) => `${name} = ${name}\n`).join("") + source.slice(first.length);
}
