// `src/protocol.json` has what TypeScript and Python say to each other: marks, letters, flags. It is written
// into both:
// - TypeScript, where `__PROTOCOL__.Name` stands: see `src/constants.d.ts`;
// - Python, where a module has `from ._protocol import Name`: `Name`, or `Name.member`, becomes the number or
//   text that it is, so nothing is imported or looked up at run time.
import { readFileSync } from "node:fs";
import { root } from "../command.mjs";
import { changeCode } from "./known-names.mjs";

/** @type {Record<string, string | number | Record<string, string | number>>} */
export const protocol = JSON.parse(readFileSync(`${root}src/protocol.json`, "utf8"));

/** @returns {Record<string, string>} from the name in TypeScript to JavaScript */
export function protocolConstants() {
  return Object.fromEntries(
    Object.entries(protocol).map(([name, value]) => [`__PROTOCOL__.${name}`, JSON.stringify(value)]),
  );
}

const importing = /^from \._protocol import (.+)\n/gm;

/**
 * @param {string} source a Python module
 * @param {string} file its name, for messages
 * @returns {string} the same with the protocol's numbers and texts in the place of their names
 * @throws {Error} for a name that the protocol does not have
 */
export function withProtocol(source, file) {
  const names = [...source.matchAll(importing)].flatMap(([, list]) => list.split(", "));
  if (names.length === 0) return source;
  const fail = (name) => {
    throw new Error(`src/python/${file}: src/protocol.json has no ${name}.`);
  };
  for (const name of names) if (!Object.hasOwn(protocol, name)) fail(name);
  const named = new RegExp(`(?<![\\w.])(${names.join("|")})\\b(?:\\.(\\w+))?`, "g");
  const inline = (code) =>
    code.replace(named, (whole, name, member) => {
      const value = typeof protocol[name] === "object" ? protocol[name][member] : protocol[name];
      if (value === undefined || (member && typeof protocol[name] !== "object")) fail(whole);
      return JSON.stringify(value);
    });
  return changeCode(source.replace(importing, ""), inline, (text) => {
    if (/^[rb]*f/.test(text) && named.test(text)) {
      throw new Error(`src/python/${file}: ${text} has a name of the protocol; join the text by +.`);
    }
  });
}
