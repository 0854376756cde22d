/** Packages with compiled parts that PyPI may not have for this Pyodide yet. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { need, openWith, type Thread } from "./real-page.js";

describe("real compiled packages", function () {
  this.timeout(180_000);

  for (const thread of ["main", "worker"] as const satisfies Thread[]) {
    it(`numpy calculates, and its arrays are typed arrays in JavaScript (${thread})`, async function () {
      await need(this, "numpy");
      const page = await openWith(
        ["numpy"],
        `
import numpy as np
from pyscript import window
from pyscript.ffi import to_js
numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
print((numbers @ numbers.T).tolist(), numbers.mean())
window.given = to_js(numbers.ravel())
back = np.asarray(window.Float64Array.of(1.5, 2.5).to_py())
print(back.dtype, back.sum())
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["[[5.0, 14.0], [14.0, 50.0]] 2.5", "float64 4.0"]);
      const { given } = page.window as unknown as { given: ArrayLike<number> };
      expect(Array.from(given)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    });

    it(`pandas reads a file of "files", and display() shows its table (${thread})`, async function () {
      await need(this, "numpy", "pandas");
      const page = await openWith(
        ["pandas"],
        `
import pandas as pd
from pyscript import display
prices = pd.read_csv("prices.csv")
display(prices, target="shown")
print(prices.groupby("fruit")["price"].sum().to_dict())
`,
        {
          thread,
          more: { files: { "data:text/csv,fruit,price%0Aapple,1%0Apear,2%0Aapple,3%0A": "prices.csv" } },
          head: '<div id="shown"></div>',
        },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["{'apple': 4, 'pear': 2}"]);
      expect(page.get("#shown table").querySelectorAll("tbody tr").length).to.equal(3);
    });

    it(`matplotlib's figures are shown as images, and its animations play (${thread})`, async function () {
      await need(this, "numpy", "matplotlib", "pillow", "kiwisolver");
      const page = await openWith(
        ["matplotlib"],
        `
from pyscript import display, HTML
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
figure, axes = plt.subplots()
(line,) = axes.plot([1, 3, 2])
display(figure, target="shown")
play = FuncAnimation(figure, lambda step: line.set_ydata([step, 3, 2]), frames=3)
display(HTML(play.to_jshtml()), target="played")
`,
        { thread, head: '<div id="shown"></div><div id="played"></div>' },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      const image = page.get<HTMLImageElement>("#shown img");
      await until(() => image.naturalWidth > 100);
      await until(() => page.document.querySelector<HTMLImageElement>("#played img")?.naturalWidth);
    });

    it(`pillow draws an image that display() shows (${thread})`, async function () {
      await need(this, "pillow");
      const page = await openWith(
        ["pillow"],
        `
from PIL import Image
from pyscript import display
display(Image.new("RGB", (20, 10), "red"), target="shown")
`,
        { thread, head: '<div id="shown"></div>' },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      await until(() => page.get<HTMLImageElement>("#shown img").naturalWidth === 20);
    });

    it(`scikit-learn learns (${thread})`, async function () {
      await need(this, "numpy", "scipy", "scikit-learn");
      const page = await openWith(
        ["scikit-learn"],
        `
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit([[0], [1], [2]], [1, 3, 5])
print(round(float(model.predict([[3]])[0]), 6))
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["7.0"]);
    });

    it(`bokeh and altair draw what display() shows (${thread})`, async function () {
      await need(this, "numpy", "bokeh", "altair", "markupsafe", "rpds-py");
      const page = await openWith(
        ["bokeh", "altair"],
        `
import altair, json
from bokeh.embed import json_item
from bokeh.plotting import figure
plot = figure(title="Line")
plot.line([1, 2], [3, 4])
print(sorted(json_item(plot)))
chart = altair.Chart(altair.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
print(json.loads(chart.to_json())["mark"]["type"])
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs[1]).to.equal("bar");
    });
  }
});
