// Astro, whose page is rendered when it is built.
import { describeApplication } from "./harness/application.mjs";
import { run, serveStatic, share } from "./harness/build.mjs";
import { installed } from "./harness/installed.mjs";

const { folder, skip } = installed("astro");
const astro = "node_modules/astro/astro.js";

const start = async () => {
  share("plain/main.js", folder, "src/main.js");
  share("plain/components.js", folder, "src/components.js");
  share("python", folder, "public/python");
  await run(folder, astro, ["build"], { ASTRO_TELEMETRY_DISABLED: "1" });
  return serveStatic(`${folder}/dist`);
};
describeApplication("Astro", start, { skip });
