/** Loaded with the first tag that a page can do without for a while: elements, and what there is to say of missing ones. */
import "./py-config/define.js";
import "./mpy-config/define.js";

export { reportMissingFeatures as report } from "./missing-features.js";
