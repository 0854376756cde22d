// What pages load at run time, interpreters among it, is served as it is.
import { cpSync } from "node:fs";

cpSync(
  new URL("node_modules/py-elements/dist", import.meta.url),
  new URL("public/py-elements", import.meta.url),
  {
    recursive: true,
    dereference: true,
  },
);
