/** The fixtures of `values.json`, which Python's tests read too. */
import type { Content } from "../../../src/runtime/storage/value-json.js";

export interface Fixture {
  readonly name: string;
  /** An expression. */
  readonly python: string;
  /** The source whose value Python reads after having written that; the same if absent. */
  readonly reads?: string;
  /** The text that is kept. */
  readonly text?: string;
  readonly kind?: string;
  readonly bytes?: readonly number[];
  /** The value that JavaScript reads; absent where that depends on where it runs. */
  readonly js?: unknown;
  /** The text that is kept when JavaScript writes that, if it differs. */
  readonly fromJs?: string;
}

export async function loadFixtures(): Promise<readonly Fixture[]> {
  return (await fetch("/test/runtime/storage/values.json")).json() as Promise<Fixture[]>;
}

/** Returns the content that is kept of a fixture. */
export function contentOf({ text, kind, bytes }: Fixture): Content | undefined {
  return kind === undefined ? text : { kind, bytes: new Uint8Array(bytes ?? []) };
}

/** Sets all that JavaScript can, each under its name. */
export function writeAll(store: Record<string, unknown>, fixtures: readonly Fixture[]): void {
  for (const fixture of fixtures) if ("js" in fixture) store[fixture.name] = build(fixture.js);
}

/** Makes what `js` describes: JSON, with objects for what JSON does not have. */
export function build(described: unknown): unknown {
  if (typeof described !== "object" || described === null) return described;
  if (Array.isArray(described)) return described.map(build);
  const entries = Object.entries(described);
  const [[name, value] = []] = entries;
  if (entries.length === 1) {
    if (name === "number") return Number(value);
    if (name === "bigint") return BigInt(value as string);
    if (name === "date") return new Date(value as number);
    if (name === "bytes") return new Uint8Array(value as number[]);
    if (name === "entries") return fromEntries(value as [string, unknown][]);
  }
  return fromEntries(entries);
}

const fromEntries = (entries: readonly [string, unknown][]) =>
  Object.fromEntries(entries.map(([key, item]) => [key, build(item)]));
