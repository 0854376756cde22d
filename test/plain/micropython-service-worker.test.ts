import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "../python/modules.js";

// Here each question takes milliseconds: those that ask most are in a file of their own, which runs beside
// this one.
await pythonTests(
  micropython,
  modules.filter((module) => !module.startsWith("test_web")),
  { syncMode: "service-worker" },
);
