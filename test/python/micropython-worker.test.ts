import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "./modules.js";

await pythonTests(micropython, modules, { syncMode: "shared-memory" });
