import yml from "eslint-plugin-yml";

const unauthenticatedPull = {
  meta: { type: "problem", schema: [], messages: { found: "an image is pulled without auth" } },
  create: (context) => ({
    YAMLMapping(node) {
      const keys = new Set(node.pairs.map(({ key }) => key?.value));
      if (keys.has("image") && !keys.has("auth") && !keys.has("aws_auth")) {
        context.report({ node, messageId: "found" });
      }
    },
  }),
};

export default [
  ...yml.configs.base,
  {
    files: ["**/*.yml"],
    plugins: { local: { rules: { "unauthenticated-pull": unauthenticatedPull } } },
    rules: { "local/unauthenticated-pull": "error" },
  },
];
