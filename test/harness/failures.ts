/** Failures, for tests to look at. */

/** Returns the reason that a promise rejects with. */
export const failure = (promise: Promise<unknown> | undefined): Promise<Error> =>
  promise?.then(
    (value) => new Error(`It resolved: ${String(value)}`),
    (error: Error) => error,
  ) ?? Promise.resolve(new Error("There is none"));

/** The errors that a page shows. */
export const panels = (page: Document): HTMLElement[] =>
  [...page.querySelectorAll<HTMLElement>("py-script, mpy-script, script-py")].flatMap((element) => [
    ...(element.shadowRoot?.querySelectorAll<HTMLElement>("[part=error]") ?? []),
  ]);

/** A source with a handler, a task, and something to wait for: none of them goes on when its interpreter has
 * crashed. */
export const BUSY = `
import asyncio
from pyscript import when
@when("click", "body")
def clicked(event): print("clicked")
async def tick():
    while True:
        await asyncio.sleep(0.01)
        print("tick")
task = asyncio.create_task(tick())
await asyncio.sleep(60)`;
