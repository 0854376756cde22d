/** Stories of the elements, as the gallery and Storybook show them. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

const { loadStories } = (await import(new URL("/demo/gallery/stories.js", location.href).href)) as {
  loadStories(): Promise<{ readonly id: string; readonly fails: boolean }[]>;
};

describe("the stories", function () {
  this.timeout(slow);

  it("come to the state that they show, each of them, without an error but where they show one", async () => {
    const page = await openGallery("pages/stories.html");
    const list = page.get<HTMLElement & { readonly shown: Promise<void> }>("gallery-stories");
    const stories = await loadStories();
    await until(() => list.querySelectorAll("a").length === stories.length);
    const failed: string[] = [];
    for (const { id, fails } of stories) {
      page.problems.length = 0;
      page.window.location.hash = id;
      await until(() => list.querySelector(`[href="#${id}"]`)?.hasAttribute("aria-current") === true);
      await list.shown.catch((error: unknown) => failed.push(`${id}: ${String(error)}`));
      const { problems } = page;
      if (!fails && problems.length > 0) failed.push(`${id}: ${problems.join(" ")}`);
      if (fails && problems.length === 0) failed.push(`${id}: no error was told`);
    }
    expect(failed).to.deep.equal([]);
  });
});
