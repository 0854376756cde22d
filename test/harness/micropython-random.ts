/** A worker that posts four numbers which MicroPython thought of. */
import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { bootForTest } from "./interpreters.js";

const { interpreter } = await bootForTest(micropython);
const random = "import random\n[random.getrandbits(24) for _ in range(4)]";
postMessage(interpreter.toJs(interpreter.execute(random, { filename: "x", run: 1 })));
