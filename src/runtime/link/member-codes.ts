/** The page's half of the table: the codes of a prototype's members. See `members.ts`. */
import { type MemberCode, METHOD } from "./members.js";

/**
 * The codes of what a prototype itself has, and of what it has from further prototypes and treats differently (a script
 * element's text may be refused, other elements' may not).
 *
 * @param prototype one in the chain of an object's prototypes
 * @param name the name of the shape, where it is not that of the class: `"InlineStyle"` (see `getterResult`)
 */
export function memberCodes(prototype: object, _name?: string): Record<string, MemberCode> {
  const codes: Record<string, MemberCode> = Object.create(null) as Record<string, MemberCode>;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    codes[name] = typeof value === "function" ? METHOD : 0;
  }
  return codes;
}
