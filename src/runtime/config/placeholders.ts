/**
 * `{NAME}` in the `files` of a configuration: a key of that form defines it, any URL or path may use it, its
 * own definition included.
 *
 * @example
 * ```json
 * { "{HOST}": "https://example.com", "{APP}": "{HOST}/app", "{APP}/main.py": "" }
 * ```
 */
import { ConfigError } from "../errors.js";

const placeholder = /\{[^{}]*\}/g;
const definition = /^\{[^{}]*\}$/;

/**
 * Puts the values of placeholders in their places, and leaves out their definitions.
 *
 * @returns pairs of URL and path
 * @throws ConfigError for a placeholder that is not defined, or defined by itself
 */
export function replacePlaceholders(files: Readonly<Record<string, string>>): (readonly [string, string])[] {
  const expand = (text: string, key: string, within: readonly string[]): string =>
    text.replace(placeholder, (name) => {
      const value = Object.hasOwn(files, name) ? files[name] : undefined;
      if (value === undefined) {
        const known = Object.keys(files).filter((one) => definition.test(one));
        throw new ConfigError(
          "PY1000",
          `"files": "${key}" uses the placeholder ${name}, which is not defined. Add "${name}" to "files"` +
            (known.length > 0 ? `, or use one of ${known.join(", ")}.` : "."),
        );
      }
      if (within.includes(name)) {
        const cycle = [...within.slice(within.indexOf(name)), name].join(" → ");
        throw new ConfigError("PY1000", `"files": the placeholder ${name} is defined by itself: ${cycle}.`);
      }
      return expand(value, key, [...within, name]);
    });
  return Object.entries(files).flatMap(([key, path]) => {
    if (!definition.test(key)) return [[expand(key, key, []), expand(path, key, [])] as const];
    expand(key, key, []);
    return [];
  });
}
