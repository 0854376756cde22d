// Loaded first by test pages: remembers what reaches the console, uncaught errors and policy violations.
{
  const record = { logs: [], errors: [], warnings: [] };
  globalThis.recorded = record;
  const text = (values) =>
    values.map((value) => (value instanceof Error ? value.message : String(value))).join(" ");
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
}
