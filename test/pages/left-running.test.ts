/** Things that a script has left running when its element is removed: tasks, intervals, handlers. All of it
 * ends, and says nothing. */
import { executeServerCommand } from "@web/test-runner-commands";
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

type Counting = Window & { counts: Record<string, number>; kept?: () => unknown; waited?: Promise<unknown> };

const counting = `<script>
  window.counts = {};
  window.count = (name) => { counts[name] = (counts[name] ?? 0) + 1; };
</script>`;

/** The beginning of every script here. */
const begin = `
import asyncio
from pyscript import document, when, window
from pyscript.ffi import create_proxy
async def forever(name):
    try:
        while True:
            await asyncio.sleep(0.01)
            window.count(name)
    finally:
        window.count("ended " + name)
`;

const leaving = (type: string) => `${begin}
async def parent():
    await asyncio.gather(forever("task of a task"))
async def several(*arguments):
    await asyncio.sleep(0.001)
    window.count("async interval")
class Callable:
    def __call__(self, *arguments):
        window.count("object's interval")
def again(*arguments):
    window.count("timeout")
    window.setTimeout(create_proxy(again), 10)
def frame(*arguments):
    window.count("frame")
    window.requestAnimationFrame(create_proxy(frame))
tasks = [asyncio.create_task(forever("task")), asyncio.create_task(parent())]
window.setInterval(create_proxy(several), 10)
window.setInterval(create_proxy(lambda *arguments: window.count("interval")), 10)
window.setInterval(create_proxy(Callable()), 10)
again()
frame()
@when("click", "#button")
async def clicked(event):
    await forever("handler")
window.kept = create_proxy(lambda *arguments: forever("promised"))
${
  type === "py"
    ? `
loop = asyncio.get_event_loop()
def later():
    window.count("call_later")
    loop.call_later(0.01, later)
later()`
    : ""
}
`;

async function openCounting(body: string): Promise<{ page: TestPage; window: Counting }> {
  const page = await openPage(`<button id="button">click</button>${body}`, { head: counting });
  await page.finished();
  return { page, window: page.window as unknown as Counting };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts while `others` are counted, three times each: browsers slow down pages that nobody sees. */
async function countedWith({ counts }: Counting, others: readonly string[] = []): Promise<string[]> {
  const before = { ...counts };
  await pause(200);
  await until(
    () => others.every((name) => (counts[name] ?? 0) > (before[name] ?? 0) + 2),
    () => `others go on: ${JSON.stringify(counts)}`,
  );
  return Object.keys(counts).filter((name) => counts[name] !== before[name]);
}

for (const type of ["mpy", "py"] as const) {
  for (const [where, attribute] of [
    ["on the main thread", ""],
    ["in a worker that others use as well", 'worker env="shared"'],
  ] as const) {
    describe(`what a removed <${type}-script> ${where} left running`, function () {
      this.timeout(60_000);
      beforeEach(() => executeServerCommand("bring-to-front"));

      it("ends: tasks, tasks of tasks, intervals, timeouts, handlers; what others run goes on", async () => {
        const { page, window } = await openCounting(
          `<${type}-script ${attribute}>${begin}
asyncio.create_task(forever("other's task"))
window.setInterval(create_proxy(lambda *arguments: window.count("other's interval")), 10)
</${type}-script><${type}-script id="one" ${attribute}>${leaving(type)}</${type}-script>`,
        );
        page.get("#button").click();
        let outcome: unknown = "pending";
        window.waited = Promise.resolve(window.kept?.()).then(
          (value) => (outcome = value),
          (error: unknown) => (outcome = error),
        );
        const names = [
          "task",
          "task of a task",
          "async interval",
          "interval",
          "object's interval",
          "timeout",
          "frame",
        ];
        names.push(
          "handler",
          "promised",
          "other's task",
          "other's interval",
          ...(type === "py" ? ["call_later"] : []),
        );
        await until(
          // Browsers draw no frames of pages that nobody sees.
          () => names.every((name) => (window.counts[name] ?? 0) > (name === "frame" ? 0 : 2)),
          () => `all counted: ${JSON.stringify(window.counts)}`,
        );
        page.get("#one").remove();
        const finals = ["task", "task of a task", "handler", "promised"];
        await until(
          () => finals.every((name) => window.counts[`ended ${name}`]),
          () => `"finally" of all: ${JSON.stringify(window.counts)}`,
        );
        await pause(100);
        const others = ["other's interval", "other's task"];
        expect((await countedWith(window, others)).sort()).to.deep.equal(others);
        for (const name of finals) {
          expect(window.counts[`ended ${name}`], `"finally" of ${name}`).to.equal(1);
        }
        expect((outcome as Error).message).to.match(type === "py" ? /CancelledError|removed/ : /removed/);
        expect(await window.kept?.()).to.be.oneOf([undefined, null]);
        expect(page.errors).to.deep.equal([]);
        expect(page.warnings).to.deep.equal([]);
      });

      it("ends when it had not even begun, and where a task of its own removes it", async () => {
        const { page, window } = await openCounting(
          `<${type}-script ${attribute}>other = 1</${type}-script><${type}-script id="one" ${attribute}>${begin}
async def remover():
    window.count("removing")
    asyncio.create_task(forever("begun late"))
    document.getElementById("one").terminate()
    asyncio.create_task(forever("begun by the removed"))
    await asyncio.sleep(0.001)
    await forever("remover")
async def main():
    await asyncio.sleep(0.05)
    asyncio.create_task(remover())
    await forever("main")
asyncio.create_task(main())
</${type}-script>`,
        );
        await until(() => (window.counts["removing"] ?? 0) > 0, "the script removes itself");
        await pause(150);
        const running = await countedWith(window);
        expect(running.filter((name) => name !== "begun by the removed")).to.deep.equal([]);
        expect(page.errors).to.deep.equal([]);
      });
    });
  }
}
