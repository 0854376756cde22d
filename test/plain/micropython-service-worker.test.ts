import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "../python/modules.js";

// Without those that ask most: here each question takes milliseconds.
const slow = ["test_web_classes", "test_storage", "test_media"];

await pythonTests(
  micropython,
  modules.filter((module) => !slow.includes(module)),
  { syncMode: "service-worker" },
);
