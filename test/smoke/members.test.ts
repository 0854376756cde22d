import { describeMembers } from "../suites/members-suite.js";

describeMembers("in every browser");
