/** Script tags of PyScript's that are no scripts: editors, which are adopted, and games, which get a message
 * that there are none here. */
import { reportMissingFeatures } from "./missing-features.js";
import { adoptEditors } from "./py-editor/editor-tags.js";

/** @param node is or holds them */
export function adoptOthers(node: ParentNode & Node): void {
  adoptEditors(node);
  reportMissingFeatures(node);
}
