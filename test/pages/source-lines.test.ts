/** Python that asks for its own source: `traceback`, `inspect`, `linecache`. */
import { expect } from "chai";
import { openPage } from "../harness/page.js";

describe("the lines of a script's source", function () {
  this.timeout(60_000);

  for (const worker of ["", "worker"]) {
    it(`are in traceback.format_exc(), inspect.getsource() and the panel (py${worker && ", worker"})`, async () => {
      const page = await openPage(`
<py-script id="lines" ${worker}>
import inspect, traceback
def divide(a, b):
    return a / b  # here

async def later(): pass
try:
    divide(1, 0)
except ZeroDivisionError:
    print(traceback.format_exc())
print(inspect.getsource(divide))
print(inspect.getsource(later))
divide(2, 0)
</py-script>`);
      await page.finished();
      const text = page.logs.join("\n");
      expect(text).to.match(/File "lines", line 8, in <module>\n {4}divide\(1, 0\)\n/);
      expect(text).to.match(/File "lines", line 4, in divide\n {4}return a \/ b {2}# here\n/);
      expect(text).to.include("def divide(a, b):\n    return a / b  # here\n");
      expect(text).to.include("async def later(): pass");
      const panel = page.get("#lines").shadowRoot?.querySelector('[part="traceback"]')?.textContent;
      expect(panel).to.match(/line 13, in <module>\n {4}divide\(2, 0\)\n/);
    });
  }

  for (const worker of ["", "worker"]) {
    it(`are those of its own classes, whichever script came later (py${worker && ", worker"})`, async () => {
      const page = await openPage(`
<py-script id="first" ${worker}>
import inspect
class Before: pass

@property
@(lambda kind: kind)
class Greeter:
    """Greets."""

    def hello(self):
        class Inner:
            value = 1
        return Inner

Greeter = Greeter.fget
class Greeter2:
    value = 2
</py-script>
<py-script id="second" ${worker}>
import inspect



class Greeter3: pass
class Other:
    value = 3
for name in ("Greeter", "Greeter2", "Other"):
    if name in globals():
        print(name + "=" + inspect.getsource(globals()[name]) + "!")
try:
    print(inspect.getsource(type("Made", (), {})))
except OSError as error:
    print("made:", error)
</py-script>`);
      await page.finished();
      const text = page.logs.join("\n");
      expect(text).to.include("Other=class Other:\n    value = 3\n!");
      expect(text).to.include("made: source code not available");
      if (worker) return; // Scripts of workers share no names.
      expect(text).to.match(
        /Greeter=@property\n@\(lambda kind: kind\)\nclass Greeter:\n[^!]*return Inner\n!/,
      );
      expect(text).to.include("Greeter2=class Greeter2:\n    value = 2\n!");
    });
  }
});
