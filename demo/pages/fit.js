// Offers what is in fit.py.
import bridge from "../../dist/bridge.js";

export const fitting = bridge(import.meta.url, { type: "mpy", worker: false });
