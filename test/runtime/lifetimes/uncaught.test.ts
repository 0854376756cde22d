import { expect } from "chai";
import { PythonError } from "../../../src/runtime/errors.js";
import { Uncaught } from "../../../src/runtime/lifetimes/uncaught.js";

const python = (type: string, message: string) =>
  new PythonError({ type, message, traceback: "", filename: "x.py", lineno: 1 });

describe("exceptions of Python that leave it for JavaScript", () => {
  const life = new AbortController();
  after(() => life.abort());

  let reports: { error: unknown; run: number }[] = [];
  beforeEach(() => (reports = []));
  const uncaught = new Uncaught({
    signal: life.signal,
    report: (error, run) => reports.push({ error, run }),
  });

  /** An error reaches the window. @returns whether it is kept off the console */
  function reach(thrown: unknown): boolean {
    const event = new ErrorEvent("error", { error: thrown, cancelable: true });
    const before = window.onerror;
    window.onerror = null; // Mocha's, which fails the test.
    try {
      return !dispatchEvent(event);
    } finally {
      window.onerror = before;
    }
  }
  /** The form in which an interpreter throws one. */
  const thrown = (type: string, message: string) =>
    Object.assign(new Error(`Traceback …\n${type}: ${message}`), { type });

  it("are reported for their run, once, when they reach the window", () => {
    const error = python("ValueError", "three");
    uncaught.leaving(error, 3);
    expect(reach(thrown("ValueError", "three"))).to.equal(true);
    expect(reports).to.deep.equal([{ error, run: 3 }]);
    expect(reach(thrown("ValueError", "three"))).to.equal(false);
    expect(reports).to.have.length(1);
  });

  it("are told apart by class and message", () => {
    uncaught.leaving(python("ValueError", "four"), 4);
    uncaught.leaving(python("KeyError", "five"), 5);
    reach(thrown("KeyError", "five"));
    expect(reports.map(({ run }) => run)).to.deep.equal([5]);
    expect(reach(thrown("ValueError", "of others"))).to.equal(false);
    reach(thrown("ValueError", "four"));
    expect(reports.map(({ run }) => run)).to.deep.equal([5, 4]);
  });

  it("belong to the run that raised last where two have raised the same", () => {
    uncaught.leaving(python("ValueError", "same"), 6);
    uncaught.leaving(python("ValueError", "same"), 7);
    reach(thrown("ValueError", "same"));
    reach(thrown("ValueError", "same"));
    expect(reports.map(({ run }) => run)).to.deep.equal([7, 6]);
  });

  it("are forgotten when JavaScript has caught them: a later error of that text is not theirs", async () => {
    uncaught.leaving(python("ValueError", "caught"), 8);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(reach(thrown("ValueError", "caught"))).to.equal(false);
    expect(reports).to.deep.equal([]);
  });

  it("are left to a listener before it that has prevented the default", () => {
    uncaught.leaving(python("ValueError", "handled"), 9);
    const prevent = (event: Event) => event.preventDefault();
    document.body.addEventListener("error", prevent, { once: true });
    const before = window.onerror;
    window.onerror = null;
    const event = new ErrorEvent("error", {
      error: thrown("ValueError", "handled"),
      cancelable: true,
      bubbles: true,
    });
    document.body.dispatchEvent(event);
    window.onerror = before;
    expect(reports).to.deep.equal([]);
  });
});
