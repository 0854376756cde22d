// A page of someone who uses the package: it must compile against the published types.
import "py-elements/jsx";
import { config, hooks, whenDefined } from "py-elements";
import { PyScriptElement } from "py-elements/elements/py-script";
import "py-elements/elements/mpy-script/define";

export const jsx = (
  <py-script src="./app.py" config="./pyscript.toml" onpy:done={(event: Event) => event.preventDefault()} />
);

export const found: PyScriptElement | null = document.querySelector("py-script");
export const made: PyScriptElement = document.createElement("py-script");

// @ts-expect-error Attributes have types.
export const wrong = <py-script src={1} />;

void [config, hooks, whenDefined];
