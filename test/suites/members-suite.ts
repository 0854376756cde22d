/**
 * The table of what a worker does without waiting: all of it is done here for real, in every browser, with
 * the oddest values that it lets pass. A member that throws must leave the table.
 */
import { expect } from "chai";
import { memberCodes } from "../../src/runtime/link/page/member-codes.js";
import {
  ANY,
  callResult,
  createdInterface,
  getterResult,
  mayQueueCall,
  mayQueueSet,
  METHOD,
} from "../../src/runtime/link/shared/members.js";
import { few, facts, numbers, primitives, someArguments } from "../harness/odd-values.js";
import { platformObjects } from "../harness/platform-objects.js";

const seen = new Set<unknown>();

/** The codes of all members, by name, and whether the member has not been met on another class. */
function codesOf(object: object, shape?: string): [string, number, boolean][] {
  const codes = new Map<string, number>();
  let name = shape;
  for (let at = Object.getPrototypeOf(object) as object | null; at && at !== Object.prototype;) {
    for (const [member, code] of Object.entries(memberCodes(at, name))) {
      if (!codes.has(member)) codes.set(member, code);
    }
    at = Object.getPrototypeOf(at) as object | null;
    name = undefined;
  }
  return [...codes].map(([member, code]) => {
    const { value, set, get } = descriptorOf(object, member);
    const made: unknown = value ?? set ?? get ?? `${shape}.${member}`;
    const isNew = !seen.has(made);
    seen.add(made);
    return [member, code, isNew];
  });
}

function descriptorOf(object: object, member: string): PropertyDescriptor {
  for (let at: object | null = object; at; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, member);
    if (descriptor) return descriptor;
  }
  return {};
}

/** @param where the kind of page, for the title */
export function describeMembers(where: string): void {
  describe(`what a worker does without waiting, ${where}`, function () {
    this.timeout(120_000);
    let tried = 0;
    const failures: string[] = [];

    function attempt(what: string, action: () => void): void {
      tried++;
      try {
        action();
      } catch (error) {
        failures.push(`${what}: ${String(error)}`);
      }
    }

    /** Takes away the text that calls have added: of all of it Firefox takes minutes to normalize the
     * document. */
    function sweep(): void {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const added: Node[] = [];
      while (texts.nextNode())
        if (texts.currentNode.parentElement?.localName !== "style") added.push(texts.currentNode);
      for (const text of added) text.parentNode?.removeChild(text);
    }

    after(() => {
      document.body.replaceChildren();
    });

    it("never throws when assigning", () => {
      failures.length = tried = 0;
      seen.clear();
      for (const [label, object, shape] of platformObjects()) {
        for (const [member, code, isNew] of codesOf(object, shape)) {
          const target = object as Record<string, unknown>;
          for (const value of [...(isNew ? primitives : few), () => {}]) {
            if (!mayQueueSet(code, value, facts)) continue;
            for (const name of member === ANY ? ["color", "userId", "a", "x_y", "float", "Z"] : [member]) {
              attempt(`${label}.${name} = ${JSON.stringify(value)?.slice(0, 20)}`, () => {
                target[name] = value;
              });
            }
          }
        }
      }
      expect(failures.slice(0, 50)).to.deep.equal([]);
      expect(tried).to.be.greaterThan(10_000);
    });

    it("never throws when calling, and gives what the worker takes for granted", () => {
      failures.length = tried = 0;
      seen.clear();
      for (const [label, object, shape] of platformObjects()) {
        for (const [member, code, isNew] of codesOf(object, shape)) {
          const target = object as Record<string, (...args: unknown[]) => unknown>;
          if (!(code & METHOD) || code === METHOD) continue;
          for (const args of someArguments(isNew ? primitives : few, isNew ? numbers : [NaN])) {
            if (!mayQueueCall(code, args, facts)) continue;
            attempt(`${label}.${member}(${args.map((arg) => String(arg).slice(0, 20)).join(", ")})`, () => {
              const result = target[member]?.(...args);
              const [wanted, given] = expectation(code, args, object, result);
              if (!document.body) throw new Error("the body has gone");
              if (wanted !== given) throw new Error(`gave ${given}, not ${wanted}`);
            });
          }
        }
        sweep();
      }
      expect(failures.slice(0, 50)).to.deep.equal([]);
      expect(tried).to.be.greaterThan(10_000);
    });

    function expectation(code: number, args: unknown[], object: object, result: unknown): [string, string] {
      switch (callResult(code)) {
        case "nothing":
          return ["undefined", String(result)];
        case "argument":
          return ["its argument", result === args[0] ? "its argument" : String(result)];
        case "created":
          return [createdInterface(code, args) ?? "", classOf(result)];
        case "clone":
          return [classOf(object), classOf(result)];
      }
    }

    it("gets the objects that it takes for granted", () => {
      const wrong: string[] = [];
      let found = 0;
      for (const [label, object, shape] of platformObjects()) {
        for (const [member, code] of codesOf(object, shape)) {
          const name = getterResult(code);
          if (!name) continue;
          found++;
          const value = (object as Record<string, unknown>)[member];
          const again = (object as Record<string, unknown>)[member];
          const given =
            name === "InlineStyle"
              ? /^CSS(Style(Declaration|Properties)|2Properties)$/.exec(classOf(value))?.[0]
              : name;
          if (value !== again || classOf(value) !== given)
            wrong.push(`${label}.${member}: ${classOf(value)}`);
        }
      }
      expect(wrong).to.deep.equal([]);
      expect(found).to.be.greaterThan(500);
    });

    it("prints", () => {
      const codes = memberCodes(console);
      expect(mayQueueCall(codes["log"] ?? 0, ["a", 1], facts)).to.equal(/native/.test(String(console.log)));
      expect(mayQueueCall(codes["log"] ?? 0, [{}], facts)).to.equal(false);
    });
  });
}

function classOf(value: unknown): string {
  return (value as object | null)?.constructor.name ?? String(value);
}
