// Before the package is published: the registry's page has the links of the README lead into the repository
// that package.json names. It is the one of this clone, or nothing is published.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { command, Failure, isMain, root } from "../command.mjs";

/** The place of a repository, without how it is reached: `github.com/owner/name`. */
export function placeOf(address) {
  return address
    .trim()
    .replace(/^(git\+)?[a-z]+:\/\//, "")
    .replace(/^[^@/]+@/, "")
    .replace(/^([^/:]+):(?!\d)/, "$1/")
    .replace(/(\.git)?\/?$/, "");
}

if (isMain(import.meta.url)) {
  await command(async () => {
    const { repository } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    const { stdout } = spawnSync("git", ["remote", "get-url", "origin"], { cwd: root, encoding: "utf8" });
    if (stdout && placeOf(stdout) === placeOf(repository.url)) return;
    throw new Failure(
      `package.json names ${repository.url} as the repository, and this clone is of ${stdout.trim() || "none"}. ` +
        "The README's links lead there, so write the true address into repository, homepage and bugs.",
    );
  });
}
