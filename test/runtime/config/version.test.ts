import { expect } from "chai";
import { parseRequirement } from "../../../src/runtime/config/packages/requirement.js";
import {
  askedBy,
  compareVersions,
  fits,
  isPrerelease,
  isSpecifier,
  isVersion,
} from "../../../src/runtime/config/packages/version.js";

/** The answers of Python's `packaging`; `fixtures/make_versions.py` wrote it. */
interface Table {
  readonly versions: readonly string[];
  /** Equal numbers for equal versions, a larger one for a newer one. */
  readonly order: readonly number[];
  /** One digit for each version. */
  readonly prereleases: string;
  readonly noVersions: readonly string[];
  /** For each constraint, one digit for each version. */
  readonly fits: Readonly<Record<string, string>>;
  readonly noSpecifiers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** For each marker, whether it holds without an extra, and with the extra "loud". */
  readonly markers: Readonly<Record<string, readonly [boolean, boolean]>>;
}

const response = await fetch(new URL("./fixtures/versions.json", import.meta.url));
const table = (await response.json()) as Table;
const { versions } = table;

describe("versions of packages", () => {
  it("are told from other text as packaging tells them", () => {
    expect(versions.filter((version) => !isVersion(version))).to.deep.equal([]);
    expect(table.noVersions.filter(isVersion)).to.deep.equal([]);
  });

  it("are told apart whatever the size of their numbers is", () => {
    const [older, newer] = ["20240101123456789012", "20240101123456789013"];
    expect(compareVersions(older, newer)).to.be.lessThan(0);
    expect(fits(`1.0+${newer}`, `==1.0+${older}`)).to.equal(false);
    expect(fits(`1.${newer}.1`, `==1.${older}.*`)).to.equal(false);
    expect(fits(`0000000000000000000001.0`, "==1.0")).to.equal(true);
  });

  it("have the order that packaging gives them", () => {
    const wrong = versions.flatMap((a, i) =>
      versions
        .filter(
          (b, j) =>
            Math.sign(compareVersions(a, b)) !== Math.sign((table.order[i] ?? 0) - (table.order[j] ?? 0)),
        )
        .map((b) => `${a} and ${b}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("are prereleases where packaging says so", () => {
    expect(versions.map((version) => Number(isPrerelease(version))).join("")).to.equal(table.prereleases);
  });

  it("fit constraints where packaging says so", () => {
    const wrong = Object.entries(table.fits).flatMap(([specifier, digits]) =>
      versions
        .filter((version, index) => Number(fits(version, specifier)) !== Number(digits[index]))
        .map((version) => `${version} ${specifier}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("fit what people stumbled over", () => {
    expect(fits("1", "==1.0.*")).to.equal(true);
    expect(fits("1.0", "<1.0.post1")).to.equal(true);
  });

  it("are constrained by what packaging reads alone", () => {
    expect(Object.keys(table.fits).filter((specifier) => !isSpecifier(specifier))).to.deep.equal([]);
    expect(table.noSpecifiers.filter(isSpecifier)).to.deep.equal([]);
  });

  it("are asked for by constraints that name a prerelease, or one version", () => {
    expect(askedBy(">=1.0rc1,<2")).to.deep.equal({ prerelease: true, exact: false });
    expect(askedBy("!=1.0rc1")).to.deep.equal({ prerelease: false, exact: false });
    expect(askedBy("==1.0")).to.deep.equal({ prerelease: false, exact: true });
    expect(askedBy("==1.0.*")).to.deep.equal({ prerelease: false, exact: false });
    expect(askedBy("")).to.deep.equal({ prerelease: false, exact: false });
  });
});

describe("environment markers", () => {
  for (const [marker, [alone, loud]] of Object.entries(table.markers)) {
    it(`hold where packaging says so: ${marker}`, () => {
      const { applies } = parseRequirement(`a; ${marker}`);
      expect(applies(table.environment, new Set()), "without an extra").to.equal(alone);
      expect(applies(table.environment, new Set(["loud"])), "with the extra").to.equal(loud);
    });
  }
});
