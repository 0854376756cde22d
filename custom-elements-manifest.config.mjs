// The custom elements manifest: what elements there are, described once, in their JSDoc.
export default {
  globs: ["src/elements/**/*.ts"],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [definitions(), eventDetails()],
};

/**
 * `defineElement(tag, Class)` is an export of its module, of the kind that the schema has for definitions.
 */
function definitions() {
  return {
    name: "definitions",
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isCallExpression(node) || node.expression.getText() !== "defineElement") return;
      const [tag, constructor] = node.arguments;
      const folder = moduleDoc.path.replace(/\/define\.ts$/, "");
      moduleDoc.exports = [
        ...(moduleDoc.exports ?? []),
        {
          kind: "custom-element-definition",
          name: tag.text,
          declaration: { name: constructor.getText(), module: `${folder}/${tag.text}.ts` },
        },
      ];
    },
  };
}

/** The description of each event ends with the members of its `detail`, which are read from its class. */
function eventDetails() {
  const detailOf = new Map();
  const interfaces = new Map();
  return {
    name: "event-details",
    analyzePhase({ ts, node }) {
      if (ts.isInterfaceDeclaration(node)) {
        const [parent] = node.heritageClauses?.[0]?.types ?? [];
        interfaces.set(node.name.text, {
          parent: parent?.getText(),
          members: node.members.filter(ts.isPropertySignature).map((member) => ({
            name: `${member.name.getText()}${member.questionToken ? "?" : ""}`,
            type: member.type.getText(),
            description: (member.jsDoc?.[0]?.comment ?? "").replaceAll(/\s+/g, " "),
          })),
        });
      }
      if (!ts.isClassDeclaration(node)) return;
      const [parent] = node.heritageClauses?.[0]?.types ?? [];
      const [detail] = parent?.typeArguments ?? [];
      if (detail && parent.expression.getText() === "CustomEvent")
        detailOf.set(node.name.text, detail.getText());
    },
    packageLinkPhase({ customElementsManifest }) {
      const membersOf = (name) => {
        const found = interfaces.get(name);
        return found ? [...membersOf(found.parent), ...found.members] : [];
      };
      for (const { declarations = [] } of customElementsManifest.modules)
        for (const event of declarations.flatMap(({ events = [] }) => events)) {
          const detail = detailOf.get(event.type?.text);
          const members = membersOf(detail).map(
            ({ name, type, description }) =>
              `\`${name}: ${type}\`${description && ` (${description.replace(/\.$/, "")})`}`,
          );
          if (detail && !event.description?.includes("`detail`"))
            event.description = `${event.description}. Its \`detail\`${members.length > 0 ? ` has ${members.join(", ")}` : ` is a \`${detail}\``}`;
        }
    },
  };
}
