// A component for React, as a user of the package writes it: it must compile against the published types.
import "py-elements/react";
import "py-elements";
import { useRef } from "react";
import type { PyScriptElement } from "py-elements/elements/py-script";

export function App() {
  const ref = useRef<PyScriptElement>(null);
  return (
    <>
      <py-script
        ref={ref}
        worker
        src="./app.py"
        lang="en"
        dir="ltr"
        className="app"
        style={{ color: "red" }}
        onClick={(event) => event.currentTarget.run("x += 1")}
        onpy-done={({ currentTarget, detail }) =>
          void currentTarget.done.then(() => detail.worker?.terminate())
        }
        onpy:error={({ detail }) => detail.error.message}
      />
      <mpy-script code={"x = 1\nx"} />
      <py-terminal repl type="mpy" aria-label="Python" />
      <button mpy-click="clicked" />
    </>
  );
}

// @ts-expect-error There is no such attribute.
export const misspelt = <py-script wrker />;
// @ts-expect-error There is no such interpreter.
export const unknown = <py-terminal type="python" />;
