/** The table holds where a content security policy guards what scripts could be made of. */
import { expect } from "chai";
import { describeMembers } from "../../../suites/members-suite.js";

before(() => {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "require-trusted-types-for 'script'";
  document.head.append(policy);
  expect(() => (document.createElement("script").text = "x")).to.throw(TypeError);
});

describeMembers("under trusted types");
