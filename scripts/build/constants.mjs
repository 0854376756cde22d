// Constants that the build and the test server write into the code: see `src/constants.d.ts`.
import { imageName } from "../../tools/micropython/image.mjs";
import { findSnapshot } from "../../tools/pyodide/snapshot.mjs";
import { archiveNames, lists } from "./archive.mjs";
import { kernelPython } from "./kernel-python.mjs";
import { memberTable } from "./members.mjs";
import { protocolConstants } from "./protocol.mjs";
import { stubNames } from "./stub-names.mjs";

/** @returns {Record<string, string>} from the name to JavaScript */
export function constants() {
  return {
    __ARCHIVES__: JSON.stringify(archiveNames()),
    __AFTER_BOOT__: JSON.stringify(lists.afterBoot),
    __BASE_NAMES__: JSON.stringify(lists.baseNames),
    __IMAGE__: JSON.stringify(imageName()),
    __SNAPSHOT__: JSON.stringify(findSnapshot()?.name ?? ""),
    __KERNEL__: JSON.stringify(kernelPython()),
    __MEMBERS__: JSON.stringify(memberTable()),
    ...protocolConstants(),
    __STUB_NAMES__: JSON.stringify(stubNames()),
  };
}
