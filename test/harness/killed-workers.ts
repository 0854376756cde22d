/** Workers that are ended as the browser ends them: nobody is told. */

/** Notes the workers that start while `action` runs. @param action is given them, the oldest first */
export async function withStartedWorkers(
  action: (started: readonly Worker[]) => Promise<void>,
): Promise<void> {
  const started: Worker[] = [];
  const original = globalThis.Worker;
  globalThis.Worker = class extends original {
    constructor(...args: ConstructorParameters<typeof original>) {
      super(...args);
      started.push(this);
    }
  };
  try {
    await action(started);
  } finally {
    globalThis.Worker = original;
  }
}
