/** Packages of pure Python, as PyPI has them. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openWith, type Thread } from "./real-page.js";

const threads: readonly Thread[] = ["main", "worker"];

describe("real packages of pure Python", function () {
  this.timeout(120_000);

  for (const thread of threads) {
    it(`sympy calculates, and its formulas are shown (${thread})`, async () => {
      const page = await openWith(
        ["sympy"],
        `
from pyscript import display
from sympy import Integral, Matrix, diff, integrate, oo, exp, sin, solve, symbols
x = symbols("x")
print(integrate(exp(-x**2), (x, -oo, oo)), solve(x**2 - 2, x), diff(sin(x), x))
print(Matrix([[1, 2], [3, 4]]).det())
display(Integral(sin(x), x), target="shown")
`,
        { thread, head: '<div id="shown"></div>' },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["sqrt(pi) [-sqrt(2), sqrt(2)] cos(x)", "-2"]);
      expect(page.get("#shown").textContent).to.include("Integral(sin(x), x)");
    });

    it(`networkx finds ways (${thread})`, async () => {
      const page = await openWith(
        ["networkx"],
        `
import networkx as nx
graph = nx.Graph([("a", "b", {"weight": 1}), ("b", "c", {"weight": 1}), ("a", "c", {"weight": 5})])
print(nx.shortest_path(graph, "a", "c", weight="weight"), list(nx.connected_components(graph)) == [{"a", "b", "c"}])
print(nx.to_dict_of_lists(nx.karate_club_graph())[0][:3], graph)
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs[0]).to.equal("['a', 'b', 'c'] True");
      expect(page.logs[1]).to.equal("[1, 2, 3] Graph with 3 nodes and 3 edges");
    });

    it(`requests fetches, posts, and says what failed (${thread})`, async () => {
      const page = await openWith(
        ["requests"],
        `
import requests
from pyscript import window
origin = str(window.origin)
answer = requests.get(origin + "/test-server/files/a.txt", params={"x": "1"})
print(answer.status_code, answer.text, answer.headers["Content-Type"])
session = requests.Session()
print(session.get(origin + "/test-server/config/app.json").json()["packages"])
try:
    requests.get(origin + "/test-server/status/500").raise_for_status()
except requests.HTTPError as error:
    print(type(error).__name__, error.response.status_code)
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["200 contents of a text/plain", "['greeting']", "HTTPError 500"]);
    });

    it(`beautifulsoup4 reads HTML (${thread})`, async () => {
      const page = await openWith(
        ["beautifulsoup4"],
        `
from bs4 import BeautifulSoup
soup = BeautifulSoup("<ul><li class=a>one<li>two</ul>", "html.parser")
print([item.get_text() for item in soup.select("li")], soup.select_one("li.a")["class"])
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["['onetwo', 'two'] ['a']"]);
    });

    it(`micropip installs in code, beside what the configuration has installed (${thread})`, async () => {
      const page = await openWith(
        ["micropip", "snowballstemmer"],
        `
import micropip, importlib.metadata
from pyscript import window
index = str(window.origin) + "/wheelhouse/simple"
await micropip.install(["beautifulsoup4", "snowballstemmer"], index_urls=[index])
import bs4, snowballstemmer
print(bs4.BeautifulSoup("<b>x</b>", "html.parser").b.string, snowballstemmer.stemmer("english").stemWord("running"))
print([name for name in ("beautifulsoup4", "micropip", "snowballstemmer", "soupsieve") if name in micropip.list()])
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal([
        "x run",
        "['beautifulsoup4', 'micropip', 'snowballstemmer', 'soupsieve']",
      ]);
    });

    it(`plotly draws a figure that display() shows (${thread})`, async () => {
      const page = await openWith(
        ["plotly"],
        `
from pyscript import display, HTML
import plotly.graph_objects as go
figure = go.Figure(go.Scatter(x=[1, 2, 3], y=[2, 1, 3]), layout={"title": {"text": "Three points"}})
display(HTML(figure.to_html(full_html=False, include_plotlyjs=True)), target="shown")
display(figure, target="by-itself")
print(sorted(figure.to_dict()["data"][0]))
`,
        { thread, head: '<div id="shown"></div><div id="by-itself"></div>' },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal(["['type', 'x', 'y']"]);
      // By itself a figure loads plotly's script from a CDN, which is out of reach here.
      expect(page.document.querySelector("#by-itself .plotly-graph-div")).not.to.equal(null);
      await until(() => page.document.querySelector("#shown svg .gtitle")?.textContent === "Three points");
    });

    it(`pydantic checks data with its compiled core (${thread})`, async () => {
      const page = await openWith(
        ["pydantic"],
        `
from pydantic import BaseModel, Field, ValidationError
class User(BaseModel):
    name: str
    age: int = Field(ge=0)
    tags: list[str] = []
print(User.model_validate_json('{"name": "Ada", "age": "36", "tags": ["x"]}'))
try:
    User(name="Bob", age=-1)
except ValidationError as error:
    print(error.errors()[0]["type"], error.error_count())
print(User.model_json_schema()["required"])
`,
        { thread },
      );
      await page.finished();
      expect(page.errors.join("\n")).to.equal("");
      expect(page.logs).to.deep.equal([
        "name='Ada' age=36 tags=['x']",
        "greater_than_equal 1",
        "['name', 'age']",
      ]);
    });
  }
});
