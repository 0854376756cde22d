// Parcel, from a page of HTML.
import { describeApplication } from "./harness/application.mjs";
import { run, serveStatic, share } from "./harness/build.mjs";
import { installed } from "./harness/installed.mjs";

const { folder, skip } = installed("parcel");

const start = async () => {
  share("plain", folder, "src");
  await run(folder, "node_modules/parcel/lib/bin.js", ["build", "src/index.html", "--public-url", "/"]);
  share("python", folder, "dist/python");
  await run(folder, "node_modules/py-elements/bin/py-elements.mjs", ["copy", "dist/py-elements"]);
  return serveStatic(`${folder}/dist`);
};
describeApplication("Parcel", start, { skip });
