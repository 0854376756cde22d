// Next.js with its app router: one application, built by both of its bundlers, rendered by its server.
import { describeApplication } from "./harness/application.mjs";
import { run, serve, share } from "./harness/build.mjs";
import { installed } from "./harness/installed.mjs";

const { folder, skip } = installed("next");
const next = "node_modules/next/dist/bin/next";

for (const bundler of ["turbopack", "webpack"]) {
  const env = { DIST_FOLDER: `out-${bundler}`, NEXT_TELEMETRY_DISABLED: "1" };
  const start = async () => {
    share("react/app.jsx", folder, "app/app.jsx");
    share("python", folder, "public/python");
    await run(folder, "node_modules/py-elements/bin/py-elements.mjs", ["copy", "public/py-elements"]);
    await run(folder, next, ["build", `--${bundler}`], env);
    return serve(folder, next, ["start", "--port=0"], env);
  };
  describeApplication(`Next.js, by ${bundler}`, start, { skip, inline: 2 });
}
