import webpack from "webpack";

const result = await new Promise((resolve, reject) => {
  const options = {
    mode: "production",
    entry: "./src/main.js",
    output: { path: `${import.meta.dirname}/static`, filename: "main.js" },
    performance: false,
  };
  webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
});
if (result.hasErrors() || result.hasWarnings()) throw new Error(result.toString());
