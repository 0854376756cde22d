import { Component, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import type { ScriptDoneEvent } from "py-elements";
import "py-elements";
import { PythonElement } from "./python-elements";

@Component({
  selector: "app-root",
  imports: [PythonElement],
  template: `
    <mpy-script id="mpy-list" src="/python/app.py" worker (mpy-done)="keep(0, $event)"></mpy-script>
    <py-script id="py-list" src="/python/app.py" worker (py-done)="keep(1, $event)"></py-script>
    <output id="values">{{ json(values()) }}</output>
    <mpy-script src="/python/app.py"></mpy-script>
    <button id="greet" mpy-click="greet">Angular</button>
    <div id="greeting"></div>
    <button id="toggle" (click)="shown.set(!shown())"></button>
    <button id="ping"></button>
    @if (shown()) {
      <mpy-script id="toggled" src="/python/app.py"></mpy-script>
    }
    <button id="reverse" (click)="order.set(order().slice().reverse())"></button>
    <ul id="keyed">
      @for (key of order(); track key) {
        <li>{{ key }} <mpy-script src="/python/app.py"></mpy-script></li>
      }
    </ul>
    <button id="edit" (click)="code.set(code().replace('first', 'second'))"></button>
    <mpy-script id="changing" [code]="code()"></mpy-script>
    <mpy-script class="inline">{{ inline }}</mpy-script>
    <mpy-script class="inline" [code]="inline"></mpy-script>
    <mpy-script class="inline" ngPreserveWhitespaces>
      from pyscript import display
      if 1 != 2:
          display("inline # code")
      print("ran inline")
    </mpy-script>
  `,
})
class App {
  values = signal<unknown[]>([undefined, undefined]);
  shown = signal(true);
  order = signal(["a", "b", "c", "d"]);
  code = signal('from pyscript import display\nif 1 < 2:\n    display("first # code")\nprint("ran code")');
  inline = `
    from pyscript import display
    if 1 < 2:
        display("inline # code")
    print("ran inline")
  `;
  json = JSON.stringify;

  keep(index: number, event: ScriptDoneEvent) {
    this.values.update((values) => values.map((value, at) => (at === index ? event.detail.value : value)));
  }
}

void bootstrapApplication(App);
