// Takes out of MicroPython's loader what only its makers need: it is published with Emscripten's assertions.
//
// They cost a millisecond of each start, and part of every crossing: each function of the WebAssembly is
// behind one that checks how it is called, and `Module` has 350 properties that only say they are not there,
// which makes it slow to read.

const replacements = [
  // `Module.x` for what is not exported: a property that aborts.
  [
    /\[(?:"[\w$]+",?)+\]\.forEach\((?:function\(sym\)\{unexportedRuntimeSymbol\(sym\)\}|unexportedRuntimeSymbol)\);/g,
    "",
    2,
  ],
  // The same for what the loader was called with.
  [
    /for\(const prop of Object\.keys\(Module\)\)prop in moduleArg\|\|[^;]+;[^;]+;return Module\}/g,
    "return Module}",
    1,
  ],
  [/createExportWrapper\("\w+",(wasmExports\.\w+),\d+\)/g, "$1", 20],
  // A symbol is no object: `in` throws, of an attribute that it does not have. A promise rejected with one
  // was awaited for ever, since what asks for the attributes of what to raise is inside nothing that could
  // raise.
  [/void 0!==value\|\|attr in base\?/g, "void 0!==value||attr in Object(base)?", 1],
  [/UTF8ToString\(str\)in base\}/g, "UTF8ToString(str)in Object(base)}", 1],
  // A decoder takes U+FEFF, which CSV files for spreadsheets begin with, from the beginning of text, unless
  // it is told not to.
  [/new TextDecoder\b(?!\()/g, 'new TextDecoder("utf-8",{ignoreBOM:!0})', 2],
  // It decodes text up to a NUL, although it knows how long the text is.
  [/Module\.UTF8ToString\(str_ptr,str_len\)/g, "Module.UTF8ToString(str_ptr,str_len,!0)", 2],
  // Its file system asks whether a file is there by catching an error: one without a stack, whose texts are
  // made when they are read.
  [
    /class extends Error\{name="ErrnoError";constructor\(errno\)\{[^}]+\}\}\}/g,
    `(()=>{class ErrnoError{name="ErrnoError";constructor(errno){this.errno=errno}` +
      `get message(){return runtimeInitialized?UTF8ToString(_strerror(this.errno)):""}` +
      `get code(){return Object.keys(ERRNO_CODES).find(key=>ERRNO_CODES[key]===this.errno)}}` +
      `Object.setPrototypeOf(ErrnoError.prototype,Error.prototype);return ErrnoError})()`,
    1,
  ],
];

/**
 * Functions whose calls are left out: those that check, and those that put a property in the place of one of
 * `Module`'s, to say that it is read too late.
 */
export const assertions = ["assert", "checkStackCookie", "consumedModuleProp", "ignoredModuleProp"];

/**
 * @param {string} script `micropython.mjs` as published
 * @returns {string} the same without the assertions that a start goes through; calls of {@link assertions}
 *   are left to the minifier
 * @throws {Error} when it is another build
 */
export function patchMicroPythonLoader(script) {
  return replacements.reduce((text, [pattern, replacement, least]) => {
    const found = text.match(pattern)?.length ?? 0;
    if (found < least) {
      throw new Error(
        `micropython.mjs is not the build that tools/micropython/patches/loader.mjs was written for: ${pattern} occurs ` +
          `${found} times. Look at it anew.`,
      );
    }
    return text.replace(pattern, replacement);
  }, script);
}
