import "py-elements";
import { useState } from "react";

export default function App() {
  const [values, setValues] = useState({});
  const [shown, setShown] = useState(true);
  const [order, setOrder] = useState(["a", "b", "c", "d"]);
  const [code, setCode] = useState(
    'from pyscript import display\nif 1 < 2:\n    display("first # code")\nprint("ran code")',
  );
  const keep = ({ currentTarget: { id }, detail }) =>
    setValues((values) => ({ ...values, [id]: detail.value }));
  return (
    <main>
      <mpy-script id="mpy-list" src="/python/app.py" worker onmpy-done={keep} />
      <py-script id="py-list" src="/python/app.py" worker onpy-done={keep} />
      <output id="values">{JSON.stringify([values["mpy-list"], values["py-list"]])}</output>
      <mpy-script src="/python/app.py" />
      <button id="greet" {...{ "mpy-click": "greet" }}>
        React
      </button>
      <div id="greeting"></div>
      <button id="toggle" onClick={() => setShown((shown) => !shown)}></button>
      <button id="ping"></button>
      {shown && <mpy-script id="toggled" src="/python/app.py" />}
      <button id="reverse" onClick={() => setOrder((order) => order.toReversed())}></button>
      <ul id="keyed">
        {order.map((key) => (
          <li key={key}>
            {key} <mpy-script src="/python/app.py" />
          </li>
        ))}
      </ul>
      <button id="edit" onClick={() => setCode(code.replace("first", "second"))}></button>
      <mpy-script id="changing" code={code} />
      <mpy-script className="inline">{`
        from pyscript import display
        if 1 < 2:
            display("inline # code")
        print("ran inline")
      `}</mpy-script>
      <mpy-script className="inline">
        <script type="text/python">{`
          from pyscript import display
          if 1 < 2:
              display("inline # code")
          print("ran inline")
        `}</script>
      </mpy-script>
    </main>
  );
}
