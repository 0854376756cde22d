import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "../python/modules.js";

await pythonTests(
  micropython,
  modules.filter((module) => module.startsWith("test_web")),
  { syncMode: "service-worker" },
);
