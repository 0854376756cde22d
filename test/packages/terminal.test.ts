/** Packages that write to terminals, as PyPI has them. */
import { expect } from "chai";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { openPage } from "../harness/page.js";
import { rows, shows } from "../harness/terminal-page.js";
import { configOf, type Thread } from "./real-page.js";

describe("real packages in a terminal", function () {
  this.timeout(120_000);

  for (const thread of ["main", "worker"] as const satisfies Thread[]) {
    const open = async (packages: readonly string[], source: string) => {
      const worker = thread === "worker" ? "worker" : "";
      const page = await openPage(
        `<script type="py" terminal ${worker} config='${configOf(packages)}'>\n${source}\n</script>`,
      );
      await page.finished();
      return { page, terminal: page.get<PyTerminalElement>("py-terminal") };
    };

    it(`tqdm draws one bar that fills (${thread})`, async () => {
      const { page, terminal } = await open(
        ["tqdm"],
        `
from tqdm import tqdm
total = 0
for number in tqdm(range(5), ncols=60, desc="Counting"):
    total += number
print("total", total)
`,
      );
      await shows(terminal, "total 10");
      const bars = rows(terminal).filter((row) => row.startsWith("Counting"));
      expect(bars).to.have.length(1);
      expect(bars[0]).to.match(/^Counting: 100%\|█+\| 5\/5 \[/);
      expect(page.errors.join("\n")).to.equal("");
    });

    it(`rich prints tables in colour, as wide as the terminal (${thread})`, async () => {
      const { page, terminal } = await open(
        ["rich"],
        `
from rich.console import Console
from rich.table import Table
console = Console()
table = Table(title="Stars")
table.add_column("Name", style="magenta")
table.add_row("Vega")
console.print(table)
console.print("[bold red]warm[/] [link=https://example.com]far[/]")
print("is a terminal:", console.is_terminal, console.width)
`,
      );
      await shows(terminal, "is a terminal:");
      const text = rows(terminal).join("\n");
      expect(text).to.include("│ Vega │").and.include("┏━━━━━━┓");
      const xterm = terminal.terminal;
      expect(text).to.include(`is a terminal: True ${xterm?.cols}`);
      const line = rows(terminal).findIndex((row) => row.startsWith("warm far"));
      const cell = xterm?.buffer.active.getLine(line)?.getCell(0);
      expect(Boolean(cell?.isBold())).to.equal(true);
      expect(cell?.getFgColorMode()).not.to.equal(0);
      expect(page.errors.join("\n")).to.equal("");
    });
  }
});
