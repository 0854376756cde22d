// Loaded first by test pages: remembers what reaches the console, uncaught errors, policy violations, and the
// events of scripts.
{
  const record = { logs: [], errors: [], warnings: [], events: [] };
  globalThis.recorded = record;
  const text = (values) => values.map(textOf).join(" ");
  const textOf = (value) => {
    if (value instanceof Error) return value.message;
    // Modules have no `toString`.
    return value?.[Symbol.toStringTag] === "Module" ? "[object Module]" : String(value);
  };
  for (const [method, list] of [
    ["log", record.logs],
    ["error", record.errors],
    ["warn", record.warnings],
  ]) {
    console[method] = (...values) => list.push(text(values));
  }
  addEventListener("error", (event) => record.errors.push(`uncaught: ${event.message}`));
  addEventListener("unhandledrejection", (event) => record.errors.push(`unhandled: ${String(event.reason)}`));
  addEventListener("securitypolicyviolation", (event) =>
    record.errors.push(`policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  for (const type of ["py", "mpy"]) {
    for (const name of ["ready", "done", "error", "all-done"]) {
      addEventListener(`${type}:${name}`, (event) =>
        record.events.push(`${type}:${name}#${event.target.id ?? ""}`),
      );
    }
  }
}
