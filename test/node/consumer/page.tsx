// A page of someone who uses the package: it must compile against the published types.
import "py-elements/jsx";
import { config, hooks, whenDefined, type ScriptDoneEvent } from "py-elements";
import donkey from "py-elements/donkey";
import { PyScriptElement } from "py-elements/elements/py-script";
import "py-elements/elements/mpy-script/define";

export const jsx = (
  <py-script src="./app.py" config="./pyscript.toml" onpy:done={(event: Event) => event.preventDefault()} />
);

export const inWorker = (
  <mpy-script
    worker
    src="./app.py"
    onmpy-done={({ detail }) => detail.worker?.terminate()}
    onmpy:error={({ detail }) => detail.error.message}
  />
);
export const config1 = <py-config src="./pyscript.toml" />;
export const prompt = <py-terminal type="mpy" repl rows={12} onmpy-ready={() => {}} />;

export const done = (event: ScriptDoneEvent) => event.detail.replaced;

export const found: PyScriptElement | null = document.querySelector("py-script");
export const configured: string | null = document.createElement("mpy-config").getAttribute("src");
export const terminal = document.querySelector("py-terminal")?.terminal;
document.addEventListener("mpy-error", (event) => event.detail.error.message);
export const four: Promise<unknown> = donkey({ type: "mpy" }).evaluate("2 + 2");

export const clicked = <py-script onClick={(event) => event.currentTarget.run()} lang="en" dir="rtl" />;
const tag = document.querySelector('script[type="mpy"]');
export const result: Promise<unknown> | undefined = tag?.run("x += 1");
document.querySelectorAll('script[type="py"]').forEach((script) => script.stop());

export const made: PyScriptElement = document.createElement("py-script");

// @ts-expect-error Attributes have types.
export const wrong = <py-script src={1} />;

void [config, hooks, whenDefined];
