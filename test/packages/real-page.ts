/** Pages with real packages of PyPI, for tests. */
import { openPage, type TestPage } from "../harness/page.js";

export type Thread = "main" | "worker";

/** The configuration of a page that gets its packages from the wheelhouse, as an attribute's text. */
export function configOf(packages: readonly string[], more: object = {}): string {
  const config = {
    packages,
    index_urls: ["/wheelhouse/simple/{name}/"],
    lockFileURL: "/wheelhouse/empty/pyodide-lock.json",
    ...more,
  };
  return JSON.stringify(config).replaceAll("&", "&amp;").replaceAll("'", "&#39;");
}

/** A page whose script has packages. @param head markup before the script */
export async function openWith(
  packages: readonly string[],
  source: string,
  { thread = "main", more = {}, head = "", attributes = "" }: Partial<Options> = {},
): Promise<TestPage> {
  const worker = thread === "worker" ? "worker" : "";
  return openPage(
    `${head}<script type="py" ${worker} ${attributes} config='${configOf(packages, more)}'>\n${source}\n</script>`,
  );
}

interface Options {
  readonly thread: Thread;
  /** Further keys of the configuration. */
  readonly more: object;
  readonly head: string;
  readonly attributes: string;
}

/** Those packages of which PyPI has no wheel for this Pyodide. */
export async function missing(packages: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    packages.map(async (name) => {
      const response = await fetch(`/wheelhouse/simple/${name}/`);
      if (!response.ok) throw new Error(`pip cannot fetch ${name}: ${await response.text()}`);
      const { files } = (await response.json()) as { files: unknown[] };
      return files.length > 0 ? [] : [name];
    }),
  );
  return answers.flat();
}

/** Skips a test while PyPI has no wheel of a package that it needs, and says which. */
export async function need(context: Mocha.Context, ...packages: readonly string[]): Promise<void> {
  const absent = await missing(packages);
  if (absent.length === 0) return;
  console.info(
    `PyPI has no wheel of ${absent.join(", ")} for this Pyodide: "${context.test?.title}" is skipped.`,
  );
  context.skip();
}
