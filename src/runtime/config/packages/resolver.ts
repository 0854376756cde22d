/**
 * Decides which packages, in which versions, satisfy what was asked for.
 *
 * For each package it takes the newest version that fits everything known so far. When a package that was
 * chosen later turns out to be needed in another version, it starts over with what it has learned; what was
 * fetched is not fetched again. It does not search all combinations as pip does: where it gives up, the
 * author adds a constraint.
 */
import { LoadError } from "../../errors.js";
import type { NativePackages } from "../../interpreters/native-packages.js";
import type { Candidate, Listing } from "./package-index.js";
import {
  parseRequirement,
  RequirementSyntaxError,
  type MarkerEnvironment,
  type Requirement,
} from "./requirement.js";
import { askedBy, compareVersions, fits, isPrerelease } from "./version.js";
import type { Wheel } from "./wheel.js";

/** A requirement, and who has it: `"packages"`, or a package with its version. */
export interface Demand {
  readonly requirement: Requirement;
  readonly by: string;
}

/** A package that was chosen. */
export interface Choice {
  readonly key: string;
  readonly name: string;
  /** `native`: the interpreter's lock file has it. `installed`: it is there already. */
  readonly kind: "native" | "installed" | "pure" | "platform";
  /** Undefined where the interpreter does not say. */
  readonly version: string | undefined;
  readonly url?: URL;
  /** True if {@link url} was asked for directly. */
  readonly direct?: boolean;
  readonly wheel?: Wheel;
  /** Its dependencies, as requirements. */
  readonly requires: readonly string[];
}

/** The questions that the resolver asks. */
export interface Sources {
  readonly environment: MarkerEnvironment;
  /** Returns the choice of an earlier installation. */
  installed(key: string): Choice | undefined;
  /** The interpreter's lock file. */
  readonly native: Pick<NativePackages, "has" | "version" | "requires"> | undefined;
  find(key: string, fresh: boolean): Promise<Listing>;
  /** Loads a wheel that an index offers. */
  load(key: string, candidate: Candidate): Promise<Wheel>;
  /** Loads the wheel of a requirement that has a URL. */
  loadUrl(requirement: Requirement): Promise<Choice>;
}

/** Stands for the configuration among those that require. */
export const NAMED = '"packages"';

/** A package that only others need, and that cannot be had. */
export interface MissingPackage {
  readonly name: string;
  /** The packages that need it. */
  readonly by: readonly string[];
  readonly error: LoadError;
}

/** The decision. */
export interface Resolution {
  /** All packages needed, those that are needed first. */
  readonly choices: readonly Choice[];
  /** Key of a package → the extras that it is wanted with. */
  readonly extras: ReadonlyMap<string, ReadonlySet<string>>;
  readonly missing: readonly MissingPackage[];
}

/** Thrown when packages contradict each other: that is nobody's loss, but a mistake to be mended. */
class Conflict {
  constructor(readonly error: LoadError) {}
}

/** Thrown when a choice turned out wrong, after what was learned has been noted. */
class StartOver {}

/**
 * @throws LoadError PY1001 when no versions fit together, and whatever `sources` throw for a package that
 *   was named
 */
export async function resolve(demands: readonly Demand[], sources: Sources): Promise<Resolution> {
  const known = new Map<string, Demand[]>();
  for (;;) {
    try {
      return await new Attempt(sources, known).run(demands);
    } catch (error) {
      if (error instanceof Conflict) throw error.error;
      if (!(error instanceof StartOver)) throw error;
    }
  }
}

class Attempt {
  readonly #sources: Sources;
  /** All constraints that were seen, in earlier attempts too. Each attempt adds to them, so they come to an
   * end. */
  readonly #known: Map<string, Demand[]>;
  readonly #choices = new Map<string, Choice>();
  readonly #missing = new Map<string, MissingPackage>();
  readonly #extras = new Map<string, Set<string>>();

  constructor(sources: Sources, known: Map<string, Demand[]>) {
    this.#sources = sources;
    this.#known = known;
  }

  async run(demands: readonly Demand[]): Promise<Resolution> {
    let pending = demands.filter(({ requirement }) => this.#applies(requirement, new Set()));
    while (pending.length > 0) {
      for (const demand of pending) this.#learn(demand);
      const keys = [...new Set(pending.map(({ requirement }) => requirement.key))];
      const widened = keys.filter((key) => this.#widen(key, pending));
      for (const key of keys) this.#check(key);
      const chosen = await Promise.all(
        keys
          .filter((key) => !this.#choices.has(key) && !this.#missing.has(key))
          .map((key) => this.#chooseIfNamed(key)),
      );
      for (const choice of chosen) if (choice) this.#choices.set(choice.key, choice);
      pending = [...new Set([...chosen.flatMap((choice) => choice?.key ?? []), ...widened])].flatMap((key) =>
        this.#needs(key),
      );
    }
    return {
      choices: [...this.#choices.values()].reverse(),
      extras: this.#extras,
      missing: [...this.#missing.values()],
    };
  }

  #applies(requirement: Requirement, extras: ReadonlySet<string>): boolean {
    return requirement.applies(this.#sources.environment, extras);
  }

  #learn(demand: Demand): void {
    const { key, text } = demand.requirement;
    const demands = this.#known.get(key) ?? [];
    this.#known.set(key, demands);
    if (!demands.some((other) => other.by === demand.by && other.requirement.text === text))
      demands.push(demand);
  }

  /** @returns whether a package is now wanted with more extras than before */
  #widen(key: string, demands: readonly Demand[]): boolean {
    const extras = this.#extras.get(key) ?? new Set();
    const before = extras.size;
    this.#extras.set(key, extras);
    for (const { requirement } of demands) {
      if (requirement.key === key) requirement.extras.forEach((extra) => extras.add(extra));
    }
    return extras.size > before;
  }

  #check(key: string): void {
    const choice = this.#choices.get(key);
    if (!choice) return;
    const wrong = this.#demands(key).find(({ requirement }) => !suits(choice, requirement));
    if (!wrong) return;
    if (choice.kind === "installed" || choice.direct) throw this.#conflict(key, choice);
    throw new StartOver();
  }

  #demands(key: string): readonly Demand[] {
    return this.#known.get(key) ?? [];
  }

  /** Chooses a package. One that was not named, and that cannot be had, is left out: many are needed by a
   * part of a package only, which nobody uses here. */
  async #chooseIfNamed(key: string): Promise<Choice | undefined> {
    try {
      return await this.#choose(key);
    } catch (error) {
      const demands = this.#demands(key);
      const isNamed = demands.some(({ by }) => by === NAMED);
      if (!(error instanceof LoadError) || isNamed) throw error;
      const by = [...new Set(demands.map((demand) => demand.by))];
      this.#missing.set(key, { name: demands[0]?.requirement.name ?? key, by, error });
      return undefined;
    }
  }

  async #choose(key: string): Promise<Choice> {
    const demands = this.#demands(key);
    const specifier = demands.flatMap(({ requirement }) => requirement.specifier || []).join();
    const suitsAll = (choice: Choice) => demands.every(({ requirement }) => suits(choice, requirement));

    const installed = this.#sources.installed(key);
    if (installed) {
      if (suitsAll(installed)) return installed;
      throw this.#conflict(key, installed);
    }
    const direct = demands.find(({ requirement }) => requirement.url);
    if (direct) {
      const choice = await this.#sources.loadUrl(direct.requirement);
      if (suitsAll(choice)) return choice;
      throw this.#conflict(key, choice);
    }
    const name = demands[0]?.requirement.name ?? key;
    const { native } = this.#sources;
    const own = native?.version(key);
    if (native?.has(key) && (own === undefined || fits(own, specifier))) {
      return { key, name, kind: "native", version: own, requires: native.requires(key) };
    }
    let listing = await this.#sources.find(key, false);
    let candidate = newest(listing.candidates, specifier);
    if (!candidate && listing.cached) {
      listing = await this.#sources.find(key, true);
      candidate = newest(listing.candidates, specifier);
    }
    if (!candidate) throw this.#nothingFits(key, listing, own);
    const wheel = await this.#sources.load(key, candidate);
    const { kind, version, url } = candidate;
    return { key, name: wheel.name, kind, version, url, wheel, requires: wheel.requires };
  }

  /** Returns the dependencies of a chosen package, with the extras that are wanted. */
  #needs(key: string): Demand[] {
    const choice = this.#choices.get(key);
    if (!choice) return [];
    return needs(choice, this.#extras.get(key) ?? new Set(), this.#sources.environment);
  }

  #wanted(key: string): string {
    const wanted = this.#demands(key).map(({ requirement, by }) => `"${requirement.text}" by ${by}`);
    return wanted.join(", ");
  }

  #conflict(key: string, choice: Choice): Conflict {
    const state = choice.kind === "installed" ? "is installed already" : "was chosen";
    const error = new LoadError(
      "PY1001",
      `the packages do not fit together: "${key}" ${choice.version} ${state}, but it is wanted as ${this.#wanted(key)}. ` +
        'Nothing was installed. Change the constraints in "packages"' +
        (choice.kind === "installed" ? ", or name it there before others need it." : "."),
      choice.url?.href ?? key,
    );
    return new Conflict(error);
  }

  /** Constraints that can be met one by one, but not together, are a conflict. */
  #nothingFits(
    key: string,
    { index, candidates, versions }: Listing,
    native: string | undefined,
  ): LoadError | Conflict {
    const usable = [...new Set(candidates.map(({ version }) => version))].sort(compareVersions);
    const found =
      usable.length > 0
        ? `it has ${usable.slice(-12).join(", ")}`
        : versions.length > 0
          ? `its ${versions.length} version(s) have no wheel for this Python (pure Python, or built for Pyodide)`
          : "it has none";
    const lock = native === undefined ? "" : ` The interpreter itself has ${native}.`;
    const error = new LoadError(
      "PY1001",
      `no version of "${key}" can be installed: wanted as ${this.#wanted(key)}; asked ${index.href}, and ${found}.${lock} ` +
        'Nothing was installed. Change the constraint in "packages", or give the URL of a wheel.',
      index.href,
    );
    const isConflict = this.#demands(key).every(({ requirement }) =>
      newest(candidates, requirement.specifier),
    );
    return isConflict ? new Conflict(error) : error;
  }
}

/** Returns the dependencies of a package with some extras. */
export function needs(
  { name, version, requires }: Pick<Choice, "name" | "version" | "requires">,
  extras: ReadonlySet<string>,
  environment: MarkerEnvironment,
): Demand[] {
  const by = `${name} ${version ?? ""}`.trim();
  return requires.flatMap((text) => {
    // Most of what a package lists is for extras that nobody asked for.
    if (extras.size === 0 && /;.*\bextra\s*==/.test(text) && !/\bor\b/.test(text)) return [];
    const requirement = parse(text, by);
    return requirement.applies(environment, extras) ? [{ requirement, by }] : [];
  });
}

/** @throws LoadError for a requirement of a package that cannot be read */
export function parse(text: string, by: string): Requirement {
  try {
    const requirement = parseRequirement(text);
    const { url } = requirement;
    if (url !== undefined && !URL.canParse(url)) throw new RequirementSyntaxError(`"${url}" is not a URL`);
    return requirement;
  } catch (error) {
    if (!(error instanceof RequirementSyntaxError)) throw error;
    throw new LoadError("PY1001", `${by} needs "${text}", which is no requirement: ${error.message}.`, by);
  }
}

/** The interpreter's own packages without a known version are taken to fit: they are the only ones it can
 * have. */
function suits(choice: Choice, { specifier, url }: Requirement): boolean {
  if (url && choice.kind !== "installed" && choice.url?.href !== new URL(url).href) return false;
  return choice.version === undefined || fits(choice.version, specifier);
}

/** The newest final version that fits; a prerelease when it is asked for or nothing else is there; a
 * withdrawn one only when exactly it is asked for. */
function newest(candidates: readonly Candidate[], specifier: string): Candidate | undefined {
  const asked = askedBy(specifier);
  const fitting = candidates
    .filter(({ version, yanked }) => (!yanked || asked.exact) && fits(version, specifier))
    // Of one version, the wheel that was built for this very interpreter comes first.
    .sort(
      (a, b) =>
        compareVersions(b.version, a.version) || (a.kind === b.kind ? 0 : a.kind === "platform" ? -1 : 1),
    );
  return fitting.find(({ version }) => asked.prerelease || !isPrerelease(version)) ?? fitting[0];
}
