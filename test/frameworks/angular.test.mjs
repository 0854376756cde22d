// Angular, in the latest line that takes Node 20.
import { describeApplication } from "./harness/application.mjs";
import { run, serveStatic, share } from "./harness/build.mjs";
import { installed } from "./harness/installed.mjs";

const { folder, skip } = installed("angular");

const start = async () => {
  share("python", folder, "public/python");
  await run(folder, "node_modules/py-elements/bin/py-elements.mjs", ["copy", "public/py-elements"]);
  await run(folder, "node_modules/@angular/cli/bin/ng.js", ["build"], { NG_CLI_ANALYTICS: "false" });
  return serveStatic(`${folder}/dist`);
};
describeApplication("Angular", start, { skip, inline: 3 });
