import { expect } from "chai";
import { fakeDriver } from "../../harness/fake-interpreter.js";
import { bootForTest } from "../../harness/interpreters.js";
import { errorOf, interpreterSuite } from "../../suites/interpreter-suite.js";

describe("The fake interpreter", () => {
  interpreterSuite({ driver: fakeDriver(), real: false });

  it("says what it does not understand", async () => {
    const { interpreter } = await bootForTest(fakeDriver());
    const error = await errorOf(() => interpreter.execute("[x for x in y]", { filename: "a.py", run: 1 }));
    expect(error.name).to.equal("SyntaxError");
    expect(error.message).to.contain("does not know");
  });
});
